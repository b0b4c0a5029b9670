package org.vivavoce.seo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Article;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.CatalogueEntry;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.MediaType;
import org.vivavoce.content.Recording;
import org.vivavoce.content.Source;
import org.vivavoce.content.Topic;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Html;
import org.vivavoce.web.LetterGroup;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Words;

/**
 * What a page says in schema.org's words, as one graph in JSON-LD: nothing that readers cannot see
 * on it too. The text may stand in a script element as it is.
 *
 * @see <a href="https://schema.org/MedicalWebPage">MedicalWebPage</a>
 */
public final class StructuredData {
  private static final String SCHEMA = "https://schema.org/";
  private static final Pattern HONORIFIC =
      Pattern.compile("((?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Mx|Sir|Dame)\\.? )+)(\\S.*)");
  private static final Map<String, String> CODING_SYSTEMS =
      Map.of("icd10", "ICD-10", "mesh", "MeSH", "umls", "UMLS");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The paragraph separator's comes right after it. */
  private static final byte[] LINE_SEPARATOR = "\u2028".getBytes(UTF_8);

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final Frame frame;
  private final Paths paths;
  private final Words words;

  /** The same on every page. */
  private final RawValue site;

  private final RawValue publisher;

  public StructuredData(Frame frame) {
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
    this.site = new RawValue(new String(json(siteNode()), UTF_8));
    this.publisher = new RawValue(new String(json(publisherNode()), UTF_8));
  }

  /**
   * A page of standing text.
   *
   * @param type for example {@code AboutPage}
   */
  public Head page(Head head, String type, String name) {
    return whole(head, pageNode(head, type, name));
  }

  /** Where everything begins. */
  public Head home(Head head, String name, List<ArticleCard> newest) {
    return whole(head, listed(head, name, links(newest)));
  }

  /** An A–Z list. */
  public Head letters(Head head, String name, List<LetterGroup> groups) {
    return listing(
        head,
        name,
        groups.stream()
            .flatMap(group -> group.entries().stream())
            .map(entry -> new Link(entry.href(), entry.name()))
            .toList());
  }

  /**
   * A list of things that have pages of their own.
   *
   * @param name of the page, as its heading has it
   */
  public Head listing(Head head, String name, List<Link> items) {
    return whole(head, listed(head, name, items));
  }

  /**
   * The answers in one specialty.
   *
   * @param medicalSpecialty the member of schema.org's MedicalSpecialty that it is, or null
   */
  public Head specialty(
      Head head, String name, @Nullable String medicalSpecialty, List<ArticleCard> cards) {
    Map<String, Object> page = listed(head, name, links(cards));
    if (medicalSpecialty != null) {
      page.put("about", SCHEMA + medicalSpecialty);
    }
    return whole(head, page);
  }

  /** The answers on one condition. */
  public Head topic(
      Head head,
      String href,
      Topic topic,
      List<CatalogueEntry.Code> codes,
      List<ArticleCard> cards) {
    Map<String, Object> page = listed(head, topic.name(), links(cards));
    Map<String, Object> condition = condition(href, topic.name(), codes);
    put(condition, "description", topic.definition());
    put(condition, "alternateName", topic.synonyms());
    page.put("about", reference(id(condition)));
    return whole(head, page, condition);
  }

  /**
   * Who answers.
   *
   * @param specialties in which, by name
   */
  public Head doctor(Head head, Doctor doctor, List<String> specialties, List<ArticleCard> cards) {
    Map<String, Object> who = author(doctor);
    put(who, "description", doctor.biography());
    put(who, "knowsLanguage", doctor.person() ? doctor.languages() : List.of());
    put(who, "knowsAbout", specialties);
    put(who, "image", doctor.portrait() == null ? null : absolute(paths.media(doctor.portrait())));
    Map<String, Object> page = pageNode(head, "ProfilePage", doctor.name());
    page.put("mainEntity", reference(id(who)));
    put(
        page,
        "hasPart",
        cards.stream()
            .map(
                card ->
                    node("CreativeWork", null, "name", card.title(), "url", absolute(card.href())))
            .toList());
    return whole(head, page, who);
  }

