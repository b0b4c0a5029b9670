package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * One answer is renamed, withdrawn and published again in the newsroom: its addresses answer alike
 * in pages, pictures, captions and open data, and whatever lists it for readers or for machines
 * tells of it by its present name, or not at all.
 */
class OneAnswerEverywhereIT {
  private static final String RENAMED = "what-became-of-its-name";
  private static final Pattern NEXT = Pattern.compile("\"next\"\\s*:\\s*\"([^\"]+)\"");

  private Portal portal;
  private Newsroom newsroom;
  private SignedIn editor;
  private SignedIn reviewer;
  private String slug;
  private String title;
  private String manuscript;

  /** The tag of the feed as it was last told. */
  private String told = "";

  /** What lists it, whatever else does. */
  private List<String> lists;

  @BeforeEach
  void open() {
    portal = Portal.over(TestDatabase.withDemo());
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edith Editor", null, Role.EDITOR);
    reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
    Map<String, Object> answer =
        portal
            .database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select article.id, article.slug, article.title, specialty.slug as specialty,
                                   doctor.slug as doctor, topic.slug as topic
                              from published_episode episode
                              join published_article article on article.id = episode.article_id
                              join published_specialty specialty on specialty.id = article.specialty_id
                              join published_doctor doctor on doctor.id = article.doctor_id
                              join published_article_topic link on link.article_id = article.id
                              join published_topic topic on topic.id = link.topic_id
                             where article.care_level is null
                               and exists (select from published_article_cue cue where cue.article_id = article.id)
                             order by article.published_at desc, link.position limit 1
                            """)
                        .mapToMap()
                        .one());
    slug = answer.get("slug").toString();
    title = answer.get("title").toString();
    manuscript =
        newsroom
            .post(editor, "/admin/articles/from/" + answer.get("id"), Map.of())
            .headers()
            .firstValue("Location")
            .orElseThrow()
            .replaceAll("\\?.*", "");
    String specialty = "/specialties/" + answer.get("specialty");
    String doctor = "/doctors/" + answer.get("doctor");
    String topic = "/topics/" + answer.get("topic");
    awaitTold();
    lists =
        List.of(
            "/feed.atom",
            "/podcast.xml",
            specialty,
            specialty + "/feed.atom",
            specialty + "/podcast.xml",
            doctor,
            doctor + "/feed.atom",
            doctor + "/podcast.xml",
            topic,
            topic + "/feed.atom",
            topic + "/podcast.xml",
            "/sitemaps/articles-1.xml",
            "/api/v1/articles",
            "search");
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void itIsCalledTheSameEverywhereWhateverBecomesOfIt() {
    Map<String, String> before = everything();
    assertLists(before, slug);
    assertAnswers(slug, 200);
    String entry = entryId(before, slug);
    String episode = episodeGuid(before, slug);

    change("slug", RENAMED);
    publish("It has a better name.");
    Map<String, String> renamed = everything();
    assertLists(renamed, RENAMED);
    assertEquals(Set.of(), mentioning(renamed, slug), "nothing tells of the former name");
    assertAnswers(RENAMED, 200);
    assertLeadsTo(slug, RENAMED);
    assertEquals(entry, entryId(renamed, RENAMED), "readers do not take it for a new one");
    assertEquals(episode, episodeGuid(renamed, RENAMED));

    HttpResponse<String> withdrawn =
        newsroom.post(
            editor, manuscript + "/withdraw", Map.of("withdrawReason", "It was wrong in part."));
    assertEquals(303, withdrawn.statusCode(), withdrawn::body);
    awaitTold();
    Map<String, String> without = everything();
    assertEquals(Set.of(), mentioning(without, slug));
    assertEquals(Set.of(), mentioning(without, RENAMED));
    assertAnswers(RENAMED, 410);
    assertAnswers(slug, 410);
    assertTrue(portal.get("/articles/" + RENAMED).body().contains("It was wrong in part."));

    publish("It is right again.");
    Map<String, String> restored = everything();
    assertLists(restored, RENAMED);
    assertEquals(Set.of(), mentioning(restored, slug));
    assertAnswers(RENAMED, 200);
    assertLeadsTo(slug, RENAMED);
    assertEquals(entry, entryId(restored, RENAMED));
    assertEquals(episode, episodeGuid(restored, RENAMED));

    change("slug", slug);
    publish("Its first name was the better one.");
    Map<String, String> back = everything();
    assertLists(back, slug);
    assertEquals(Set.of(), mentioning(back, RENAMED));
    assertAnswers(slug, 200);
    assertLeadsTo(RENAMED, slug);
    assertEquals(entry, entryId(back, slug));
  }

  private List<String> addresses(String name) {
    String article = "/articles/" + name;
    return List.of(
        article,
        article + "/history",
        article + "/captions.vtt",
        article + "/feedback",
        article + "/share.png",
        "/api/v1/articles/" + name);
  }

  private void assertAnswers(String name, int status) {
    for (String address : addresses(name)) {
      assertEquals(status, portal.get(address).statusCode(), address);
      assertEquals(status, portal.send("HEAD", address).statusCode(), "HEAD " + address);
    }
    if (status != 200) {
      return;
    }
    Document page = portal.page("/articles/" + name);
    String canonical = "http://localhost:8080/articles/" + name;
    assertEquals(canonical, page.select("link[rel=canonical]").attr("href"));
    assertEquals(canonical, page.select("meta[property=og:url]").attr("content"));
    String data = page.select("script[type=application/ld+json]").html();
    assertTrue(data.contains("\"" + canonical + "\""), data);
  }

  /** In one step. */
  private void assertLeadsTo(String former, String current) {
    List<String> to = addresses(current);
    List<String> from = addresses(former);
    for (int at = 0; at < from.size(); at++) {
      // The open data refuses what it does not know.
      String query = from.get(at).startsWith("/api/") ? "" : "?utm_source=letter";
      HttpResponse<String> response = portal.get(from.get(at) + query);
      assertEquals(301, response.statusCode(), from.get(at));
      String location = response.headers().firstValue("Location").orElse("");
      assertEquals(to.get(at), URI.create(location).getPath(), from.get(at));
    }
  }

  private void assertLists(Map<String, String> everything, String name) {
    Set<String> places = mentioning(everything, name);
    for (String list : lists) {
      assertTrue(places.contains(list), () -> list + " tells of " + name + ", not only " + places);
    }
  }

  /** Which of all that is public, but for its own pages, name the answer so, in text or as data. */
  private static Set<String> mentioning(Map<String, String> everything, String name) {
    Pattern address = Pattern.compile("/articles/" + name + "(?![a-z0-9-])");
    Set<String> places = new TreeSet<>();
    everything.forEach(
        (place, body) -> {
          if (!place.equals("/articles/" + name) && address.matcher(body).find()) {
            places.add(place);
          }
        });
    return places;
  }

  /** All pages of the sitemap, the sitemap itself, every feed that a page names, and open data. */
  private Map<String, String> everything() {
    Map<String, String> bodies = new TreeMap<>();
    Set<String> feeds = new TreeSet<>();
    for (String file : locations("/sitemap.xml")) {
      bodies.put(file, portal.get(file).body());
      for (String path : locations(file)) {
        HttpResponse<String> response = portal.get(path);
        assertEquals(200, response.statusCode(), path);
        bodies.put(path, response.body());
        for (Element feed : Jsoup.parse(response.body()).select("link[rel=alternate][type$=xml]")) {
          feeds.add(URI.create(feed.attr("href")).getPath());
        }
      }
    }
    assertFalse(feeds.isEmpty());
    for (String feed : feeds) {
      HttpResponse<String> response = portal.get(feed);
      assertEquals(200, response.statusCode(), feed);
      bodies.put(feed, response.body());
    }
    StringBuilder data = new StringBuilder();
    String next = "/api/v1/articles";
    while (next != null) {
      String page = portal.get(next).body();
      data.append(page);
      Matcher matcher = NEXT.matcher(page);
      next = matcher.find() ? pathAndQuery(matcher.group(1)) : null;
    }
    bodies.put("/api/v1/articles", data.toString());
    bodies.put(
        "search",
        portal.get("/search?q=" + URLEncoder.encode(title, StandardCharsets.UTF_8)).body());
    return bodies;
  }

  private List<String> locations(String sitemap) {
    List<String> paths = new ArrayList<>();
    for (Element each : Jsoup.parse(portal.get(sitemap).body(), Parser.xmlParser()).select("loc")) {
      if (!each.parent().nodeName().startsWith("image:")) {
        paths.add(URI.create(each.text()).getPath());
      }
    }
    return paths;
  }

  private static String pathAndQuery(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private static String entryId(Map<String, String> everything, String name) {
    for (Element entry :
        Jsoup.parse(everything.get("/feed.atom"), Parser.xmlParser()).select("entry")) {
      if (entry.select("link").stream()
          .anyMatch(link -> link.attr("href").endsWith("/articles/" + name))) {
        return entry.select("id").first().text();
      }
    }
    throw new AssertionError(name + " is not in the feed");
  }

  private static String episodeGuid(Map<String, String> everything, String name) {
    for (Element item :
        Jsoup.parse(everything.get("/podcast.xml"), Parser.xmlParser()).select("item")) {
      if (item.select("link").stream()
          .anyMatch(link -> link.text().endsWith("/articles/" + name))) {
        return item.select("guid").first().text();
      }
    }
    throw new AssertionError(name + " is not in the podcast");
  }

  private void change(String field, String value) {
    Map<String, Object> fields = Newsroom.fields(newsroom.page(editor, manuscript));
    fields.put(field, value);
    HttpResponse<String> saved = newsroom.post(editor, manuscript, fields);
    assertEquals(303, saved.statusCode(), saved::body);
  }

  private void publish(String reason) {
    for (HttpResponse<String> step :
        List.of(
            newsroom.post(editor, manuscript + "/submit", Map.of("base", base())),
            newsroom.post(reviewer, manuscript + "/approve", Map.of("base", base())),
            newsroom.post(
                editor, manuscript + "/publish", Map.of("base", base(), "reason", reason)))) {
      assertEquals(303, step.statusCode(), step::body);
    }
    awaitTold();
  }

  /** What is kept ready is made anew within a second of the change. */
  private void awaitTold() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    String before = told;
    do {
      assertTrue(System.nanoTime() < deadline, "the feed tells of the change");
      told = portal.get("/feed.atom").headers().firstValue("ETag").orElseThrow();
    } while (told.equals(before));
  }

  private String base() {
    return newsroom.page(editor, manuscript).select("input[name=base]").first().val();
  }
}
