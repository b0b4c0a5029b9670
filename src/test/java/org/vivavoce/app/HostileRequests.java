package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.HandlerType;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.RouteTable;

/**
 * Requests as nobody means well sends them: every route with addresses, parameters, headers and
 * bodies that are wrong in every way. The same seed makes the same requests.
 */
final class HostileRequests {
  /** What must not be found in an answer as anything but text. */
  static final String MARK = "mark7f3a";

  /** What {@code 191 * 7919} is: something worked out what was sent. */
  static final String WORKED_OUT = "1512529";

  private static final List<String> VALUES =
      List.of(
          "<svg/onload=" + MARK + "()>",
          "\"><svg/onload=" + MARK + "()>",
          "</title></textarea></script><" + MARK + ">",
          "\" autofocus onfocus=" + MARK + "() x=\"",
          "' onmouseover=" + MARK + "() x='",
          "javascript:" + MARK + "()",
          "jAvA\tscript:" + MARK + "()//",
          "data:text/html,<svg/onload=" + MARK + "()>",
          "//" + MARK + ".example/",
          "https://" + MARK + ".example/\\@localhost",
          "/\\" + MARK + ".example",
          "a\r\nX-Injected: " + MARK,
          "a\nSet-Cookie: session=" + MARK,
          "\u0085X-Injected: " + MARK + "\u2028",
          "${191*7919}",
          "[[${191*7919}]]",
          "__${191*7919}__::.x",
          "*{191*7919}",
          "#{191*7919}",
          "{{191*7919}}",
          "' or '1'='1",
          "\"; drop table article; --",
          "1) or (1=1",
          "%' or 1=1 --",
          "\\",
          "%",
          "_%_%",
          "\u0000",
          "a\u0000b",
          "\uD83D\uDE42\u202Eab\u200B\uFEFF",
          "\u0130\u0131\u017F\u212A\uFB03",
          "e" + "\u0301".repeat(300),
          "",
          " ",
          "\t\r\n",
          "null",
          "undefined",
          "NaN",
          "true",
          "on",
          "0",
          "-1",
          "1e9",
          "0x10",
          "00000000000000000001",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "99999999999999999999999999",
          "1.5",
          "\u0661\u0662\u0663",
          "0000-00-00",
          "2026-02-30",
          "+999999999-12-31",
          "-999999999-01-01",
          "294276-12-31T23:59:59Z",
          "9999-12-31T23:59",
          "0001-01-01",
          "2026-11-27T10:00",
          "23:59:60",
          "P1D",
          "Europe/Nowhere",
          "../../../../etc/passwd",
          "..%2f..%2fetc%2fpasswd",
          "C:\\windows\\win.ini",
          "con",
          "a/b/c",
          "a;b=c",
          "*",
          "(((((((((((((((((((((a",
          "\"unclosed",
          "a & | ! <-> :* b",
          "-a -b -c",
          "[]",
          "{\"a\":",
          "{\"__proto__\":{\"x\":1}}",
          "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
          "WEBVTT\n\n00:00.000 --> 99:99.999\n<v " + MARK + "><svg/onload=" + MARK + "()>",
          "a".repeat(5_000),
          "é".repeat(2_000),
          "a ".repeat(3_000),
          "word\n\n".repeat(1_000));

  /** As bytes of an address or a form, some of which are no text. */
  private static final List<String> CODED =
      List.of(
          "%ff%fe",
          "%ed%a0%80",
          "%c0%af",
          "%f4%90%80%80",
          "%e2%82",
          "%00",
          "%",
          "%zz",
          "%u0041",
          "+",
          "%2B",
          "%0d%0aX-Injected:%20" + MARK,
          "%3Csvg/onload=" + MARK + "()%3E",
          "..;",
          "%2e%2e",
          "%2f",
          "%5c",
          "%25252e");