  /** One question and its answer. */
  public Head article(Head head, Article article) {
    ArticleTeaser teaser = article.teaser();
    CatalogueEntry catalogue = article.catalogue();
    String url = Objects.requireNonNull(head.canonical());
    List<Map<String, Object>> conditions =
        article.topics().stream()
            .map(
                topic ->
                    condition(
                        paths.topic(topic.slug()),
                        topic.name(),
                        catalogue.codes().getOrDefault(topic.slug(), List.of())))
            .toList();
    Map<String, Object> author = author(article.doctor());
    boolean reviewed = article.reviewedOn() != null;
    boolean medical = reviewed && !conditions.isEmpty() && catalogue.medicalSpecialty() != null;
    Map<String, Object> page =
        pageNode(head, medical ? "MedicalWebPage" : "WebPage", teaser.title());
    page.put("inLanguage", teaser.lang());
    if (reviewed) {
      page.put("lastReviewed", Objects.requireNonNull(article.reviewedOn()).toString());
      page.put("reviewedBy", reviewer(article));
    }
    if (catalogue.medicalSpecialty() != null) {
      page.put("specialty", SCHEMA + catalogue.medicalSpecialty());
    }
    put(page, "about", conditions.stream().map(each -> reference(id(each))).toList());
    page.put("audience", node("MedicalAudience", null, "audienceType", words.of("seo.audience")));
    page.put("mainEntity", reference(url + "#answer"));

    Map<String, Object> answer = node("Article", url + "#answer");
    answer.put("headline", teaser.title());
    answer.put("author", reference(id(author)));
    answer.put("datePublished", published(article));
    // Consumers expect one: what was never edited is as it was published.
    answer.put(
        "dateModified", Objects.requireNonNullElseGet(modified(article), () -> published(article)));
    answer.put("image", head.image().url());
    answer.put("publisher", reference(publisherId()));
    answer.put("inLanguage", teaser.lang());
    answer.put("articleSection", teaser.specialtyName());
    answer.put("mainEntityOfPage", reference(url));
    put(answer, "citation", article.sources().stream().map(StructuredData::citation).toList());
    put(answer, "about", conditions.stream().map(each -> reference(id(each))).toList());
    List<Map<String, Object>> nodes = new ArrayList<>(List.of(page, answer, author));
    nodes.addAll(conditions);
    Recording recording = article.recording();
    if (recording == null) {
      answer.put("articleBody", article.transcript());
    } else {
      answer.put("audio", reference(url + "#voice"));
      nodes.add(voice(article, recording, url));
    }
    return whole(head, nodes);
  }

  private Map<String, Object> voice(Article article, Recording recording, String url) {
    ArticleTeaser teaser = article.teaser();
    Instant since =
        Objects.requireNonNullElse(article.catalogue().voicePublicSince(), teaser.publishedAt());
    Map<String, Object> voice = node("AudioObject", url + "#voice");
    voice.put("name", teaser.title());
    voice.put("contentUrl", absolute(paths.media(recording.audio())));
    voice.put("encodingFormat", MediaType.of(recording.audio()));
    voice.put(
        "duration",
        Duration.ofSeconds(Math.max(1, Math.round(recording.durationMillis() / 1000.0)))
            .toString());
    voice.put("contentSize", Long.toString(recording.byteLength()));
    voice.put("uploadDate", moment(since));
    voice.put("inLanguage", teaser.lang());
    voice.put("transcript", article.transcript());
    voice.put(
        "caption",
        node(
            "MediaObject",
            null,
            "contentUrl",
            absolute(paths.captions(teaser.slug())),
            "encodingFormat",
            "text/vtt"));
    return voice;
  }

  private Map<String, Object> pageNode(Head head, String type, String name) {
    String url = Objects.requireNonNull(head.canonical(), "only pages with an address are told of");
    Map<String, Object> page = node(type, url);
    page.put("url", url);
    page.put("name", name);
    page.put("description", head.description());
    page.put("inLanguage", head.lang());
    page.put("isPartOf", reference(siteId()));
    page.put("publisher", reference(publisherId()));
    if (head.crumbs().size() > 1) {
      page.put("breadcrumb", reference(url + "#breadcrumb"));
    }
    return page;
  }

  private Map<String, Object> listed(Head head, String name, List<Link> items) {
    Map<String, Object> page = pageNode(head, "CollectionPage", name);
    page.put("mainEntity", itemList(items));
    return page;
  }

