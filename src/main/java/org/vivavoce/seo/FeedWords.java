package org.vivavoce.seo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
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
