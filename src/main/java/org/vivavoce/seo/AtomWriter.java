package org.vivavoce.seo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.MediaType;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;

/**
 * New answers as feed readers read them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4287">RFC 4287, Atom</a>
 */
final class AtomWriter {
  static final String TYPE = "application/atom+xml";

  /** Less than is read of it, so that what was cut looks cut. */
  private static final int EMERGENCY = 1900;

  private final Frame frame;
  private final Paths paths;
  private final FeedIds ids;

  AtomWriter(Frame frame) {
    this.frame = frame;
    this.paths = frame.paths();
    this.ids = new FeedIds(paths);
  }

  String write(FeedSubject subject, FeedQueries.Newest newest) {
    List<FeedEntry> entries = newest.entries();
    FeedWords text = new FeedWords(frame, subject, entries);
    String page = paths.absolute(subject.page(paths));
    XmlText xml = new XmlText();
    xml.begin("feed", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", "en");
    xml.element("id", ids.atom(subject));
    xml.element("title", text.title());
    xml.element("subtitle", text.about());
    xml.element("updated", moment(text.updated()));
    xml.empty(
        "link",
        "rel",
        "self",
        "type",
        TYPE,
        "href",
        paths.absolute(paths.atom(subject.page(paths))));
    xml.empty("link", "rel", "alternate", "type", "text/html", "href", page);
    xml.begin("author");
    xml.element("name", frame.site().publisher());
    xml.element("uri", paths.absolute(paths.home()));
    xml.end();
    xml.element("rights", text.rights());
    xml.element("icon", paths.absolute(frame.site().icon()));
    xml.element("generator", "Vivavoce");
    for (FeedEntry entry : entries) {
      write(xml, text, entry, newest.topics().getOrDefault(entry.teaser().id(), List.of()));
    }
    return xml.end().finished();
  }

  private void write(
      XmlText xml, FeedWords text, FeedEntry entry, List<FeedQueries.TopicName> topics) {
    ArticleTeaser teaser = entry.teaser();
    xml.begin("entry", "xml:lang", teaser.lang());
    xml.element("id", ids.article(teaser.id()));
    xml.element("title", teaser.title());
    xml.element("updated", moment(entry.updated(frame.zone())));
    xml.element("published", moment(teaser.publishedAt()));
    xml.begin("author");
    xml.element("name", teaser.doctorName());
    xml.element("uri", paths.absolute(paths.doctor(teaser.doctorSlug())));
    xml.end();
    xml.empty(
        "link",
        "rel",
        "alternate",
        "type",
        "text/html",
        "hreflang",
        teaser.lang(),
        "href",
        paths.absolute(paths.article(teaser.slug())));
    FeedEntry.Sound sound = entry.sound();
    if (sound != null) {
      xml.empty(
          "link",
          "rel",
          "enclosure",
          "type",
          MediaType.of(sound.audio()),
          "length",
          Long.toString(sound.byteLength()),
          "hreflang",
          teaser.lang(),
          "href",
          paths.absolute(paths.media(sound.audio())));
    }
    xml.empty(
        "category",
        "term",
        teaser.specialtySlug(),
        "scheme",
        paths.absolute(paths.specialties()),
        "label",
        teaser.specialtyName());
    for (FeedQueries.TopicName topic : topics) {
      xml.empty(
          "category",
          "term",
          topic.slug(),
          "scheme",
          paths.absolute(paths.topics()),
          "label",
          topic.name());
    }
    xml.element("summary", text.first(entry, EMERGENCY) + teaser.excerpt());
    xml.end();
  }

  private static String moment(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