  private Map<String, Object> itemList(List<Link> items) {
    List<Object> elements = new ArrayList<>();
    for (Link item : items) {
      elements.add(
          node(
              "ListItem",
              null,
              "position",
              elements.size() + 1,
              "url",
              absolute(item.href()),
              "name",
              item.text()));
    }
    return node("ItemList", null, "numberOfItems", items.size(), "itemListElement", elements);
  }

  private static List<Link> links(List<ArticleCard> cards) {
    return cards.stream().map(card -> new Link(card.href(), card.title())).toList();
  }

  private Map<String, Object> author(Doctor doctor) {
    String url = absolute(paths.doctor(doctor.slug()));
    if (!doctor.person()) {
      Map<String, Object> institution = node("Organization", url + "#organization");
      institution.put("name", doctor.name());
      institution.put("url", url);
      return institution;
    }
    Map<String, Object> person = person(doctor.name(), doctor.credentials());
    person.put("@id", url + "#person");
    person.put("url", url);
    put(person, "jobTitle", doctor.title());
    if (doctor.institution() != null) {
      person.put("affiliation", node("Organization", null, "name", doctor.institution()));
    }
    return person;
  }

  private Map<String, Object> reviewer(Article article) {
    Map<String, Object> person =
        person(Objects.requireNonNull(article.reviewerName()), article.reviewerCredentials());
    String slug = article.reviewerSlug();
    if (slug != null) {
      String url = absolute(paths.doctor(slug));
      person.put("@id", url + "#person");
      person.put("url", url);
    }
    return person;
  }

  /** A person by name; what stands before the name is told apart from it. */
  private static Map<String, Object> person(String name, @Nullable String credentials) {
    Matcher matcher = HONORIFIC.matcher(name);
    Map<String, Object> person = node("Person", null);
    if (matcher.matches()) {
      person.put("honorificPrefix", matcher.group(1).strip());
      person.put("name", matcher.group(2));
    } else {
      person.put("name", name);
    }
    if (credentials != null) {
      person.put(
          "hasCredential", node("EducationalOccupationalCredential", null, "name", credentials));
    }
    return person;
  }

  private Map<String, Object> condition(String href, String name, List<CatalogueEntry.Code> codes) {
    String url = absolute(href);
    Map<String, Object> condition = node("MedicalCondition", url + "#condition");
    condition.put("name", name);
    condition.put("url", url);
    put(
        condition,
        "code",
        codes.stream()
            .map(
                each ->
                    node(
                        "MedicalCode",
                        null,
                        "codeValue",
                        each.code(),
                        "codingSystem",
                        CODING_SYSTEMS.getOrDefault(each.system(), each.system())))
            .toList());
    return condition;
  }

  private static Map<String, Object> citation(Source source) {
    Map<String, Object> work = node("CreativeWork", null, "name", source.title());
    put(work, "url", source.url());
    return work;
  }

  /** When an answer was published: the day that its source tells of, or the moment. */
  public String published(Article article) {
    LocalDate day = article.catalogue().publishedOn();
    return day == null ? moment(article.teaser().publishedAt()) : day.toString();
  }

  /**
   * When an answer was last edited in a way that matters; null where that is not known, or before
   * it was published. An edit on that very day is a part of the publication.
   */
  public @Nullable String modified(Article article) {
    CatalogueEntry catalogue = article.catalogue();
    LocalDate edited = article.teaser().lastEdit().day(zone());
    Instant moment = article.teaser().lastEdit().moment(zone());
    LocalDate first =
        Objects.requireNonNullElseGet(
            catalogue.publishedOn(),
            () -> LocalDate.ofInstant(article.teaser().publishedAt(), zone()));
    if (edited == null || moment == null || edited.isBefore(first)) {
      return null;
    }
    return edited.equals(first) ? published(article) : moment(moment);
  }

  private Head whole(Head head, Map<String, Object> page, Map<String, Object> thing) {
    return whole(head, List.of(page, thing));
  }

  private Head whole(Head head, Map<String, Object> page) {
    return whole(head, List.of(page));
  }

  private Head whole(Head head, List<Map<String, Object>> nodes) {
    List<Object> graph = new ArrayList<>(nodes);
    if (head.crumbs().size() > 1) {
      graph.add(breadcrumb(head));
    }
    graph.add(site);
    graph.add(publisher);
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("@context", "https://schema.org");
    whole.put("@graph", graph);
    return head.telling(Html.of(withinScript(json(whole))));
  }

