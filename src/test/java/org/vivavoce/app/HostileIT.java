package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.http.HandlerType;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * Ten thousand hostile requests over every route, from nobody, an editor and an administrator:
 * nothing fails, nothing that was sent comes back as anything but text, nothing tells of the
 * inside, and nothing is left in memory. {@code -Dvivavoce.hostile.requests} and {@code .seed} ask
 * for others.
 */
class HostileIT {
  private static final int REQUESTS = Integer.getInteger("vivavoce.hostile.requests", 10_000);
  private static final long SEED = Long.getLong("vivavoce.hostile.seed", 20_261_127);
  private static final int WARM_UP = 2_000;
  private static final int MOST_PAGES = 260;
  private static final long MOST_HEAP_LEFT = 16L * 1024 * 1024;
  private static final int TOLD = 12;

  /** Names of classes, traces, and what databases say. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "[a-z]Exception\\b|\\bat [a-z]+(?:\\.[a-z0-9]+)+\\.[A-Z]\\w*\\.|\\b(?:org\\.(?:vivavoce|jdbi|postgresql|eclipse|thymeleaf|flywaydb)|io\\.javalin|java\\.(?:lang|util|io|sql))\\.|PSQL|SQLSTATE|ERROR: |violates .* constraint|syntax error|(?i:jetty|javalin|hikari)");

  private static final Set<String> ADDRESSES =
      Set.of("href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset");

  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  @Test
  void nothingFailsReflectsTellsOrStaysInMemory() throws IOException {
    try (Portal portal = Portal.over(TestDatabase.withDemo(), Map.of("CACHE_MEGABYTES", "2"))) {
      People people = new People(portal);
      Set<String> addresses = new LinkedHashSet<>();
      List<HostileRequests.Sent> forms = new ArrayList<>();
      // So that there is something to be edited, and to be answered.
      for (int article = 1; article <= 4; article++) {
        people.everybody.post("/admin/articles/from/" + article);
      }
      crawl(portal, people.everybody, addresses, forms);
      HostileRequests requests =
          new HostileRequests(SEED, routes(portal), List.copyOf(addresses), forms);
      int turn = 0;
      try (Lines lines = new Lines(portal)) {
        for (; turn < WARM_UP; turn++) {
          send(requests.next(turn, people.who(turn)), lines);
        }
        long before = heap();
        for (; turn < WARM_UP + REQUESTS && faults.size() < TOLD; turn++) {
          send(requests.next(turn, people.who(turn)), lines);
        }
        long left = heap() - before;
        assertEquals(List.of(), faults, () -> faults.size() + " of them; answers: " + statuses);
        assertTrue(left < MOST_HEAP_LEFT, left / 1024 + " KB are left in memory");
        System.out.println(
            "Answers: " + statuses + "; " + left / 1024 + " KB more held than before");
      }
      // Many of them got somewhere: forms were taken, pages shown, others refused.
      for (int status : new int[] {200, 303, 400, 403, 404, 415, 422}) {
        assertTrue(statuses.getOrDefault(status, 0) > 50, status + " in " + statuses);
      }
    }
  }

  private void send(HostileRequests.Ask ask, Lines lines) throws IOException {
    RawConnection.Answer answer = lines.answer(ask);
    if (answer == null) {
      if (!ask.bent()) {
        faults.add("was not answered\n" + ask);
      }
      return;
    }
    statuses.merge(answer.status(), 1, Integer::sum);
    String fault = fault(answer);
    if (fault != null) {
      String body = answer.body();
      faults.add(
          fault
              + "\n"
              + ask
              + "\n-> "
              + answer.status()
              + " "
              + answer.headers()
              + "\n"
              + (body.length() > 300 ? body.substring(0, 300) : body));
    }
  }

  private static @Nullable String fault(RawConnection.Answer answer) {
    if (answer.status() >= 500) {
      return "failed";
    }
    for (String header :
        List.of(
            "content-security-policy",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "permissions-policy")) {
      if (answer.header(header).isEmpty()) {
        return "has no " + header;
      }
    }
    for (String line : answer.headers()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("x-injected")
          || line.startsWith("Set-Cookie: session=" + HostileRequests.MARK)) {
        return "bears a header that was sent";
      }
    }
    String location = answer.header("location");
    if (!location.isEmpty() && !location.matches("/(?![/\\\\]).*|http://localhost[:/].*")) {
      return "leads elsewhere";
    }
    String type = answer.header("content-type");
    String body = answer.body();
    boolean sound =
        type.startsWith("audio/") || type.startsWith("image/jpeg") || type.startsWith("image/png");
    if (sound) {
      return null;
    }
    var inside = INSIDE.matcher(body);
    if (!type.startsWith("text/javascript") && inside.find()) {
      return "tells of the inside: " + inside.group();
    }
    if (body.contains(HostileRequests.WORKED_OUT)) {
      return "worked out what was sent";
    }
    boolean markup = type.contains("html") || type.contains("xml") || type.isEmpty();
    return markup && body.contains(HostileRequests.MARK) ? reflected(type, body) : null;
  }

  /** What a browser would make of it. */
  private static @Nullable String reflected(String type, String body) {
    if (body.contains("<svg/onload=" + HostileRequests.MARK)
        || body.contains("<" + HostileRequests.MARK)) {
      return "reflects markup";
    }
    if (!type.contains("html")) {
      return null;
    }
    Document page = Jsoup.parse(body);
    for (Element element : page.getAllElements()) {
      if (((element.normalName().equals("script")
                  && !element.attr("type").equals("application/ld+json"))
              || element.normalName().equals("style"))
          && element.data().contains(HostileRequests.MARK)) {
        return "reflects into " + element.normalName();
      }
      for (Attribute attribute : element.attributes()) {
        String value =
            attribute.getValue().replaceAll("[\\s\\p{Cntrl}]", "").toLowerCase(Locale.ROOT);
        if (attribute.getKey().startsWith("on")) {
          return "has an attribute " + attribute;
        }
        if (ADDRESSES.contains(attribute.getKey())
            && (value.startsWith("javascript:")
                || value.startsWith("data:text")
                || value.startsWith("//" + HostileRequests.MARK))) {
          return "leads to what was sent: " + attribute;
        }
      }
    }
    return null;
  }

