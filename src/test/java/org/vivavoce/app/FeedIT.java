package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rometools.modules.itunes.EntryInformation;
import com.rometools.rome.feed.synd.SyndEnclosure;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.SyndFeedInput;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.seo.Xml;

/** Feeds and podcasts as readers and apps fetch them. */
class FeedIT {
  private static final String SOUND_LINK = "//atom:entry/atom:link[@rel='enclosure']";
  private static final AtomicInteger probes = new AtomicInteger();
  private static Portal portal;
  private static Jdbi owner;

  @BeforeAll
  static void open() {
    TestDatabase database = TestDatabase.withDemo();
    owner = database.ownerJdbi();
    portal = Portal.over(database);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void everyPageThatNamesAFeedHasIt() {
    HashSet<String> feeds = new HashSet<>();
    for (String page :
        List.of(
            "/",
            "/specialties/gastroenterology",
            "/doctors/amara-okafor",
            "/topics/esophageal-cancer")) {
      portal
          .page(page)
          .select("link[rel=alternate][type$=xml]")
          .forEach(link -> feeds.add(link.attr("type") + " " + path(link.attr("href"))));
    }
    assertEquals(8, feeds.size(), feeds::toString);
    for (String feed : feeds) {
      String[] parts = feed.split(" ");
      HttpResponse<String> response = portal.get(parts[1]);
      assertEquals(200, response.statusCode(), feed);
      assertTrue(header(response, "Content-Type").startsWith(parts[0]), feed);
      assertEquals("cross-origin", header(response, "Cross-Origin-Resource-Policy"), feed);
      assertEquals("*", header(response, "Access-Control-Allow-Origin"), feed);
      assertEquals("", header(response, "Set-Cookie"), feed);
      String etag = header(response, "ETag");
      HttpResponse<String> again = portal.get(parts[1], "If-None-Match", etag);
      assertEquals(304, again.statusCode(), feed);
      assertEquals("", again.body());
      HttpResponse<String> head = portal.send("HEAD", parts[1]);
      assertEquals(200, head.statusCode(), feed);
      assertEquals(etag, header(head, "ETag"), feed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/feed.atom",
        "/specialties/gastroenterology/feed.atom",
        "/topics/esophageal-cancer/feed.atom",
        "/doctors/amara-okafor/feed.atom"
      })
  void anAtomFeedTellsOfTheNewestAnswersFirst(String path) throws Exception {
    String text = portal.get(path).body();
    Xml atom = new Xml(text);
    List<String> published = atom.texts("//atom:entry/atom:published");
    assertFalse(published.isEmpty());
    assertEquals(published.stream().sorted(Comparator.reverseOrder()).toList(), published);
    assertEquals(
        "http://localhost:8080" + path, atom.text("/atom:feed/atom:link[@rel='self']/@href"));
    List<String> ids = atom.texts("//atom:entry/atom:id");
    assertEquals(ids.size(), new HashSet<>(ids).size());
    assertTrue(ids.size() <= 50);
    assertEquals(
        atom.texts("/atom:feed/atom:entry").size(),
        atom.texts("//atom:entry/atom:link[@rel='alternate']").size());
    for (String page : atom.texts("//atom:link[@rel='alternate']/@href")) {
      assertEquals(200, portal.get(path(page)).statusCode(), page);
    }
    soundsAreTrue(
        atom.texts(SOUND_LINK + "/@href"),
        atom.texts(SOUND_LINK + "/@length"),
        atom.texts(SOUND_LINK + "/@type"));
    SyndFeed read = new SyndFeedInput().build(new StringReader(text));
    assertEquals("atom_1.0", read.getFeedType());
    assertEquals(ids, read.getEntries().stream().map(SyndEntry::getUri).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/podcast.xml",
        "/specialties/gastroenterology/podcast.xml",
        "/topics/esophageal-cancer/podcast.xml",
        "/doctors/amara-okafor/podcast.xml"
      })
  void aPodcastHasEverythingThatAppsAskFor(String path) throws Exception {
    String text = portal.get(path).body();
    Xml podcast = new Xml(text);
    List<String> guids = podcast.texts("//item/guid[@isPermaLink='false']");
    int episodes = podcast.texts("//item").size();
    assertTrue(episodes > 0);
    assertEquals(episodes, new HashSet<>(guids).size());
    for (String one :
        List.of(
            "title",
            "link",
            "pubDate",
            "description",
            "content:encoded",
            "enclosure",
            "itunes:title",
            "itunes:author",
            "itunes:duration",
            "itunes:episodeType[.='full']",
            "podcast:transcript[@type='text/vtt']/@url",
            "podcast:person/@href")) {
      assertEquals(episodes, podcast.texts("//item/" + one).size(), one);
    }
    List<String> sounds = podcast.texts("//item/enclosure/@url");
    assertEquals(sounds.size(), new HashSet<>(sounds).size());
    assertTrue(sounds.stream().allMatch(each -> each.endsWith(".mp3")));
    soundsAreTrue(
        sounds, podcast.texts("//item/enclosure/@length"), podcast.texts("//item/enclosure/@type"));
    for (String transcript : podcast.texts("//item/podcast:transcript/@url")) {
      HttpResponse<String> captions = portal.get(path(transcript));
      assertTrue(header(captions, "Content-Type").startsWith("text/vtt"), transcript);
      assertTrue(captions.body().startsWith("WEBVTT"), transcript);
      assertEquals("*", header(captions, "Access-Control-Allow-Origin"), transcript);
    }
    assertEquals(
        List.of("http://localhost:8080" + path),
        podcast.texts("/rss/channel/atom:link[@rel='self']/@href"));
    assertEquals("false", podcast.text("/rss/channel/itunes:explicit"));
    assertEquals("Health & Fitness", podcast.text("/rss/channel/itunes:category/@text"));
    assertEquals("Medicine", podcast.text("/rss/channel/itunes:category/itunes:category/@text"));
    SyndFeed read = new SyndFeedInput().build(new StringReader(text));
    assertEquals(guids, read.getEntries().stream().map(SyndEntry::getUri).toList());
    List<SyndEntry> byDate = new ArrayList<>(read.getEntries());
    byDate.sort(Comparator.comparing(SyndEntry::getPublishedDate).reversed());
    assertEquals(byDate, read.getEntries());
    for (SyndEntry entry : read.getEntries()) {
      SyndEnclosure sound = entry.getEnclosures().get(0);
      EntryInformation itunes =
          (EntryInformation) entry.getModule("http://www.itunes.com/dtds/podcast-1.0.dtd");
      assertTrue(sound.getLength() > 0);
      assertTrue(itunes.getDuration().getMilliseconds() > 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "specialty, oncology, cancer-medicine, /specialties/, feed.atom podcast.xml",
    "doctor, daniel-cohen, dan-cohen, /doctors/, feed.atom podcast.xml",
    "topic, peptic-ulcer, stomach-sore, /topics/, feed.atom podcast.xml"
  })
  void aRenamedOneStaysItself(String kind, String slug, String renamed, String at, String names) {
    for (String name : names.split(" ")) {
      Xml before = new Xml(portal.get(at + slug + "/" + name).body());
      rename(kind, slug, renamed);
      published();
      HttpResponse<String> former = portal.get(at + slug + "/" + name);
      Xml after = new Xml(portal.get(at + renamed + "/" + name).body());
      rename(kind, renamed, slug);
      published();
      assertAll(
          () -> assertEquals(301, former.statusCode()),
          () -> assertEquals(at + renamed + "/" + name, header(former, "Location")),
          () -> assertEquals("*", header(former, "Access-Control-Allow-Origin")),
          () -> assertEquals(before.text("/atom:feed/atom:id"), after.text("/atom:feed/atom:id")),
          () -> assertEquals(before.text("//podcast:guid"), after.text("//podcast:guid")),
          () -> assertFalse(after.texts("//atom:link[@rel='self']/@href").isEmpty()),
          () ->
              assertNotEquals(
                  before.text("//atom:link[@rel='self']/@href"),
                  after.text("//atom:link[@rel='self']/@href")));
    }
  }

  @Test
  void aRenamedAnswerStaysItself() {
    Xml atom = new Xml(portal.get("/feed.atom").body());
    Xml podcast = new Xml(portal.get("/podcast.xml").body());
    String slug = podcast.text("//item/link").replaceAll(".*/", "");
    owner.useTransaction(
        handle -> {
          handle.execute(
              "insert into article_slug (slug, article_id) select 'renamed-once', id from article where slug = ?",
              slug);
          handle.execute("update article set slug = 'renamed-once' where slug = ?", slug);
        });
    published();
    Xml atomAfter = new Xml(portal.get("/feed.atom").body());
    Xml podcastAfter = new Xml(portal.get("/podcast.xml").body());
    assertAll(
        () ->
            assertEquals(
                atom.texts("//atom:entry/atom:id"), atomAfter.texts("//atom:entry/atom:id")),
        () -> assertEquals(podcast.texts("//item/guid"), podcastAfter.texts("//item/guid")),
        () ->
            assertEquals(
                "http://localhost:8080/articles/renamed-once", podcastAfter.text("//item/link")));
  }

  /** As far as it was edited in a way that matters, and to the second. */
  @Test
  void aCorrectionMakesAnEntryNewerAndASlipOfThePenDoesNot() {
    Xml before = new Xml(portal.get("/feed.atom").body());
    String page = before.text("//atom:entry[2]/atom:link[@rel='alternate']/@href");
    String slug = page.replaceAll(".*/", "");
    String updated =
        "//atom:entry[atom:link/@href='http://localhost:8080/articles/" + slug + "']/atom:updated";
    owner.useHandle(
        handle ->
            handle.execute("update article set edited_on = current_date + 1 where slug = ?", slug));
    published();
    Xml slip = new Xml(portal.get("/feed.atom").body());
    owner.useHandle(
        handle ->
            handle.execute(
                """
                insert into article_change (article_id, changed_at, event, reason, before, after)
                select id, '2031-02-03 04:05:06.7Z', 'returned', 'Right after all.', '{}', '{}' from article where slug = ?
                """,
                slug));
    published();
    Xml corrected = new Xml(portal.get("/feed.atom").body());
    String podcast = new Xml(portal.get("/podcast.xml").body()).text("//channel/lastBuildDate");
    assertAll(
        () -> assertEquals(before.text(updated), slip.text(updated)),
        () -> assertEquals("2031-02-03T04:05:06Z", corrected.text(updated)),
        () -> assertEquals("2031-02-03T04:05:06Z", corrected.text("/atom:feed/atom:updated")),
        () -> assertEquals("Mon, 03 Feb 2031 04:05:06 GMT", podcast));
  }

  @Test
  void nobodyWaitsForTheDatabaseToBeToldThatNothingIsNew() {
    String etag = header(portal.get("/topics/peptic-ulcer/podcast.xml"), "ETag");
    rename("topic", "peptic-ulcer", "not-published-yet");
    try {
      // Nobody was told of the change: what is kept answers.
      HttpResponse<String> again =
          portal.get("/topics/peptic-ulcer/podcast.xml", "If-None-Match", etag);
      assertEquals(304, again.statusCode());
    } finally {
      rename("topic", "not-published-yet", "peptic-ulcer");
    }
  }

  @Test
  void anAnswerWithoutReviewSaysSoWhereItsPageDoes() {
    Xml podcast = new Xml(portal.get("/podcast.xml").body());
    List<String> links = podcast.texts("//item/link");
    List<String> descriptions = podcast.texts("//item/description");
    int unreviewed = 0;
    for (int at = 0; at < links.size(); at++) {
      boolean told = portal.page(path(links.get(at))).select(".dates__date--missing").size() > 0;
      unreviewed += told ? 1 : 0;
      assertEquals(
          told,
          descriptions.get(at).contains("Clinically reviewed: Not reviewed here."),
          links.get(at));
    }
    assertTrue(unreviewed > 0 && unreviewed < links.size(), unreviewed + " of " + links.size());
  }

  @Test
  void whatIsNotPublicStandsInNoFeed() {
    for (String state : List.of("withdrawn", "draft")) {
      Xml before = new Xml(portal.get("/podcast.xml").body());
      String page = before.text("//item[last()]/link");
      String slug = page.replaceAll(".*/", "");
      String guid = before.text("//item[last()]/guid");
      String etag = header(portal.get("/podcast.xml"), "ETag");
      status(slug, state);
      HttpResponse<String> after = portal.get("/podcast.xml", "If-None-Match", etag);
      List<String> faults = new ArrayList<>();
      for (String feed : feeds()) {
        String text = portal.get(feed).body();
        if (text.contains("/" + slug) || text.contains(guid + "<")) {
          faults.add(feed);
        }
      }
      status(slug, "published");
      assertEquals(200, after.statusCode());
      assertEquals(List.of(), faults, state);
      assertTrue(portal.get("/podcast.xml").body().contains(guid + "<"));
    }
  }

  @Test
  void whatNobodyCanHearIsNoEpisode() {
    try (Portal mute = Portal.withDemo()) {
      Xml before = new Xml(mute.get("/specialties/oncology/podcast.xml").body());
      String page = before.text("//item/link");
      mute.database()
          .ownerJdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      """
                      update article set recording_id = null, synthetic_voice = false, cues_estimated = false
                       where slug = ?
                      """,
                      page.replaceAll(".*/", "")));
      published(mute);
      Xml after = new Xml(mute.get("/specialties/oncology/podcast.xml").body());
      Xml atom = new Xml(mute.get("/specialties/oncology/feed.atom").body());
      assertEquals(before.texts("//item").size() - 1, after.texts("//item").size());
      assertFalse(after.texts("//item/link").contains(page));
      assertTrue(atom.texts("//atom:entry/atom:link[@rel='alternate']/@href").contains(page));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/specialties/nowhere/feed.atom",
        "/specialties/nowhere/podcast.xml",
        "/doctors/nobody/feed.atom",
        "/doctors/nobody/podcast.xml",
        "/topics/nothing/feed.atom",
        "/topics/nothing/podcast.xml",
        "/doctors/%00/feed.atom"
      })
  void whatIsUnknownHasNoFeed(String path) {
    int status = portal.get(path).statusCode();
    assertTrue(status == 404 || status == 400, () -> path + " " + status);
  }

  @Test
  void whoeverAsksUnderAnotherNameIsToldTheCanonicalOne() {
    String text = portal.get("/podcast.xml", "X-Forwarded-Host", "evil.example").body();
    assertFalse(text.contains("evil.example"));
  }

  @Test
  void theDemonstrationIsForNobodysDirectory() {
    try (Portal elsewhere =
        Portal.over(TestDatabase.withDemo(), Map.of("BASE_URL", "https://voices.example"))) {
      assertEquals(
          List.of(), new Xml(elsewhere.get("/podcast.xml").body()).texts("/rss/channel/item"));
      assertEquals(
          List.of(), new Xml(elsewhere.get("/feed.atom").body()).texts("/atom:feed/atom:entry"));
      assertEquals(
          List.of(),
          new Xml(elsewhere.get("/topics/esophageal-cancer/feed.atom").body())
              .texts("/atom:feed/atom:entry"));
    }
  }

  @Test
  void aPortalWithoutAnswersHasFeedsAlready() throws Exception {
    try (Portal empty = Portal.over(TestDatabase.migrated())) {
      for (String path : List.of("/feed.atom", "/podcast.xml")) {
        HttpResponse<String> response = empty.get(path);
        assertEquals(200, response.statusCode());
        new SyndFeedInput().build(new StringReader(response.body()));
      }
    }
  }

  /** What HEAD says of each file, and that a part of it can be had, from another site too. */
  private static void soundsAreTrue(List<String> urls, List<String> lengths, List<String> types) {
    assertFalse(urls.isEmpty());
    assertEquals(urls.size(), lengths.size());
    assertEquals(urls.size(), types.size());
    for (int at = 0; at < urls.size(); at++) {
      HttpResponse<String> head = portal.send("HEAD", path(urls.get(at)));
      assertEquals(200, head.statusCode(), urls.get(at));
      assertEquals(lengths.get(at), header(head, "Content-Length"), urls.get(at));
      assertEquals(types.get(at), header(head, "Content-Type"), urls.get(at));
      assertEquals("bytes", header(head, "Accept-Ranges"));
      assertEquals("cross-origin", header(head, "Cross-Origin-Resource-Policy"));
      HttpResponse<byte[]> part =
          portal.bytes(path(urls.get(at)), "Range", "bytes=0-9", "Origin", "https://app.example");
      assertEquals(206, part.statusCode());
      assertEquals(10, part.body().length);
      assertEquals("*", header(part, "Access-Control-Allow-Origin"));
    }
  }

  private static List<String> feeds() {
    List<String> feeds = new ArrayList<>(List.of("/feed.atom", "/podcast.xml"));
    for (String kind : List.of("specialty specialties", "doctor doctors", "topic topics")) {
      String[] parts = kind.split(" ");
      for (String slug :
          owner.withHandle(
              handle ->
                  handle
                      .createQuery("select slug from published_" + parts[0])
                      .mapTo(String.class)
                      .list())) {
        feeds.add("/" + parts[1] + "/" + slug + "/feed.atom");
        feeds.add("/" + parts[1] + "/" + slug + "/podcast.xml");
      }
    }
    return feeds;
  }

  private static void published() {
    published(portal);
  }

  /** Tells of a change as whoever publishes does, and waits until that portal has heard of it. */
  private static void published(Portal telling) {
    Jdbi told = telling.database().ownerJdbi();
    String name = "Heard of " + probes.incrementAndGet();
    String slug =
        told.inTransaction(
            handle -> {
              handle.execute("select pg_notify('content', 'all')");
              return handle
                  .createQuery(
                      """
                      update specialty set name = :name where id = (select max(id) from published_specialty)
                      returning slug
                      """)
                  .bind("name", name)
                  .mapTo(String.class)
                  .one();
            });
    Instant late = Instant.now().plusSeconds(30);
    while (!telling.get("/specialties/" + slug + "/feed.atom").body().contains(name)) {
      assertTrue(Instant.now().isBefore(late), "the portal does not hear of what is published");
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static void rename(String kind, String from, String to) {
    owner.useTransaction(
        handle -> {
          handle.execute("delete from former_slug where kind = ? and slug = ?", kind, to);
          handle.execute(
              "insert into former_slug (kind, slug, target_id) select ?, slug, id from "
                  + kind
                  + " where slug = ?",
              kind,
              from);
          handle.execute("update " + kind + " set slug = ? where slug = ?", to, from);
        });
  }

  private static void status(String slug, String status) {
    owner.useHandle(
        handle ->
            handle.execute(
                """
                update article set status = ?, withdrawn_at = case when ? = 'withdrawn' then now() end,
                       withdrawn_reason = case when ? = 'withdrawn' then 'Wrong.' end
                 where slug = ?
                """,
                status,
                status,
                status,
                slug));
    published();
  }

  private static String path(String url) {
    return URI.create(url).getPath();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