  private Map<String, Object> siteNode() {
    Map<String, Object> node = node("WebSite", siteId());
    node.put("url", absolute(paths.home()));
    node.put("name", frame.siteName());
    node.put("inLanguage", "en");
    node.put("publisher", reference(publisherId()));
    return node;
  }

  private Map<String, Object> publisherNode() {
    Map<String, Object> node = node("Organization", publisherId());
    node.put("name", frame.site().publisher());
    node.put("url", absolute(paths.home()));
    node.put("email", frame.site().contactEmail());
    node.put("logo", absolute(frame.site().icons().large()));
    return node;
  }

  private static byte[] json(Object node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException halfACharacter) {
      return text(node).getBytes(UTF_8);
    }
  }

  /** In which half a character is nothing to fail at. */
  private static String text(Object node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always written", e);
    }
  }

  private Map<String, Object> breadcrumb(Head head) {
    List<Object> steps = new ArrayList<>();
    for (Link crumb : head.crumbs()) {
      steps.add(
          node(
              "ListItem",
              null,
              "position",
              steps.size() + 1,
              "name",
              crumb.text(),
              "item",
              absolute(crumb.href())));
    }
    return node("BreadcrumbList", head.canonical() + "#breadcrumb", "itemListElement", steps);
  }

  private String moment(Instant instant) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        instant.truncatedTo(ChronoUnit.SECONDS).atZone(zone()));
  }

  private ZoneId zone() {
    return frame.zone();
  }

  private String absolute(String path) {
    return paths.absolute(path);
  }

  private String siteId() {
    return absolute("/#website");
  }

  private String publisherId() {
    return absolute("/#publisher");
  }

  private static Map<String, Object> reference(String id) {
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("@id", id);
    return reference;
  }

  private static String id(Map<String, Object> node) {
    return (String) Objects.requireNonNull(node.get("@id"));
  }

  private static Map<String, Object> node(String type, @Nullable String id, Object... more) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("@type", type);
    if (id != null) {
      node.put("@id", id);
    }
    for (int at = 0; at < more.length; at += 2) {
      node.put((String) more[at], more[at + 1]);
    }
    return node;
  }

  /** What is empty is left out. */
  private static void put(Map<String, Object> node, String property, @Nullable Object value) {
    boolean empty =
        value == null
            || (value instanceof String text && text.isBlank())
            || (value instanceof List<?> list && list.isEmpty());
    if (!empty) {
      node.put(property, Objects.requireNonNull(value));
    }
  }

  /**
   * The same JSON, in which nothing ends a script element or begins a comment in it.
   *
   * @param json in UTF-8; what is escaped stands in texts alone
   */
  private static byte[] withinScript(byte[] json) {
    @Nullable ByteArrayOutputStream safe = null;
    int begun = 0;
    for (int at = 0; at < json.length; at++) {
      byte one = json[at];
      if (one > '>') {
        // Nearly all of a text: letters without accents, and what holds JSON together.
        continue;
      }
      int character = one;
      int length = 1;
      if (isSeparator(json, at)) {
        length = LINE_SEPARATOR.length;
        character = '\u2028' + json[at + 2] - LINE_SEPARATOR[2];
      } else if (one != '<' && one != '>' && one != '&') {
        continue;
      }
      if (safe == null) {
        safe = new ByteArrayOutputStream(json.length + json.length / 16);
      }
      safe.write(json, begun, at - begun);
      safe.writeBytes(("\\u" + HEX.toHexDigits((char) character)).getBytes(UTF_8));
      at += length - 1;
      begun = at + 1;
    }
    if (safe == null) {
      return json;
    }
    safe.write(json, begun, json.length - begun);
    return safe.toByteArray();
  }

  /** Whether lines or paragraphs are parted here. */
  private static boolean isSeparator(byte[] json, int at) {
    return json[at] == LINE_SEPARATOR[0]
        && at + 2 < json.length
        && json[at + 1] == LINE_SEPARATOR[1]
        && (json[at + 2] == LINE_SEPARATOR[2] || json[at + 2] == LINE_SEPARATOR[2] + 1);
  }
}
