package org.vivavoce.seo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.vivavoce.content.Excerpt;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Words;

/** What a feed says of itself; nothing of it changes while its answers stay as they are. */
final class FeedWords {
  private final Frame frame;
  private final Words words;
  private final FeedSubject subject;
  private final List<FeedEntry> entries;

  FeedWords(Frame frame, FeedSubject subject, List<FeedEntry> entries) {
    this.frame = frame;
    this.words = frame.words();
    this.subject = subject;
    this.entries = entries;
  }

  String title() {
    String key = "feeds.title." + subject.kind().singular();
    return subject.kind() == FeedSubject.Kind.SITE
        ? words.of(key, frame.siteName())
        : words.of(key, subject.name(), frame.siteName());
  }

  /** What it is about, and what it does not replace. */
  String about() {
    String of = subject.kind() == FeedSubject.Kind.SITE ? frame.siteName() : subject.name();
    return (demo() ? words.of("feeds.demo") + " " : "")
        + words.of("feeds.about." + subject.kind().singular(), of)
        + " "
        + words.of("layout.disclaimer")
        + " "
        + words.of("feeds.emergency", frame.site().emergencyNumber());
  }

  String rights() {
    Instant newest = published();
    int year =
        entries.isEmpty() ? frame.today().getYear() : newest.atZone(ZoneOffset.UTC).getYear();
    return words.of("feeds.rights", String.valueOf(year), frame.site().publisher());
  }

  /**
   * What has to be known first, as the answer's page says it: what to do in an emergency before
   * all, where it is about one. Ends with an empty line, or is empty.
   *
   * @param emergency how much there is room for of that
   */
  String first(FeedEntry entry, int emergency) {
    StringBuilder first = new StringBuilder();
    if (entry.demo()) {
      paragraph(first, words.of("feeds.demo.entry"));
    }
    if (entry.emergency() != null) {
      paragraph(first, Excerpt.of(entry.emergency().strip(), emergency));
    }
    if (entry.syntheticVoice() && entry.sound() != null) {
      paragraph(first, words.of("player.synthetic"));
    }
    if (!entry.reviewed()) {
      paragraph(
          first,
          words.of("feeds.line", words.of("article.reviewed"), words.of("article.notReviewed")));
    }
    return first.toString();
  }

  private static void paragraph(StringBuilder text, String paragraph) {
    text.append(paragraph).append("\n\n");
  }

  /** Whether any of the answers is demonstration content. */
  boolean demo() {
    return entries.stream().anyMatch(FeedEntry::demo);
  }

  /** When the newest answer was published. */
  Instant published() {
    return entries.isEmpty() ? Instant.EPOCH : entries.get(0).teaser().publishedAt();
  }

  /** When any of the answers was published or changed last. */
  Instant updated() {
    return entries.stream()
        .map(each -> each.updated(frame.zone()))
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }
}
