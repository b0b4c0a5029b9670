package org.vivavoce.admin;

import io.javalin.Javalin;
import io.javalin.config.SizeUnit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.vivavoce.config.Config;
import org.vivavoce.db.TestClock;
import org.vivavoce.web.Assets;
import org.vivavoce.web.ErrorPages;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/**
 * The manuscripts' rooms on a free port, without a door: who is at work stands in a header. How
 * accounts prove who they are is tested elsewhere.
 */
final class Newsroom implements AutoCloseable {
  private final Jdbi jdbi;
  private final Javalin server;
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  Newsroom(Jdbi jdbi) {
    this.jdbi = jdbi;
    Clock clock = TestClock.FIXED;
    Words words = Words.load();
    Assets assets = Assets.load();
    Frame frame =
        new Frame(Config.from(Map.of()), new Paths("http://localhost:8080"), words, assets, clock);
    Views views = new Views(words, clock::instant);
    RouteTable routes = new RouteTable();
    new ManuscriptRoutes(jdbi, clock, frame, views).addTo(routes);
    assets.addRoutes(routes);
    server =
        Javalin.create(
                javalin -> {
                  javalin.startup.showJavalinBanner = false;
                  javalin.jetty.host = "127.0.0.1";
                  javalin.jetty.port = 0;
                  javalin.jetty.modifyServletContextHandler(
                      context -> context.setMaxFormContentSize(4_000_000));
                  javalin.jetty.multipartConfig.maxInMemoryFileSize(64, SizeUnit.KB);
                  javalin.routes.before(new RequestGuard(false)::before);
                  javalin.routes.before(
                      context -> {
                        String account = context.header("X-Account");
                        if (account != null) {
                          signedIn(Long.parseLong(account)).rememberIn(context);
                        }
                      });
                  for (RouteTable.Route route : routes.routes()) {
                    javalin.routes.addHttpHandler(
                        route.method(),
                        route.path(),
                        route.handler(),
                        route.roles().toArray(Role[]::new));
                  }
                  new ErrorPages(frame, views, routes).register(javalin.routes, failure -> false);
                })
            .start();
  }

  /** A new account. */
  static SignedIn account(Jdbi jdbi, String name, @Nullable Long doctor, Role... roles) {
    Set<Role> held = Set.of(roles);
    String[] names =
        held.stream().map(role -> role.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);
    long id =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        insert into account (email, name, credentials, roles, doctor_id)
                        values (:email, :name, 'MD', :roles, :doctor) returning id
                        """)
                    .bind(
                        "email",
                        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "") + "@example.org")
                    .bind("name", name)
                    .bind("roles", names)
                    .bind("doctor", doctor)
                    .mapTo(Long.class)
                    .one());
    return new SignedIn(id, name, "MD", held, doctor, "token", true);
  }

  private SignedIn signedIn(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select name, credentials, roles, doctor_id from account where id = :id")
                .bind("id", id)
                .map(
                    (row, context) ->
                        new SignedIn(
                            id,
                            row.getString("name"),
                            row.getString("credentials"),
                            Arrays.stream((String[]) row.getArray("roles").getArray())
                                .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
                                .collect(Collectors.toSet()),
                            row.getObject("doctor_id") == null ? null : row.getLong("doctor_id"),
                            "token",
                            true))
                .one());
  }

  HttpResponse<String> get(SignedIn who, String path, String... headers) {
    HttpRequest.Builder request = request(who, path).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  Document page(SignedIn who, String path) {
    HttpResponse<String> response = get(who, path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answers " + response.statusCode());
    }
    return Jsoup.parse(response.body(), url(path));
  }

  /** Sends a form as a browser does that has no files in it. */
  HttpResponse<String> post(SignedIn who, String path, Map<String, ?> fields) {
    List<String> pairs = new ArrayList<>();
    fields.forEach(
        (name, value) -> {
          for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            pairs.add(Paths.encoded(name) + "=" + Paths.encoded(each.toString()));
          }
        });
    return send(
        request(who, path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs))));
  }

  /** Sends a form with files. */
  HttpResponse<String> upload(
      SignedIn who, String path, Map<String, ?> fields, Map<String, Path> files) {
    String boundary = "vivavoce-test-boundary";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      for (Map.Entry<String, ?> field : fields.entrySet()) {
        Object value = field.getValue();
        for (Object each : value instanceof List<?> list ? list : List.of(value)) {
          write(
              body,
              "--"
                  + boundary
                  + "\r\nContent-Disposition: form-data; name=\""
                  + field.getKey()
                  + "\"\r\n\r\n"
                  + each
                  + "\r\n");
        }
      }
      for (Map.Entry<String, Path> file : files.entrySet()) {
        write(
            body,
            "--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\""
                + file.getKey()
                + "\"; filename=\""
                + file.getValue().getFileName()
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        body.write(Files.readAllBytes(file.getValue()));
        write(body, "\r\n");
      }
      write(body, "--" + boundary + "--\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return send(
        request(who, path)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
  }

  /** What the answer's form holds, ready to be sent back. */
  static Map<String, Object> fields(Document page) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Element form = page.selectFirst("form[data-manuscript]");
    for (Element field : form.select("input[name], textarea[name], select[name]")) {
      String type = field.attr("type");
      if (type.equals("file") || (type.equals("checkbox") && !field.hasAttr("checked"))) {
        continue;
      }
      String value =
          field.tagName().equals("select")
              ? field.select("option[selected]").isEmpty()
                  ? field.select("option").first().val()
                  : field.select("option[selected]").first().val()
              : field.tagName().equals("textarea") ? field.wholeText() : field.val();
      fields.merge(
          field.attr("name"),
          value,
          (before, after) -> {
            List<Object> both =
                new ArrayList<>(before instanceof List<?> list ? list : List.of(before));
            both.add(after);
            return both;
          });
    }
    return fields;
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  @Override
  public void close() {
    server.stop();
  }

  private HttpRequest.Builder request(SignedIn who, String path) {
    return HttpRequest.newBuilder(URI.create(url(path)))
        .header("X-Account", Long.toString(who.accountId()));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void write(ByteArrayOutputStream body, String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
