package org.vivavoce.seo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.SyndFeedInput;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vivavoce.config.Config;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.db.TestClock;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Words;

class FeedWritersTest {
  private static final String LEGAL =
      "</title><script>alert(1)</script> <!-- ]]> & &amp; &#0; \" ' \uD83E\uDE7A \u0085 \u2028 'ü\uFFFD";
  private static final String HOSTILE =
      "\u0000\u0001\u0008\u000B\u001F\uFFFE\uFFFF\uD83E" + LEGAL + "\uDE7A\uD800";
  private static final String MP3 = "a".repeat(64) + ".mp3";
  private static final Instant PUBLISHED = Instant.parse("2026-01-05T07:08:09.123Z");

  @Test
  void whateverPeopleWroteIsReadBackWithoutWhatXmlCannotHold() {
    FeedEntry entry = entry(7, HOSTILE, MP3, "b".repeat(64) + ".svg");
    FeedSubject subject =
        new FeedSubject(FeedSubject.Kind.DOCTOR, 3, "ada", HOSTILE, "b".repeat(64) + ".svg");
    FeedQueries.Newest newest =
        new FeedQueries.Newest(
            List.of(entry), Map.of(7L, List.of(new FeedQueries.TopicName(7, "pain", HOSTILE))));
    Xml atom = new Xml(new AtomWriter(frame("https://a.example")).write(subject, newest));
    Xml podcast =
        new Xml(new PodcastWriter(frame("https://a.example")).write(subject, newest.entries()));
    assertAll(
        () -> assertEquals(LEGAL, atom.text("/atom:feed/atom:entry/atom:title")),
        () -> assertEquals(LEGAL, atom.text("//atom:entry/atom:author/atom:name")),
        () -> assertEquals(LEGAL, atom.text("//atom:entry/atom:summary")),
        () -> assertEquals(LEGAL, atom.text("//atom:category[@term='pain']/@label")),
        () -> assertEquals(LEGAL, atom.text("//atom:category[@term='oncology']/@label")),
        () -> assertTrue(atom.text("/atom:feed/atom:title").contains(LEGAL)),
        () -> assertEquals(LEGAL, podcast.text("/rss/channel/item/title")),
        () -> assertEquals(LEGAL, podcast.text("//item/itunes:title")),
        () -> assertEquals(LEGAL, podcast.text("//item/itunes:author")),
        () -> assertEquals(LEGAL, podcast.text("//item/podcast:person")),
        () -> assertEquals(LEGAL, podcast.text("/rss/channel/itunes:author")),
        () -> assertTrue(podcast.text("//item/description").startsWith(LEGAL)),
        () -> assertFalse(podcast.text("//item/content:encoded").contains("<script>")),
        () ->
            assertTrue(
                podcast.text("//item/content:encoded").startsWith("<p>&lt;/title&gt;&lt;script"),
                podcast.text("//item/content:encoded")));
  }

  @Test
  void anEntrySaysWhatFeedReadersWant() {
    Xml atom =
        new Xml(
            new AtomWriter(frame("https://A.example:8443"))
                .write(FeedSubject.SITE, newest(entry(7, "Why?", MP3, null))));
    assertAll(
        () -> assertEquals("tag:a.example,2026:articles", atom.text("/atom:feed/atom:id")),
        () -> assertEquals("tag:a.example,2026:article:7", atom.text("//atom:entry/atom:id")),
        () -> assertEquals("2026-01-05T07:08:09Z", atom.text("//atom:entry/atom:published")),
        () -> assertEquals("2026-02-01T00:00:00Z", atom.text("//atom:entry/atom:updated")),
        () -> assertEquals("2026-02-01T00:00:00Z", atom.text("/atom:feed/atom:updated")),
        () -> assertEquals("de", atom.text("//atom:entry/@xml:lang")),
        () -> assertEquals("en", atom.text("/atom:feed/@xml:lang")),
        () ->
            assertEquals(
                "https://A.example:8443/feed.atom",
                atom.text("/atom:feed/atom:link[@rel='self']/@href")),
        () ->
            assertEquals(
                "https://A.example:8443/articles/slug-7",
                atom.text("//atom:entry/atom:link[@rel='alternate']/@href")),
        () ->
            assertEquals(
                "https://A.example:8443/media/" + MP3,
                atom.text("//atom:entry/atom:link[@rel='enclosure']/@href")),
        () -> assertEquals("4321", atom.text("//atom:link[@rel='enclosure']/@length")),
        () -> assertEquals("audio/mpeg", atom.text("//atom:link[@rel='enclosure']/@type")),
        () -> assertEquals("Publisher & Sons", atom.text("/atom:feed/atom:author/atom:name")),
        () -> assertEquals("© 2026 Publisher & Sons", atom.text("/atom:feed/atom:rights")));
  }