  /** All but those that would end the session of whoever asks, and those that never end. */
  private static List<RouteTable.Route> routes(Portal portal) {
    return portal.routes().stream()
        .filter(
            route ->
                !route.path().equals("/admin/logout")
                    && !route.path().contains("/sessions/")
                    && !route.path().startsWith("/static/"))
        .toList();
  }

  /** Finds out where pages lead, and what their forms send. */
  private static void crawl(
      Portal portal,
      Visitor everybody,
      Set<String> addresses,
      Collection<HostileRequests.Sent> forms) {
    List<String> waiting = new ArrayList<>();
    for (RouteTable.Route route : portal.routes()) {
      if (route.method().equals(HandlerType.GET)
          && !route.path().contains("{")
          && !route.path().contains("<")) {
        waiting.add(route.path());
      }
    }
    Map<String, Integer> ofOneKind = new LinkedHashMap<>();
    for (int at = 0; at < waiting.size() && at < MOST_PAGES; at++) {
      String address = waiting.get(at);
      if (address.startsWith("/static/") || !addresses.add(address)) {
        continue;
      }
      HttpResponse<String> response = everybody.get(address);
      if (!response.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
        continue;
      }
      Document page = Jsoup.parse(response.body());
      for (Element form : page.select("form[method=post]")) {
        String action = form.attr("action").isEmpty() ? address : form.attr("action");
        forms.add(new HostileRequests.Sent(action.split("[?#]", 2)[0], fields(form)));
      }
      List<String> targets = new ArrayList<>(page.select("a[href^=/]").eachAttr("href"));
      targets.addAll(page.select("[src^=/]").eachAttr("src"));
      for (String target : targets) {
        String found = target.split("#", 2)[0];
        String kind = found.replaceAll("[0-9]+|(?<=^/[a-z]{1,20}/)[a-z0-9-]+", "_");
        if (!waiting.contains(found) && ofOneKind.merge(kind, 1, Integer::sum) <= 4) {
          waiting.add(found);
        }
      }
    }
  }

  private static List<HostileRequests.Field> fields(Element form) {
    List<HostileRequests.Field> fields = new ArrayList<>();
    for (Element field : form.select("[name]:not([name=csrf])")) {
      String value =
          switch (field.normalName()) {
            case "select" -> {
              Element chosen = field.selectFirst("option[value]:not([value=''])");
              yield chosen == null ? "" : chosen.val();
            }
            case "textarea" -> field.wholeText();
            default -> field.val();
          };
      fields.add(new HostileRequests.Field(field.attr("name"), value));
    }
    return fields;
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int times = 0; times < 4; times++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Who asks, by turns; whoever was signed out by what they did signs in again. */
  private static final class People {
    private static final int LIFE = 500;
    private final Portal portal;
    private final Visitor everybody;
    private final List<HostileRequests.Identity> now = new ArrayList<>();

    People(Portal portal) {
      this.portal = portal;
      this.everybody =
          TestAccounts.signedIn(
              portal, Role.AUTHOR, Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR);
    }

    HostileRequests.Identity who(int turn) {
      if (turn % LIFE == 0) {
        now.clear();
        now.add(new HostileRequests.Identity("nobody", "", "x", portal.url("")));
        now.add(identity("editor", Role.EDITOR, Role.AUTHOR, Role.REVIEWER));
        now.add(identity("administrator", Role.ADMINISTRATOR, Role.EDITOR));
      }
      return now.get((turn / 7) % now.size());
    }

    private HostileRequests.Identity identity(String name, Role... roles) {
      Visitor visitor = TestAccounts.signedIn(portal, roles);
      return new HostileRequests.Identity(
          name, visitor.cookie(), visitor.csrf(), "http://localhost");
    }
  }

  /** A connection that is kept as long as the portal keeps it. */
  private static final class Lines implements AutoCloseable {
    private final Portal portal;
    private @Nullable RawConnection open;
    private String last = "nothing";

    Lines(Portal portal) {
      this.portal = portal;
    }

    /** Null where none came. */
    RawConnection.@Nullable Answer answer(HostileRequests.Ask ask) throws IOException {
      if (ask.bent()) {
        try (RawConnection once = new RawConnection(portal)) {
          once.send(ask.bytes());
          once.finish();
          return once.read(ask.method().equals("HEAD"));
        } catch (EOFException | SocketException e) {
          return null;
        }
      }
      for (int times = 0; times < 2; times++) {
        boolean fresh = open == null;
        RawConnection connection = open == null ? new RawConnection(portal) : open;
        open = connection;
        try {
          connection.send(ask.bytes());
          RawConnection.Answer answer = connection.read(ask.method().equals("HEAD"));
          last = ask + "\n-> " + answer.status() + " " + answer.headers();
          if (answer.header("connection").equalsIgnoreCase("close")) {
            close();
          }
          return answer;
        } catch (EOFException | SocketException e) {
          // It may have been closed while nothing was asked, or before all was read.
          close();
          if (fresh) {
            return null;
          }
        } catch (IllegalStateException e) {
          throw new AssertionError(ask + "\nwas answered by what is left of\n" + last, e);
        }
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }
}
