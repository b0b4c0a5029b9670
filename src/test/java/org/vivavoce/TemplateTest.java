package org.vivavoce;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.article.ArticlePage;
import org.vivavoce.article.HistoryPage;
import org.vivavoce.article.SameQuestion;
import org.vivavoce.config.Config;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.content.WordDifference;
import org.vivavoce.db.TestClock;
import org.vivavoce.doctor.DoctorPage;
import org.vivavoce.doctor.DoctorsPage;
import org.vivavoce.feedback.FeedbackForm;
import org.vivavoce.feedback.FeedbackPage;
import org.vivavoce.search.EmergencyCard;
import org.vivavoce.search.SearchPage;
import org.vivavoce.search.SearchResult;
import org.vivavoce.site.AboutPage;
import org.vivavoce.site.HomePage;
import org.vivavoce.specialty.SpecialtiesPage;
import org.vivavoce.specialty.SpecialtyPage;
import org.vivavoce.topic.TopicPage;
import org.vivavoce.topic.TopicsPage;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Day;
import org.vivavoce.web.Duration;
import org.vivavoce.web.ErrorPage;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Heard;
import org.vivavoce.web.LetterGroup;
import org.vivavoce.web.Link;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Portrait;
import org.vivavoce.web.Sound;
import org.vivavoce.web.Views;
import org.vivavoce.web.WholePage;
import org.vivavoce.web.Words;

/**
 * Renders every template with as little, with as much, and with as hostile a text as there can be.
 */
class TemplateTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ${7*7} #{nav.topics} __${1+1}__ [[9]]";
  private static final Path TEMPLATES = Path.of("src/main/resources/templates");
  private static final Words WORDS = Words.load();
  private static final Views VIEWS = new Views(WORDS);
  private static final Frame FRAME =
      new Frame(
          Config.from(Map.of("CRISIS_LINE", "116 123")),
          new Paths("http://localhost:8080"),
          WORDS,
          Assets.load(),
          TestClock.FIXED);

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsAWholePage(String template, String kind, Record page) {
    Document document = rendered(template, page);
    assertAll(
        () -> assertEquals(1, document.select("h1").size(), "one h1"),
        () -> assertFalse(document.selectFirst("h1").text().isBlank(), "the h1 says something"),
        () -> assertFalse(document.title().isBlank(), "a title"),
        () -> assertEquals("en", document.selectFirst("html").attr("lang")),
        () -> assertEquals(1, document.select("main#main").size(), "one main"),
        () -> assertEquals("#main", document.selectFirst("a").attr("href"), "a skip link first"),
        () -> assertTrue(document.select("a[href^=tel:]").size() > 0, "an emergency number"),
        () -> assertEquals(List.of(), repeated(document.select("[id]").eachAttr("id"))),
        () -> assertEquals(List.of(), headingsThatSkipALevel(document)),
        () -> assertEquals(List.of(), unlabelled(document)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void noPageHoldsInlineScriptOrStyleOrAnythingFromElsewhere(
      String template, String kind, Record page) {
    Document document = rendered(template, page);
    assertAll(
        () ->
            assertEquals(
                0,
                document
                    .select("script:not([src], [type=application/ld+json]), style, [style]")
                    .size()),
        () -> assertEquals(List.of(), handlers(document)),
        () ->
            assertEquals(
                List.of(),
                document.select("[src], link[rel=stylesheet], link[rel=icon]").stream()
                    .map(each -> each.hasAttr("src") ? each.attr("src") : each.attr("href"))
                    .filter(url -> !url.matches("/(static|media|articles)/.*"))
                    .toList()),
        () -> assertEquals(List.of(), document.select("[target=_blank]").eachAttr("href")),
        () ->
            assertEquals(
                0,
                document.getAllElements().stream()
                    .flatMap(element -> element.attributes().asList().stream())
                    .filter(attribute -> attribute.getKey().startsWith("th:"))
                    .count(),
                "every th: attribute was used up"));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void whatIsWorkedOutBeforehandIsWhatTheEngineMakes(String template, String kind, Record page) {
    WholePage.checkIslands(template, page);
  }

  @ParameterizedTest(name = "{0} ({1})")
  @MethodSource("pages")
  void hostileTextStaysText(String template, String kind, Record page) {
    String html = new String(VIEWS.render(template, page), StandardCharsets.UTF_8);
    assertAll(
        () -> assertFalse(html.contains("<script>alert"), "no tag of the text becomes a tag"),
        () -> assertFalse(html.contains("<img src=x"), "no tag of the text becomes a tag"),
        () -> assertFalse(html.contains("\"'><img"), "no attribute is left"),
        () -> assertEquals(0, Jsoup.parse(html).select("[onerror]").size()));
    if (kind.equals("hostile")) {
      Document document = Jsoup.parse(html);
      assertTrue(
          document.text().contains("<script>alert(1)</script>"),
          "the reader sees what was written");
      assertTrue(document.text().contains("${7*7}"), "nothing in the text is computed");
      assertTrue(document.text().contains("__${1+1}__"), "nothing in the text is computed before");
    }
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    Set<String> tested =
        pages().map(each -> (String) each.get()[0]).collect(Collectors.toCollection(TreeSet::new));
    // Rendered as parts of the others.
    tested.addAll(
        Set.of(
            "web/layout",
            "web/frame",
            "web/fragments",
            "web/player",
            "article/player",
            "article/care-card",
            "search/emergency-card",
            "search/same",
            "article/same-question",
            "feedback/form",
            "doctor/person"));
    try (Stream<Path> files = Files.walk(TEMPLATES)) {
      assertEquals(
          files
              .filter(file -> file.toString().endsWith(".html"))
              .map(file -> TEMPLATES.relativize(file).toString().replace(".html", ""))
              // The newsroom's have tests of their own.
              .filter(name -> !name.startsWith("admin/") && !name.startsWith("auth/"))
              .collect(Collectors.toCollection(TreeSet::new)),
          tested);
    }
  }

  @Test
  void everyWordIsUsedAndEveryUsedWordIsThere() throws IOException {
    Properties words = new Properties();
    try (var reader =
        Files.newBufferedReader(Path.of("src/main/resources/messages/messages.properties"))) {
      words.load(reader);
    }
    Set<String> used = new TreeSet<>();
    List<Pattern> families = new ArrayList<>();
    for (Path root : List.of(TEMPLATES, Path.of("src/main/java"))) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file);
          Matcher keys =
              Pattern.compile("#\\{([a-zA-Z0-9.-]+)|\"([a-z][a-zA-Z]*\\.[a-zA-Z0-9.-]+)\"")
                  .matcher(text);
          while (keys.find()) {
            used.add(keys.group(1) == null ? keys.group(2) : keys.group(1));
          }
          Matcher composed = Pattern.compile("#\\{\\|([^|]+)\\|").matcher(text);
          while (composed.find()) {
            families.add(
                Pattern.compile(
                    composed.group(1).replace(".", "\\.").replaceAll("\\$\\{[^}]*\\}", ".+")));
          }
        }
      }
    }
    families.add(
        Pattern.compile(
            "(about|error|question\\.(heading|more|agreement|note\\.heading)|picture\\.(note|substitute)|feeds\\.(title|about)|api\\.bad|history\\.(part|level|audio|voice|captions|event))\\..+|reason\\.[A-Z_]+"));
    Set<String> known = words.stringPropertyNames();
    assertAll(
        () ->
            assertEquals(
                List.of(),
                known.stream()
                    .filter(key -> !used.contains(key))
                    .filter(key -> families.stream().noneMatch(each -> each.matcher(key).matches()))
                    .sorted()
                    .toList(),
                "words that nothing shows"),
        () ->
            assertEquals(
                List.of(),
                known.stream()
                    .filter(key -> words.getProperty(key).contains("'"))
                    .sorted()
                    .toList(),
                "a straight apostrophe quotes in a MessageFormat; write ’"),
        () ->
            known.forEach(
                key ->
                    assertFalse(
                        WORDS.of(key, 1, 1, 1).isEmpty() && !key.startsWith("error."), key)));
  }

  static Stream<Arguments> pages() {
    return Stream.of(
            List.of(minimal(), "minimal"),
            List.of(full("Plain words"), "full"),
            List.of(full(HOSTILE), "hostile"))
        .flatMap(
            kind -> {
              @SuppressWarnings("unchecked")
              Map<String, Record> pages = (Map<String, Record>) kind.get(0);
              return pages.entrySet().stream()
                  .map(page -> arguments(page.getKey(), kind.get(1), page.getValue()));
            });
  }

  private static Map<String, Record> minimal() {
    Head head = FRAME.head("/", "Title", "Description").withoutCrumbs();
    Link link = new Link("/doctors/a", "A");
    Portrait portrait = FRAME.portrait("A", null);
    Pager pager = new Pager(1, 1, null, null, List.of(new Pager.Step(1, null, false)));
    return Map.ofEntries(
        Map.entry(
            "site/home",
            new HomePage(
                head,
                0,
                0,
                0,
                "/specialties",
                "/doctors",
                "/topics",
                List.of(),
                List.of(),
                List.of())),
        Map.entry("site/about", new AboutPage(head, "About", "Lead", List.of())),
        Map.entry(
            "article/article",
            new ArticlePage(
                head,
                "en",
                "Why?",
                link,
                portrait,
                true,
                null,
                null,
                null,
                new Link("/specialties/a", "A"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(List.of(new ArticlePage.Sentence("Because.", null, null))),
                null,
                List.of(),
                null,
                List.of(),
                null,
                List.of(),
                "http://localhost:8080/articles/why",
                "mailto:?subject=Why",
                null,
                null)),
        Map.entry(
            "article/history", new HistoryPage(head, "Why?", "/articles/why", "en", List.of())),
        Map.entry(
            "feedback/feedback",
            new FeedbackPage(head, "Thank you", null, link, "en", null, List.of())),
        Map.entry("specialty/specialties", new SpecialtiesPage(head, List.of())),
        Map.entry(
            "specialty/specialty",
            new SpecialtyPage(head, "A", "", 0, List.of(), List.of(), pager)),
        Map.entry("doctor/doctors", new DoctorsPage(head, List.of(), List.of(), List.of())),
        Map.entry(
            "doctor/doctor",
            new DoctorPage(
                head, "A", true, null, null, null, null, List.of(), portrait, List.of(), 0,
                List.of(), pager)),
        Map.entry("topic/topics", new TopicsPage(head, List.of(), List.of())),
        Map.entry("topic/topic", new TopicPage(head, "A", "", List.of(), 0, List.of(), pager)),
        Map.entry(
            "search/search",
            new SearchPage(
                head,
                "",
                0,
                false,
                false,
                null,
                "/search?q=&exact=1",
                List.of(),
                null,
                null,
                "/search",
                List.of(),
                List.of(),
                pager,
                List.of(),
                null)),
        Map.entry(
            "web/error",
            new ErrorPage(
                head, 404, "Not here", null, List.of("Sorry."), null, List.of(), "", null)));
  }

  private static Map<String, Record> full(String text) {
    Pager pager =
        new Pager(
            2,
            9,
            "/x",
            "/x?page=3",
            List.of(
                new Pager.Step(1, "/x", false),
                new Pager.Step(2, null, false),
                new Pager.Step(9, "/x?page=9", true)));
    Head head =
        FRAME
            .head("/x", text, text)
            .section("/specialties")
            .query(text)
            .robots("noindex")
            .showsDemo(true)
            .pager(pager)
            .crumb("/specialties", text)
            .named(text);
    Link link = new Link("/doctors/a", text);
    Portrait portrait = new Portrait("/media/a.svg", "/media/a.svg", "AB", 3);
    Day day = new Day("2026-01-31", "31 January 2026");
    Duration duration = new Duration("0:57", "57 seconds", "PT57S");
    List<ArticleCard> cards =
        List.of(
            card(text, link, portrait, duration, day, text, null),
            card(
                text,
                link,
                FRAME.portrait("Some One", null),
                null,
                null,
                null,
                SafeHtml.marked("\u0001" + text + "\u0002", '\u0001', '\u0002')));
    List<LetterGroup> letters =
        List.of(
            new LetterGroup(text, "a", List.of(new LetterGroup.Entry("/topics/a", text, text))));
    List<Link> links = List.of(link, new Link("/doctors/b", text));
    List<FormError> errors =
        List.of(new FormError("feedback-text", text), new FormError("feedback-email", text));
    return Map.ofEntries(
        Map.entry(
            "site/home",
            new HomePage(
                head,
                16_407,
                13,
                1,
                "/specialties",
                "/doctors",
                "/topics",
                List.of(new HomePage.SpecialtyTile("/specialties/a", text, text, 2)),
                links,
                cards)),
        Map.entry(
            "site/about",
            new AboutPage(
                head, text, text, List.of(new AboutPage.Section(text, List.of(text, text))))),
        Map.entry(
            "article/article",
            new ArticlePage(
                head,
                "de",
                text,
                link,
                portrait,
                true,
                text,
                text,
                text,
                link,
                duration,
                day,
                day,
                day,
                day,
                day,
                text,
                text,
                "/doctors/b",
                new ArticlePage.Player(
                    sound(text),
                    "M0 18h.6v4h-.6z",
                    57,
                    "0.4 MB",
                    "/articles/x/captions.vtt",
                    text,
                    true,
                    true),
                List.of(
                    List.of(
                        new ArticlePage.Sentence(text, "0", "/media/a.mp3#t=0"),
                        new ArticlePage.Sentence(text, "1.5", "/media/a.mp3#t=1.5"))),
                new ArticlePage.Care("emergency", List.of(text), true, "112"),
                List.of(
                    new ArticlePage.SourceLine(text, "https://example.org/", "example.org"),
                    new ArticlePage.SourceLine(text, null, null)),
                text,
                links,
                new SameQuestion(
                    text,
                    new SameQuestion.Note(text, text, List.of(text, text), day),
                    List.of(
                        new SameQuestion.Answer(
                            "/articles/y", text, "fr", text, text, duration, day, true),
                        new SameQuestion.Answer(
                            "/articles/z", text, null, text, text, null, null, false)),
                    text),
                cards,
                "http://localhost:8080/articles/x",
                "mailto:?subject=x",
                link,
                FeedbackForm.report("x", FRAME))),
        Map.entry(
            "feedback/feedback",
            new FeedbackPage(
                head,
                text,
                text,
                link,
                "de",
                new FeedbackForm(
                    "/articles/x/feedback",
                    text,
                    text,
                    FormField.of("feedback-text", text, true, 9, errors).named("text"),
                    FormField.of("feedback-email", text, false, 9, errors).typed("email")),
                errors)),
        Map.entry(
            "article/history",
            new HistoryPage(
                head,
                text,
                "/articles/x",
                "de",
                List.of(
                    new HistoryPage.Change(
                        text,
                        day,
                        text,
                        text,
                        List.of(
                            new HistoryPage.Part(
                                text,
                                WordDifference.of(text + " before", text).markup(text, text, text),
                                null),
                            new HistoryPage.Part(text, null, text)))))),
        Map.entry("specialty/specialties", new SpecialtiesPage(head, letters)),
        Map.entry(
            "specialty/specialty", new SpecialtyPage(head, text, text, 170, links, cards, pager)),
        Map.entry(
            "doctor/doctors",
            new DoctorsPage(
                head,
                links,
                List.of(
                    new DoctorsPage.DoctorTile("/doctors/a", text, text, text, text, portrait, 2)),
                List.of(
                    new DoctorsPage.DoctorTile(
                        "/doctors/b", text, null, null, null, portrait, 1)))),
        Map.entry(
            "doctor/doctor",
            new DoctorPage(
                head,
                text,
                true,
                text,
                text,
                text,
                text,
                List.of(text),
                portrait,
                links,
                170,
                cards,
                pager)),
        Map.entry("topic/topics", new TopicsPage(head, links, letters)),
        Map.entry(
            "topic/topic", new TopicPage(head, text, text, List.of(text, text), 170, cards, pager)),
        Map.entry(
            "search/search",
            new SearchPage(
                head,
                text,
                170,
                true,
                true,
                text,
                "/search?q=x&exact=1",
                links,
                text,
                "oncology",
                "/search?q=x",
                links,
                List.of(
                    new SearchResult(cards.get(0), text, cards),
                    new SearchResult(cards.get(1), "", List.of())),
                pager,
                links,
                new EmergencyCard(true, true, link, link))),
        Map.entry(
            "web/error",
            new ErrorPage(
                head,
                410,
                text,
                new ErrorPage.Tombstone(text, "de", day, text),
                List.of(text),
                "0123456789abcdef",
                links,
                "\">" + text,
                new ErrorPage.Written(
                    "/x",
                    "</textarea>" + text,
                    List.of(new ErrorPage.Field("\">", "\">" + text))))));
  }

  private static ArticleCard card(
      String text,
      Link link,
      Portrait portrait,
      @Nullable Duration duration,
      @Nullable Day edited,
      @Nullable String reason,
      @Nullable SafeHtml match) {
    return new ArticleCard(
        "/articles/x",
        text,
        text,
        "de",
        link,
        portrait,
        link,
        duration,
        duration == null ? null : sound(text),
        edited,
        edited != null,
        reason,
        match,
        match == null ? null : new Heard("/articles/x#t=83.5", text, text, text));
  }

  private static Sound sound(String text) {
    return new Sound(text, text, "/media/a.mp3", "audio/mpeg", "/media/b.ogg");
  }

  private static Document rendered(String template, Record page) {
    return Jsoup.parse(new String(VIEWS.render(template, page), StandardCharsets.UTF_8));
  }

  private static List<String> repeated(List<String> ids) {
    return ids.stream().filter(id -> ids.indexOf(id) != ids.lastIndexOf(id)).distinct().toList();
  }

  private static List<String> headingsThatSkipALevel(Document document) {
    List<String> faults = new ArrayList<>();
    int before = 0;
    for (Element heading : document.select("h1, h2, h3, h4")) {
      int level = heading.tagName().charAt(1) - '0';
      if (level > before + 1) {
        faults.add(heading.outerHtml());
      }
      before = level;
    }
    return faults;
  }

  private static List<String> unlabelled(Document document) {
    return document.select("input:not([type=hidden])").stream()
        .filter(field -> !field.hasAttr("aria-label") && field.closest("label") == null)
        .filter(field -> document.select("label[for=" + field.id() + "]").isEmpty())
        .map(Element::outerHtml)
        .toList();
  }

  private static List<String> handlers(Document document) {
    return document.getAllElements().stream()
        .flatMap(element -> element.attributes().asList().stream())
        .map(attribute -> attribute.getKey())
        .filter(name -> name.startsWith("on"))
        .toList();
  }
}