  @Test
  void anEpisodeSaysWhatPodcastAppsWant() {
    Xml podcast =
        new Xml(
            new PodcastWriter(frame("https://a.example"))
                .write(FeedSubject.SITE, List.of(entry(7, "Why?", MP3, "b".repeat(64) + ".png"))));
    String item = "/rss/channel/item/";
    assertAll(
        () -> assertEquals("tag:a.example,2026:article:7", podcast.text(item + "guid")),
        () -> assertEquals("false", podcast.text(item + "guid/@isPermaLink")),
        () -> assertEquals("Mon, 05 Jan 2026 07:08:09 GMT", podcast.text(item + "pubDate")),
        () -> assertEquals("https://a.example/media/" + MP3, podcast.text(item + "enclosure/@url")),
        () -> assertEquals("4321", podcast.text(item + "enclosure/@length")),
        () -> assertEquals("audio/mpeg", podcast.text(item + "enclosure/@type")),
        () -> assertEquals("62", podcast.text(item + "itunes:duration")),
        () -> assertEquals("full", podcast.text(item + "itunes:episodeType")),
        () ->
            assertEquals(
                "https://a.example/articles/slug-7/captions.vtt",
                podcast.text(item + "podcast:transcript/@url")),
        () -> assertEquals("text/vtt", podcast.text(item + "podcast:transcript/@type")),
        () -> assertEquals("de", podcast.text(item + "podcast:transcript/@language")),
        () -> assertEquals("guest", podcast.text(item + "podcast:person/@role")),
        () ->
            assertEquals(
                "https://a.example/doctors/ada", podcast.text(item + "podcast:person/@href")),
        () ->
            assertEquals(
                "https://a.example/media/" + "b".repeat(64) + ".png",
                podcast.text(item + "podcast:person/@img")),
        () -> assertEquals("de", podcast.text("/rss/channel/language")),
        () ->
            assertTrue(
                podcast.text(item + "description").endsWith("https://a.example/articles/slug-7")));
  }

  @Test
  void appsDrawNoVectorsAndADoctorIsTheHostOfTheirOwnPodcast() {
    FeedSubject ada =
        new FeedSubject(FeedSubject.Kind.DOCTOR, 3, "ada", "Ada", "b".repeat(64) + ".svg");
    Xml podcast =
        new Xml(
            new PodcastWriter(frame("https://a.example"))
                .write(ada, List.of(entry(7, "Why?", MP3, "b".repeat(64) + ".svg"))));
    assertAll(
        () -> assertEquals(List.of(), podcast.texts("//podcast:person/@img")),
        () -> assertEquals(List.of("host", "host"), podcast.texts("//podcast:person/@role")));
  }

  @ParameterizedTest
  @EnumSource(
      value = FeedSubject.Kind.class,
      names = {"SITE", "SPECIALTY", "TOPIC", "DOCTOR"})
  void aPodcastWithoutEpisodesIsOneAlready(FeedSubject.Kind kind) throws Exception {
    FeedSubject subject =
        kind == FeedSubject.Kind.SITE
            ? FeedSubject.SITE
            : new FeedSubject(kind, 3, "slug", "Name", null);
    FeedQueries.Newest none = new FeedQueries.Newest(List.of(), Map.of());
    String text = new PodcastWriter(frame("https://a.example")).write(subject, List.of());
    Xml podcast = new Xml(text);
    for (String path :
        List.of(
            "title",
            "link",
            "description",
            "language",
            "copyright",
            "atom:link[@rel='self']/@href",
            "image/url",
            "itunes:author",
            "itunes:owner/itunes:name",
            "itunes:owner/itunes:email",
            "itunes:image/@href",
            "itunes:category/itunes:category/@text",
            "itunes:explicit",
            "itunes:type",
            "podcast:guid",
            "podcast:locked")) {
      assertFalse(podcast.text("/rss/channel/" + path).isBlank(), path);
    }
    SyndFeed read = new SyndFeedInput().build(new StringReader(text));
    assertEquals(0, read.getEntries().size());
    String atom = new AtomWriter(frame("https://a.example")).write(subject, none);
    assertEquals(0, new SyndFeedInput().build(new StringReader(atom)).getEntries().size());
    assertFalse(new Xml(atom).text("/atom:feed/atom:updated").isBlank());
  }