  private static final List<String> JSON =
      List.of(
          "",
          "null",
          "[]",
          "\"\\ud800\"",
          "{\"credential\":null}",
          "{\"credential\":[]}",
          "{\"credential\":{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{}}}",
          "{\"credential\":{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"e30\",\"authenticatorData\":\"AA\",\"signature\":\"AA\",\"userHandle\":\"AA\"}}}",
          "{\"name\":\"<svg/onload="
              + MARK
              + "()>\",\"credential\":{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"e30\",\"attestationObject\":\"oA\"}}}",
          "{\"\u0000\":1e999999}",
          "[".repeat(3_000));

  private static final List<String> METHODS =
      List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "HEAD", "POST", "GET");

  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "Accept-Charset",
          "Accept-Encoding",
          "Accept-Language",
          "Authorization",
          "Cache-Control",
          "Content-Encoding",
          "Content-Type",
          "Cookie",
          "Forwarded",
          "From",
          "If-Match",
          "If-Modified-Since",
          "If-None-Match",
          "If-Range",
          "If-Unmodified-Since",
          "Origin",
          "Range",
          "Referer",
          "Sec-Fetch-Site",
          "Sec-Purpose",
          "TE",
          "traceparent",
          "Upgrade",
          "Upload-Length",
          "Upload-Offset",
          "User-Agent",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-HTTP-Method-Override",
          "X-Original-URL",
          "X-Request-Id",
          "X-Requested-With");

  private static final List<String> HEADER_VALUES =
      List.of(
          "<svg/onload=" + MARK + "()>",
          "\"" + MARK,
          "*/*;q=" + MARK,
          "text/html;q=2, */*;q=-1",
          "application/json",
          "gzip;q=0, br;q=NaN, *;q=",
          "bytes=0-",
          "bytes=-0",
          "bytes=9-1",
          "bytes=" + "0-0,".repeat(500) + "1-1",
          "bytes=99999999999999999999-",
          "bytes=0-99999999999999999999",
          "items=1-2",
          "*",
          "W/\"a\", \"b\", unquoted",
          "\"" + "a".repeat(3_000) + "\"",
          "Thu, 99 Foo 99999 99:99:99 GMT",
          "https://" + MARK + ".example/articles/x?y=<svg/onload=" + MARK + "()>",
          "null",
          "multipart/form-data",
          "multipart/form-data; boundary=",
          "multipart/form-data; boundary=\"" + "b".repeat(300) + "\"",
          "application/x-www-form-urlencoded; charset=utf-7",
          "application/x-www-form-urlencoded; charset=" + MARK,
          "text/html; charset=\"",
          "session=" + "A".repeat(43) + "; session=" + MARK,
          "session=\"a\\\"; $Version=1; =; ;;",
          "127.0.0.1, " + MARK + ", [::1]:99, 1.2.3.4.5",
          "for=\"[::" + MARK + "]\";host=" + MARK + ".example;proto=gopher",
          "1",
          "-1",
          "99999999999999999999",
          "\t",
          "\u00ff\u00fe\u0080",
          "h2c",
          "a,".repeat(1_000));

  private final Random random;
  private final List<RouteTable.Route> routes;
  private final List<String> addresses;
  private final List<Sent> forms;
  private final List<String> names;

  /**
   * @param addresses that lead somewhere, with and without parameters
   * @param forms as the pages have them
   */
  HostileRequests(
      long seed, List<RouteTable.Route> routes, List<String> addresses, List<Sent> forms) {
    this.random = new Random(seed);
    this.routes = List.copyOf(routes);
    this.addresses = List.copyOf(addresses);
    this.forms = List.copyOf(forms);
    this.names =
        forms.stream()
            .flatMap(form -> form.fields().stream())
            .map(Field::name)
            .distinct()
            .sorted()
            .collect(Collectors.toCollection(ArrayList::new));
    names.addAll(List.of("q", "page", "letter", "sort", "next", "cursor", "limit", "a[b]", "a.b"));
  }

  /**
   * The next one.
   *
   * @param turn counts them: each route has its turns
   * @param who sends it
   */
  Ask next(int turn, Identity who) {
    RouteTable.Route route = routes.get(turn % routes.size());
    String path = path(route);
    if (isForm(route) && random.nextInt(4) > 0) {
      List<Sent> own =
          forms.stream().filter(form -> route.pattern().matcher(form.path()).matches()).toList();
      if (!own.isEmpty()) {
        return form(who, pick(own));
      }
    }
    String method = random.nextInt(12) == 0 ? pick(METHODS) : route.method().name();
    return ask(who, method, path + query(), isForm(route) ? body(fields(List.of())) : noBody());
  }

  /** One of the portal's own forms, of which some fields say something else. */
  private Ask form(Identity who, Sent form) {
    Body body = random.nextInt(3) == 0 ? parts(fields(form.fields())) : body(fields(form.fields()));
    return ask(who, "POST", form.path() + (random.nextInt(6) == 0 ? query() : ""), body);
  }

  private Ask ask(Identity who, String method, String target, Body body) {
    List<String> lines = new ArrayList<>();
    lines.add(method + " " + target + " HTTP/1.1");
    lines.add("Host: localhost");
    if (!who.cookie().isEmpty()) {
      lines.add("Cookie: " + who.cookie());
    }
    if (random.nextInt(10) > 0) {
      lines.add("Origin: " + who.origin());
      lines.add("X-CSRF-Token: " + who.token());
    }
    for (int extra = random.nextInt(4); extra > 0; extra--) {
      lines.add(pick(HEADERS) + ": " + pick(HEADER_VALUES));
    }
    if (body.type() != null && random.nextInt(12) > 0) {
      lines.add("Content-Type: " + body.type());
    }
    boolean chunked = body.bytes().length > 0 && random.nextInt(8) == 0;
    if (chunked) {
      lines.add("Transfer-Encoding: chunked");
    } else if (body.type() != null) {
      lines.add("Content-Length: " + body.bytes().length);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] head = (String.join("\r\n", lines) + "\r\n").getBytes(ISO_8859_1);
    boolean bent = body.type() == null && random.nextInt(10) == 0;
    all.writeBytes(bent ? bent(head) : head);
    all.writeBytes("\r\n".getBytes(ISO_8859_1));
    if (chunked) {
      all.writeBytes((Integer.toHexString(body.bytes().length) + "\r\n").getBytes(ISO_8859_1));
      all.writeBytes(body.bytes());
      all.writeBytes("\r\n0\r\n\r\n".getBytes(ISO_8859_1));
    } else {
      all.writeBytes(body.bytes());
    }
    return new Ask(who.name(), method, all.toByteArray(), bent);
  }

  /** With a few bytes changed. */
  private byte[] bent(byte[] head) {
    byte[] other = head.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      other[random.nextInt(other.length - 2)] = (byte) random.nextInt(256);
    }
    return other;
  }

  private String path(RouteTable.Route route) {
    List<String> known =
        addresses.stream()
            .filter(each -> route.pattern().matcher(each.split("\\?", 2)[0]).matches())
            .toList();
    if (!known.isEmpty() && random.nextInt(3) > 0) {
      return pick(known).split("\\?", 2)[0];
    }
    StringBuilder path = new StringBuilder();
    for (String part : route.path().split("(?=[{<])|(?<=[}>])")) {
      path.append(part.startsWith("{") || part.startsWith("<") ? coded() : part);
    }
    return switch (random.nextInt(20)) {
      case 0 -> path + "/";
      case 1 -> path + ";" + MARK + "=1";
      case 2 -> "/" + path;
      case 3 -> path + "/" + coded();
      case 4 -> path.toString().toUpperCase(Locale.ROOT);
      default -> path.toString();
    };
  }

  private String query() {
    int fields = random.nextInt(4);
    if (fields == 0) {
      return random.nextInt(8) == 0 ? "?" + coded() : "";
    }
    return "?"
        + IntStream.range(0, fields)
            .mapToObj(
                field -> (random.nextInt(9) == 0 ? coded() : coded(pick(names))) + "=" + coded())
            .collect(Collectors.joining("&"));
  }

  private List<Field> fields(List<Field> given) {
    List<Field> fields = new ArrayList<>();
    for (Field field : given) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> fields.add(new Field(field.name(), pick(VALUES)));
        case 3 -> {
          fields.add(field);
          fields.add(new Field(field.name(), pick(VALUES)));
        }
        case 4 -> {
          // left out
        }
        default -> fields.add(field);
      }
    }
    for (int more = random.nextInt(given.isEmpty() ? 8 : 2); more > 0; more--) {
      fields.add(new Field(pick(names), pick(VALUES)));
    }
    return fields;
  }

  private Body noBody() {
    return new Body(null, new byte[0]);
  }

  private Body body(List<Field> fields) {
    String coded =
        fields.stream()
            .map(field -> coded(field.name()) + "=" + coded(field.value()))
            .collect(Collectors.joining("&"));
    return switch (random.nextInt(14)) {
      case 0 -> new Body("application/json", pick(JSON).getBytes(UTF_8));
      case 1 -> new Body("application/octet-stream", noise(random.nextInt(3_000)));
      case 2 -> new Body("application/x-www-form-urlencoded", noise(random.nextInt(300)));
      case 3 -> parts(fields);
      case 4 ->
          new Body(
              "application/x-www-form-urlencoded",
              (coded + "&" + pick(CODED)).getBytes(ISO_8859_1));
      case 5 -> new Body("text/plain", coded.getBytes(ISO_8859_1));
      default -> new Body("application/x-www-form-urlencoded", coded.getBytes(ISO_8859_1));
    };
  }

  private Body parts(List<Field> fields) {
    String boundary = "b0undary";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      boolean file = random.nextInt(5) == 0;
      String name = field.name().replaceAll("[\"\r\n]", "");
      out.writeBytes(
          ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"")
              .getBytes(UTF_8));
      if (file) {
        String given = pick(VALUES).replaceAll("[\"\r\n]", "");
        out.writeBytes(
            ("; filename=\""
                    + given
                    + "\"\r\nContent-Type: "
                    + pick(List.of("audio/mpeg", "image/svg+xml", "text/html", "a")))
                .getBytes(UTF_8));
      }
      out.writeBytes("\r\n\r\n".getBytes(UTF_8));
      out.writeBytes(file ? noise(random.nextInt(2_000)) : field.value().getBytes(UTF_8));
      out.writeBytes("\r\n".getBytes(UTF_8));
    }
    if (random.nextInt(6) > 0) {
      out.writeBytes(("--" + boundary + "--\r\n").getBytes(UTF_8));
    }
    return new Body("multipart/form-data; boundary=" + boundary, out.toByteArray());
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private String coded() {
    return random.nextInt(16) == 0 ? pick(CODED) : coded(cut(pick(VALUES)));
  }

  /** A header has room for so much. */
  private static String cut(String value) {
    return value.length() > 900 ? value.substring(0, 900) : value;
  }

  private static String coded(String value) {
    return URLEncoder.encode(value, UTF_8).replace("+", "%20");
  }

  private static boolean isForm(RouteTable.Route route) {
    return !List.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS)
        .contains(route.method());
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /**
   * Somebody who asks.
   *
   * @param cookie empty for nobody
   */
  record Identity(String name, String cookie, String token, String origin) {}

  /** A form as a page has it. */
  record Sent(String path, List<Field> fields) {
    Sent {
      fields = List.copyOf(fields);
    }
  }

  record Field(String name, String value) {}

  /**
   * What is sent.
   *
   * @param bent whether bytes of its head were changed, so that it may be no request at all
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Ask(String who, String method, byte[] bytes, boolean bent) {
    /** In letters, cut where it is long. */
    @Override
    public String toString() {
      String all = new String(bytes, ISO_8859_1);
      return who + ": " + (all.length() > 2_500 ? all.substring(0, 2_500) + "…" : all);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Body(@Nullable String type, byte[] bytes) {}
}
