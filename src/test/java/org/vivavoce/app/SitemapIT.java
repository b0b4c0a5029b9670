package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;

/** All that there is to read stands in the sitemaps, once, and nothing else. */
class SitemapIT {
  private static final String ORIGIN = "http://localhost:8080";
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void everyPublicPageStandsInThemOnceAndNothingElse() {
    List<String> listed = listed();
    assertEquals(listed.size(), new HashSet<>(listed).size(), "each of them once");
    for (String url : listed) {
      Document page = portal.page(path(url));
      assertEquals(url, page.select("link[rel=canonical]").attr("href"));
      assertFalse(page.select("meta[name=robots]").attr("content").contains("noindex"), url);
    }
    assertEquals(indexable(), new TreeSet<>(listed));
  }

  @Test
  void eachFileIsValid() throws Exception {
    Schema index = schema("/com/redfin/sitemapgenerator/siteindex.xsd");
    Schema file = schema("/com/redfin/sitemapgenerator/sitemap.xsd");
    HttpResponse<String> whole = portal.get("/sitemap.xml");
    index.newValidator().validate(new StreamSource(new StringReader(whole.body())));
    assertEquals(
        "application/xml; charset=utf-8", whole.headers().firstValue("Content-Type").orElse(""));
    for (String each : files()) {
      // The schema knows no pictures, and takes none that it does not know.
      String plain = portal.get(each).body().replaceAll("<image:image>.*?</image:image>", "");
      file.newValidator().validate(new StreamSource(new StringReader(plain)));
    }
  }

  @Test
  void filesAreRevalidatedAndKnowOfAPublicationAtOnce() {
    TestDatabase database = TestDatabase.withDemo();
    try (Portal own = Portal.over(database)) {
      HttpResponse<String> first = own.get("/sitemaps/articles-1.xml");
      String etag = first.headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> again = own.get("/sitemaps/articles-1.xml", "If-None-Match", etag);
      HttpResponse<String> head = own.send("HEAD", "/sitemaps/articles-1.xml");
      String slug = first.body().replaceAll("(?s).*?/articles/([a-z0-9-]+)</loc>.*", "$1");
      database
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'Wrong.', updated_at = now() where slug = ?",
                      slug));
      HttpResponse<String> then = own.get("/sitemaps/articles-1.xml", "If-None-Match", etag);
      assertAll(
          () -> assertEquals(304, again.statusCode()),
          () -> assertEquals("", again.body()),
          () -> assertEquals(200, head.statusCode()),
          () -> assertEquals(etag, head.headers().firstValue("ETag").orElse("")),
          () -> assertEquals(200, then.statusCode()),
          () -> assertNotEquals(etag, then.headers().firstValue("ETag").orElse("")),
          () -> assertTrue(first.body().contains("/articles/" + slug + "<")),
          () -> assertFalse(then.body().contains("/articles/" + slug + "<")));
    }
  }

  @Test
  void anotherSitesVisitorsAreNotLedToADemonstration() {
    try (Portal own =
        Portal.over(TestDatabase.withDemo(), Map.of("BASE_URL", "https://voices.example.org"))) {
      String all = own.get("/sitemap.xml").body();
      assertAll(
          () -> assertFalse(all.contains("articles-"), all),
          () -> assertFalse(all.contains("doctors-"), all),
          () -> assertFalse(all.contains("topics-"), all),
          () -> assertFalse(all.contains("specialties-"), all),
          () -> assertTrue(all.contains("https://voices.example.org/sitemaps/pages-1.xml"), all),
          () -> assertEquals(404, own.get("/sitemaps/articles-1.xml").statusCode()),
          () ->
              assertTrue(
                  own.get("/robots.txt")
                      .body()
                      .contains("Sitemap: https://voices.example.org/sitemap.xml")));
    }
  }

  @Test
  void theLastEditIsASignificantOneOrNotTold() {
    TestDatabase database = TestDatabase.withDemo();
    try (Portal own = Portal.over(database)) {
      List<Long> ids =
          Rows.list(
              database.jdbi(), Long.class, "select id from published_article order by id limit 3");
      database
          .jdbi()
          .useHandle(
              handle -> {
                handle.execute(
                    "update article_import set edited_on = null where article_id = ?", ids.get(0));
                handle.execute(
                    "update article_import set edited_on = '2025-03-04' where article_id in (?, ?)",
                    ids.get(1),
                    ids.get(2));
                // A slip of the pen is no significant edit; the correction before it was one.
                handle.execute(
                    "update article set edited_on = '2029-01-01' where id in (?, ?)",
                    ids.get(1),
                    ids.get(2));
                handle.execute(
                    """
                    insert into article_change (article_id, changed_at, event, reason, before, after)
                    values (?, '2026-02-03T23:30:00Z', 'changed', 'A dose.', '{}', '{}')
                    """,
                    ids.get(2));
              });
      Document file =
          Jsoup.parse(own.get("/sitemaps/articles-1.xml").body(), "", Parser.xmlParser());
      List<String> told =
          file.select("url").stream().limit(3).map(url -> url.select("lastmod").text()).toList();
      assertEquals(List.of("", "2025-03-04", "2026-02-03"), told);
    }
  }

  @Test
  void whatIsNoFileIsNotFound() {
    for (String path :
        List.of(
            "/sitemaps/articles-2.xml",
            "/sitemaps/articles-0.xml",
            "/sitemaps/articles-999999999.xml",
            "/sitemaps/articles-99999999999.xml",
            "/sitemaps/drafts-1.xml",
            "/sitemaps/pages-2.xml",
            "/sitemaps/articles.xml")) {
      assertEquals(404, portal.get(path).statusCode(), path);
    }
  }

  private static List<String> files() {
    return Jsoup.parse(portal.get("/sitemap.xml").body(), "", Parser.xmlParser())
        .select("sitemap > loc")
        .eachText()
        .stream()
        .map(SitemapIT::path)
        .toList();
  }

  private static List<String> listed() {
    List<String> urls = new ArrayList<>();
    for (String file : files()) {
      urls.addAll(
          Jsoup.parse(portal.get(file).body(), "", Parser.xmlParser())
              .select("url > loc")
              .eachText());
    }
    return urls;
  }

  /** All pages to which links lead from home and that want to be found. */
  private static Set<String> indexable() {
    Set<String> seen = new LinkedHashSet<>(Set.of("/"));
    Deque<String> waiting = new ArrayDeque<>(seen);
    Set<String> found = new TreeSet<>();
    while (!waiting.isEmpty()) {
      String path = waiting.remove();
      HttpResponse<String> response = portal.get(path);
      if (response.statusCode() != 200
          || !response.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
        continue;
      }
      Document page = Jsoup.parse(response.body());
      if (!page.select("meta[name=robots]").attr("content").contains("noindex")) {
        found.add(page.select("link[rel=canonical]").attr("href"));
      }
      for (Element link : page.select("a[href^=/]")) {
        String href = link.attr("href").replaceAll("#.*", "");
        if (!href.startsWith("/admin") && !href.startsWith("/media/") && seen.add(href)) {
          waiting.add(href);
        }
      }
    }
    return found;
  }

  private static String path(String url) {
    String path = url.substring(ORIGIN.length());
    return path.isEmpty() ? "/" : path;
  }

  private static Schema schema(String resource) throws Exception {
    return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(SitemapIT.class.getResource(resource));
  }
}