  @Test
  void aLongTranscriptStaysWithinWhatAppleTakes() {
    FeedEntry entry =
        new FeedEntry(
            teaser(7, "Why?", MP3, null),
            true,
            true,
            false,
            "\u4E2D".repeat(2000),
            "\u6025".repeat(2000),
            true,
            sound(MP3));
    String podcast =
        new PodcastWriter(frame("https://a.example")).write(FeedSubject.SITE, List.of(entry));
    String description = new Xml(podcast).text("//item/description");
    assertTrue(description.getBytes(UTF_8).length <= 4000, () -> "" + description.length());
    assertTrue(description.contains("Synthetic speech"), description);
    assertTrue(description.contains("Clinically reviewed: Not reviewed here."), description);
    assertTrue(description.endsWith("https://a.example/articles/slug-7"), description);
    assertTrue(description.startsWith("Demonstration"), description);
    assertTrue(
        new Xml(podcast).text("/rss/channel/description").startsWith("Demonstration"), podcast);
  }

  @Test
  void whatToDoInAnEmergencyIsReadFirst() {
    FeedEntry entry = entry(true, true, "Call now.", sound(MP3));
    Xml atom = atom(entry);
    Xml podcast = podcast(entry);
    assertAll(
        () ->
            assertTrue(
                atom.text("//atom:entry/atom:summary").startsWith("Call now.\n\nSynthetic speech")),
        () -> assertTrue(atom.text("//atom:entry/atom:summary").endsWith("own voice.\n\nWhy?")),
        () -> assertTrue(podcast.text("//item/description").startsWith("Call now.\n\n")),
        () -> assertTrue(podcast.text("//item/content:encoded").startsWith("<p>Call now.</p>")));
  }

  /** In the words of the answer's page. */
  @Test
  void whatNobodyReviewedAndWhatAMachineReadsAloudIsSaidInFeedsToo() {
    String review = "Clinically reviewed: Not reviewed here.";
    String synthetic = "Synthetic speech: a machine reads this answer aloud.";
    FeedEntry both = entry(true, false, null, sound(MP3));
    FeedEntry silent = entry(true, true, null, null);
    FeedEntry neither = entry(false, true, null, sound(MP3));
    for (String text :
        List.of(
            atom(both).text("//atom:entry/atom:summary"),
            podcast(both).text("//item/description"),
            podcast(both).text("//item/content:encoded"))) {
      assertTrue(text.contains(review), text);
      assertTrue(text.contains(synthetic), text);
    }
    assertAll(
        () -> assertEquals("Why?", atom(silent).text("//atom:entry/atom:summary")),
        () -> assertEquals("Why?", atom(neither).text("//atom:entry/atom:summary")),
        () -> assertTrue(podcast(neither).text("//item/description").startsWith("So.")));
  }

  @Test
  void anEntryIsAsNewAsItsLastEditThatMatters() {
    Instant corrected = Instant.parse("2026-03-04T05:06:07.8Z");
    LocalDate source = LocalDate.parse("2026-02-01");
    assertAll(
        () -> assertEquals("2026-03-04T05:06:07Z", updated(corrected, null)),
        () -> assertEquals("2026-03-04T05:06:07Z", updated(corrected, source)),
        () -> assertEquals("2026-02-01T00:00:00Z", updated(null, source)),
        () -> assertEquals("2026-01-05T07:08:09Z", updated(null, LocalDate.parse("2026-01-05"))),
        // Of a slip of the pen that was put right, the page tells the day.
        () -> assertEquals("2026-01-05T07:08:09Z", updated(null, null)),
        () -> assertEquals("2026-01-05T07:08:09Z", updated(PUBLISHED, null)));
  }

  private static String updated(@Nullable Instant edited, @Nullable LocalDate source) {
    FeedEntry entry =
        new FeedEntry(
            teaser(7, "Why?", MP3, null, edited, source),
            false,
            false,
            true,
            "So.",
            null,
            true,
            sound(MP3));
    Xml atom = atom(entry);
    assertEquals(atom.text("//atom:entry/atom:updated"), atom.text("/atom:feed/atom:updated"));
    return atom.text("//atom:entry/atom:updated");
  }

