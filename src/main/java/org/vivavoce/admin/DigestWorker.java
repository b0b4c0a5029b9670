package org.vivavoce.admin;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.auth.Mailer;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Words;

/**
 * Writes once a week, on Monday at seven by the publisher's clock, to everybody who has reviews to
 * see to. Any number of instances run it; each letter is sent by one of them. Where none ran at
 * that hour, the letters go out later in the week.
 */
public final class DigestWorker {
  private static final DayOfWeek DAY = DayOfWeek.MONDAY;
  private static final LocalTime HOUR = LocalTime.of(7, 0);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MOST_LISTED = 20;

  private final DigestEditor editor;
  private final ReviewCycleQueries queries;
  private final Mailer mailer;
  private final Clock clock;
  private final ZoneId zone;
  private final Paths paths;
  private final Words words;
  private final String siteName;

  /**
   * @param zone by which it is Monday and seven
   */
  public DigestWorker(Jdbi jdbi, Mailer mailer, Clock clock, ZoneId zone, Frame frame) {
    this.editor = new DigestEditor(jdbi);
    this.queries = new ReviewCycleQueries(jdbi);
    this.mailer = mailer;
    this.clock = clock;
    this.zone = zone;
    this.paths = frame.paths();
    this.words = frame.words();
    this.siteName = frame.siteName();
  }

  /** Begins to work; a letter that is being sent when it is closed is the last. */
  public BackgroundWorker start() {
    return BackgroundWorker.start(
        "digest-worker",
        "The letters about reviews wait",
        PAUSE,
        worker -> workOff(worker::isClosed));
  }

  /**
   * Sends the letters of this week that are to be sent by now.
   *
   * @return how many were handed to the mail server here
   */
  public int workOff() {
    return workOff(() -> false);
  }

  private int workOff(BooleanSupplier closed) {
    LocalDate week =
        clock.instant().atZone(zone).toLocalDate().with(TemporalAdjusters.previousOrSame(DAY));
    if (clock.instant().isBefore(week.atTime(HOUR).atZone(zone).toInstant())) {
      return 0;
    }
    editor.plan(week, today(), clock.instant());
    int sent = 0;
    while (!closed.getAsBoolean()) {
      Optional<DigestEditor.Taken> taken = editor.take(week, clock.instant());
      if (taken.isEmpty()) {
        break;
      }
      sent += send(week, taken.get().accountId()) ? 1 : 0;
    }
    return sent;
  }

  private boolean send(LocalDate week, long account) {
    Optional<DigestEditor.Recipient> recipient = editor.recipient(account);
    ReviewCycleQueries.Counts counts = queries.counts(of(account, null));
    if (recipient.isEmpty() || counts.all() == 0) {
      return false;
    }
    Instant now = clock.instant();
    boolean taken =
        mailer.send(
            recipient.get().email(),
            words.of("digest.subject", siteName, counts.all()),
            text(recipient.get(), counts));
    if (taken) {
      editor.sent(week, account, now);
    } else {
      editor.refused(week, account, now);
    }
    return taken;
  }

  private String text(DigestEditor.Recipient recipient, ReviewCycleQueries.Counts counts) {
    List<String> lines = new ArrayList<>();
    lines.add(words.of("digest.hello", recipient.name()));
    lines.add("");
    lines.add(words.of("digest.lead"));
    for (ReviewCycleQueries.Group group : ReviewCycleQueries.Group.values()) {
      int count = counts.of(group);
      if (count == 0) {
        continue;
      }
      lines.add("");
      lines.add(words.of("digest.group." + group.code(), count));
      List<ReviewCycleQueries.Due> listed = queries.due(of(recipient.id(), group), MOST_LISTED);
      for (ReviewCycleQueries.Due due : listed.subList(0, Math.min(MOST_LISTED, listed.size()))) {
        lines.add("");
        lines.add(
            words.of(
                "digest.line",
                due.title().replaceAll("\\s+", " "),
                due.doctorName(),
                words.day(due.reviewDueOn()).text()));
        lines.add("  " + paths.absolute(paths.reviewDue(due.id())));
      }
      if (count > MOST_LISTED) {
        lines.add("");
        lines.add(words.of("digest.more", count - MOST_LISTED));
      }
    }
    lines.add("");
    lines.add(words.of("digest.all", paths.absolute(paths.reviewsDue()) + "?whose=mine"));
    lines.add("");
    lines.add(words.of("digest.stop", paths.absolute(paths.ownAccount())));
    return String.join("\n", lines) + "\n";
  }

  private ReviewCycleQueries.Filter of(long account, ReviewCycleQueries.@Nullable Group group) {
    return new ReviewCycleQueries.Filter(account, null, group, today(), null);
  }

  /** As the pages have it. */
  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
