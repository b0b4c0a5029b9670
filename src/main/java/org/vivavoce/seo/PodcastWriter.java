package org.vivavoce.seo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.Excerpt;
import org.vivavoce.content.MediaType;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Words;

/**
 * Answers as podcast apps take them: RSS 2.0 with Apple's elements, which all of them read, and
 * those of Podcasting 2.0.
 *
 * @see <a href="https://www.rssboard.org/rss-specification">RSS 2.0</a>
 * @see <a href="https://help.apple.com/itc/podcasts_connect/#/itcb54353390">Apple's</a>
 * @see <a href="https://podcasting2.org/docs/podcast-namespace">Podcasting 2.0</a>
 */
final class PodcastWriter {
  static final String TYPE = "application/rss+xml";

  /** RFC 822 with the year of RFC 2822, and with two digits for each day. */
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final String WITHOUT_EPISODES = "en";

  /** Apple takes no more than 4,000 bytes, of which a character may need three. */
  private static final int DESCRIPTION = 600;

  private static final int EMERGENCY = 300;

  private static final int NOTES = 1200;

  /** What aggregators promise not to cut. */
  private static final int NAME = 120;

  private static final Set<String> RASTER = Set.of("image/jpeg", "image/png", "image/webp");

  private final Frame frame;
  private final Paths paths;
  private final Words words;
  private final FeedIds ids;

  PodcastWriter(Frame frame) {
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
    this.ids = new FeedIds(paths);
  }

  /**
   * @param episodes with sound, all of them
   */
  String write(FeedSubject subject, List<FeedEntry> episodes) {
    FeedWords text = new FeedWords(frame, subject, episodes);
    String page = paths.absolute(subject.page(paths));
    String artwork = paths.absolute(paths.podcastArtwork(subject.page(paths)));
    String publisher = frame.site().publisher();
    boolean doctors = subject.kind() == FeedSubject.Kind.DOCTOR;
    XmlText xml = new XmlText();
    xml.begin(
        "rss",
        "version",
        "2.0",
        "xmlns:atom",
        "http://www.w3.org/2005/Atom",
        "xmlns:content",
        "http://purl.org/rss/1.0/modules/content/",
        "xmlns:itunes",
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "xmlns:podcast",
        "https://podcastindex.org/namespace/1.0");
    xml.begin("channel");
    xml.element("title", text.title());
    xml.element("link", page);
    xml.element("description", text.about());
    xml.element("language", language(episodes));
    xml.element("copyright", text.rights());
    xml.element("generator", "Vivavoce");
    if (!episodes.isEmpty()) {
      xml.element("pubDate", moment(text.published()));
      xml.element("lastBuildDate", moment(text.updated()));
    }
    xml.empty(
        "atom:link",
        "rel",
        "self",
        "type",
        TYPE,
        "href",
        paths.absolute(paths.podcast(subject.page(paths))));
    xml.begin("image");
    xml.element("url", artwork);
    xml.element("title", text.title());
    xml.element("link", page);
    xml.end();
    xml.element("itunes:author", doctors ? subject.name() : publisher);
    xml.begin("itunes:owner");
    xml.element("itunes:name", publisher);
    xml.element("itunes:email", frame.site().contactEmail());
    xml.end();
    xml.empty("itunes:image", "href", artwork);
    xml.begin("itunes:category", "text", "Health & Fitness");
    xml.empty("itunes:category", "text", "Medicine");
    xml.end();
    xml.element("itunes:explicit", "false");
    xml.element("itunes:type", "episodic");
    xml.element("podcast:guid", ids.podcast(subject));
    xml.element("podcast:locked", "yes", "owner", frame.site().contactEmail());
    xml.element("podcast:medium", "podcast");
    if (doctors) {
      person(xml, subject.name(), "host", page, subject.portrait());
    }
    // Apple ignores an episode whose sound it knows from another one.
    Set<String> heard = new HashSet<>();
    for (FeedEntry episode : episodes) {
      FeedEntry.Sound sound = Objects.requireNonNull(episode.sound(), "episodes are heard");
      if (heard.add(sound.audio())) {
        write(xml, text, episode, sound, doctors ? "host" : "guest");
      }
    }
    xml.end();
    return xml.end().finished();
  }

  private void write(
      XmlText xml, FeedWords text, FeedEntry episode, FeedEntry.Sound sound, String role) {
    ArticleTeaser teaser = episode.teaser();
    String url = paths.absolute(paths.article(teaser.slug()));
    xml.begin("item");
    xml.element("title", teaser.title());
    xml.element("link", url);
    xml.element("guid", ids.article(teaser.id()), "isPermaLink", "false");
    xml.element("pubDate", moment(teaser.publishedAt()));
    xml.element("description", description(text, episode, url));
    xml.element("content:encoded", notes(text, episode, url));
    xml.empty(
        "enclosure",
        "url",
        paths.absolute(paths.media(sound.audio())),
        "length",
        Long.toString(sound.byteLength()),
        "type",
        MediaType.of(sound.audio()));
    xml.element("itunes:title", teaser.title());
    xml.element("itunes:author", teaser.doctorName());
    xml.element(
        "itunes:duration", Long.toString(Math.max(1, Math.round(sound.durationMillis() / 1000.0))));
    xml.element("itunes:episodeType", "full");
    xml.element("itunes:explicit", "false");
    if (episode.captioned()) {
      xml.empty(
          "podcast:transcript",
          "url",
          paths.absolute(paths.captions(teaser.slug())),
          "type",
          "text/vtt",
          "language",
          teaser.lang(),
          "rel",
          "captions");
    }
    person(
        xml,
        teaser.doctorName(),
        role,
        paths.absolute(paths.doctor(teaser.doctorSlug())),
        teaser.doctorPortrait());
    xml.end();
  }

  /** Plain text, as short as the strictest app wants it. */
  private String description(FeedWords text, FeedEntry episode, String url) {
    return text.first(episode, EMERGENCY)
        + Excerpt.of(episode.beginning().strip(), DESCRIPTION)
        + "\n\n"
        + words.of("feeds.read.at", url);
  }

  /** HTML, for apps that show it. */
  private String notes(FeedWords text, FeedEntry episode, String url) {
    StringBuilder notes = new StringBuilder();
    String whole = text.first(episode, EMERGENCY) + Excerpt.of(episode.beginning().strip(), NOTES);
    for (String paragraph : whole.split("\\n\\s*\\n")) {
      notes.append("<p>").append(html(paragraph.strip())).append("</p>\n");
    }
    return notes
        .append("<p><a href=\"")
        .append(html(url))
        .append("\">")
        .append(html(words.of("feeds.read")))
        .append("</a></p>")
        .toString();
  }

  private void person(
      XmlText xml, String name, String role, String href, @Nullable String portrait) {
    // Apps draw no vectors.
    boolean drawn = portrait != null && RASTER.contains(MediaType.of(portrait));
    xml.element(
        "podcast:person",
        Excerpt.of(name, NAME),
        "role",
        role,
        "href",
        href,
        "img",
        drawn ? paths.absolute(paths.media(portrait)) : null);
  }

  /** The one in which most of the episodes are spoken. */
  private static String language(List<FeedEntry> episodes) {
    return episodes.stream()
        .map(each -> each.teaser().lang())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse(WITHOUT_EPISODES);
  }

  private static String moment(Instant instant) {
    return MOMENT.format(instant);
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