  private static FeedEntry entry(
      boolean synthetic,
      boolean reviewed,
      @Nullable String emergency,
      FeedEntry.@Nullable Sound sound) {
    return new FeedEntry(
        teaser(7, "Why?", MP3, null), false, synthetic, reviewed, "So.", emergency, true, sound);
  }

  private static Xml atom(FeedEntry entry) {
    return new Xml(
        new AtomWriter(frame("https://a.example")).write(FeedSubject.SITE, newest(entry)));
  }

  private static Xml podcast(FeedEntry entry) {
    return new Xml(
        new PodcastWriter(frame("https://a.example")).write(FeedSubject.SITE, List.of(entry)));
  }

  @Test
  void noSoundIsTwoEpisodes() {
    Xml podcast =
        new Xml(
            new PodcastWriter(frame("https://a.example"))
                .write(
                    FeedSubject.SITE,
                    List.of(entry(9, "Newer?", MP3, null), entry(7, "Older?", MP3, null))));
    assertEquals(List.of("Newer?"), podcast.texts("//item/title"));
  }

  /** Both from the specification of podcast:guid. */
  @Test
  void aPodcastIsKnownByTheIdThatItsAddressGives() {
    UUID namespace = UUID.fromString("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");
    assertAll(
        () ->
            assertEquals(
                "9b024349-ccf0-5f69-a609-6b82873eab3c",
                FeedIds.nameBased(namespace, "podnews.net/rss").toString()),
        () ->
            assertEquals(
                "917393e3-1b1e-5cef-ace4-edaa54e1f810",
                FeedIds.nameBased(namespace, "mp3s.nashownotes.com/pc20rss.xml").toString()),
        () ->
            assertEquals(
                FeedIds.nameBased(namespace, "a.example/podcast.xml").toString(),
                new FeedIds(new Paths("https://a.example")).podcast(FeedSubject.SITE)));
  }

  @Test
  void whoIsRenamedStaysWhoTheyAre() {
    FeedIds ids = new FeedIds(new Paths("https://a.example"));
    FeedSubject before = new FeedSubject(FeedSubject.Kind.DOCTOR, 3, "ada", "Ada", null);
    FeedSubject after = new FeedSubject(FeedSubject.Kind.DOCTOR, 3, "eve", "Eve", null);
    FeedSubject other = new FeedSubject(FeedSubject.Kind.SPECIALTY, 3, "ada", "Ada", null);
    assertAll(
        () -> assertEquals(ids.podcast(before), ids.podcast(after)),
        () -> assertEquals(ids.atom(before), ids.atom(after)),
        () -> assertNotEquals(ids.podcast(before), ids.podcast(other)),
        () -> assertNotEquals(ids.atom(before), ids.atom(other)));
  }

  private static FeedQueries.Newest newest(FeedEntry... entries) {
    return new FeedQueries.Newest(List.of(entries), Map.of());
  }

  private static FeedEntry entry(long id, String text, String audio, @Nullable String portrait) {
    return new FeedEntry(
        teaser(id, text, audio, portrait), false, false, true, text, null, true, sound(audio));
  }

  private static FeedEntry.Sound sound(String audio) {
    return new FeedEntry.Sound(audio, 4321, 61_600);
  }

  private static ArticleTeaser teaser(
      long id, String text, String audio, @Nullable String portrait) {
    return teaser(id, text, audio, portrait, null, LocalDate.parse("2026-02-01"));
  }

  private static ArticleTeaser teaser(
      long id,
      String text,
      String audio,
      @Nullable String portrait,
      @Nullable Instant edited,
      @Nullable LocalDate source) {
    return new ArticleTeaser(
        id,
        "slug-" + id,
        "de",
        text,
        text,
        "ada",
        text,
        portrait,
        "oncology",
        text,
        62,
        edited,
        source,
        null,
        PUBLISHED,
        audio,
        null);
  }

  private static Frame frame(String baseUrl) {
    return new Frame(
        Config.from(Map.of("PUBLISHER", "Publisher & Sons")),
        new Paths(baseUrl),
        Words.load(),
        Assets.load(),
        TestClock.FIXED);
  }
}
