package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.javalin.http.HandlerType;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/** How often each public address asks the database, however much it shows. */
class StatementsIT {
  private static final Queue<String> STATEMENTS = new ConcurrentLinkedQueue<>();
  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = Portal.withDemo();
    SqlLogger counting =
        new SqlLogger() {
          @Override
          public void logAfterExecution(StatementContext context) {
            // What works in the background is nobody's request.
            String thread = Thread.currentThread().getName();
            if (thread.contains("Jetty") || thread.startsWith("feed-maker")) {
              STATEMENTS.add(context.getRawSql().replaceAll("\\s+", " "));
            }
          }
        };
    portal.database().database().jdbi().setSqlLogger(counting);
    portal.database().database().forRequests().setSqlLogger(counting);
    portal.database().database().reads().setSqlLogger(counting);
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  /**
   * A statement may hold several queries: what counts is the way to the database and back. Figures
   * that are kept until something is published are known already.
   */
  @Test
  void eachPublicAddressAsksOnceAtMost() {
    Map<String, Integer> more =
        Map.of(
            // Words, names of conditions, spellings, then what is shown of ten answers.
            "/search",
            7,
            // What fits, then the names of the conditions and doctors among it.
            "/search/suggest",
            3,
            // Whether it has changed, then its addresses.
            "/sitemaps/{file}",
            2,
            "/api/v1/articles/{slug}",
            4);
    Map<String, String> tooMany = new TreeMap<>();
    for (RouteTable.Route route : portal.routes()) {
      if (!route.method().equals(HandlerType.GET) || !route.roles().equals(Set.of(Role.PUBLIC))) {
        continue;
      }
      String address = address(route.path());
      assertEquals(200, portal.get(address).statusCode(), address);
      int most = more.getOrDefault(route.path(), 1);
      // What works in the background may just have changed something, so that figures are counted.
      for (int time = 0; time == 0 || (time < 5 && STATEMENTS.size() > most); time++) {
        STATEMENTS.clear();
        portal.get(address);
      }
      if (STATEMENTS.size() > most) {
        tooMany.put(address, STATEMENTS.size() + ": " + String.join("; ", STATEMENTS));
      }
    }
    assertEquals(Map.of(), tooMany);
  }

  /** What is known of a file comes with the first of its bytes. */
  @Test
  void whateverIsAskedOfAFileItIsAskedOnce() {
    String recording =
        first("/articles/how-is-metastatic-esophageal-cancer-treated", "/media/[0-9a-f]+\\.mp3");
    String picture = first("/", "/media/[0-9a-f]+\\.svg");
    String tag = "\"" + recording.replaceAll(".*/|\\..*", "") + "\"";
    assertAll(
        () -> assertOne(200, "GET", recording),
        () -> assertOne(200, "GET", picture),
        () -> assertOne(206, "GET", recording, "Range", "bytes=0-65535"),
        () -> assertOne(206, "GET", recording, "Range", "bytes=30000-"),
        () -> assertOne(206, "GET", recording, "Range", "bytes=5-9", "If-Range", tag),
        () -> assertOne(200, "GET", recording, "Range", "bytes=5-9", "If-Range", "\"x\""),
        () -> assertOne(304, "GET", recording, "If-None-Match", tag),
        () -> assertOne(412, "GET", recording, "If-Match", "\"x\""),
        () -> assertOne(200, "HEAD", recording));
  }

  private static void assertOne(int status, String method, String path, String... headers) {
    STATEMENTS.clear();
    String what = method + " " + path + " " + String.join(" ", headers);
    assertEquals(status, portal.send(method, path, headers).statusCode(), what);
    assertEquals(1, STATEMENTS.size(), () -> what + ": " + String.join("; ", STATEMENTS));
  }

  /** One that there is, for a route. */
  private static String address(String path) {
    for (String kind : new String[] {"articles", "specialties", "doctors", "topics"}) {
      if (path.contains("/" + kind + "/{")) {
        String page = kind.equals("articles") ? "/" : "/" + kind;
        return path.replaceFirst("/.*\\{[a-z]+}", first(page, "/" + kind + "/[a-z0-9-]+"));
      }
    }
    return switch (path) {
      case "/about/{name}" -> "/about/privacy";
      case "/search" -> "/search?q=pain";
      case "/search/suggest" -> "/search/suggest?q=pai";
      case "/media/{name}" -> first("/", "/media/[0-9a-f]+\\.[a-z0-9]+");
      case "/sitemaps/{file}" -> first("/sitemap.xml", "/sitemaps/articles[a-z0-9-]*\\.xml");
      case "/static/<name>" -> first("/", "/static/[^\"]+\\.css");
      default -> path;
    };
  }

  private static String first(String page, String pattern) {
    Matcher found =
        Pattern.compile("[\">](?:https?://[^/\"<]*)?(" + pattern + ")[\"<]")
            .matcher(portal.get(page).body());
    if (!found.find()) {
      throw new AssertionError(page + " does not name " + pattern);
    }
    return found.group(1);
  }
}
