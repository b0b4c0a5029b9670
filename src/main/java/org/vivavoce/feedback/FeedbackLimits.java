package org.vivavoce.feedback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vivavoce.web.ClientAddress;

/**
 * How much may be said within an hour. Counted in memory alone, and forgotten with the hour:
 * nothing is written down of who said something.
 */
final class FeedbackLimits {
  static final Duration HOUR = Duration.ofHours(1);

  /** From one address, which a whole hospital may share; and of these at one answer. */
  static final int PER_ADDRESS = 60;

  static final int PER_ADDRESS_AND_ARTICLE = 12;

  /** Of one answer, from everywhere. */
  static final int PER_ARTICLE = 300;

  /** Of one network: some few must not use up what all may write. */
  static final int TEXTS_PER_ADDRESS = 20;

  /** Texts from everywhere: somebody has to read them. */
  static final int TEXTS = 300;

  /** So that many addresses cost time, not memory. */
  private static final int MOST_COUNTED = 50_000;

  private final Clock clock;
  private final Cache<String, Hour> hours =
      Caffeine.newBuilder().maximumSize(MOST_COUNTED).executor(Runnable::run).build();

  // Not among the others, so that no flood of addresses can drive it out.
  private Hour texts = new Hour(Instant.EPOCH, 0);

  FeedbackLimits(Clock clock) {
    this.clock = clock;
  }

  /**
   * Counts something that is to be said, unless it is too much.
   *
   * @param address as {@link ClientAddress} has it
   * @param text whether somebody has to read it
   * @return how long to wait, where it is too much; it is then not counted
   */
  synchronized Optional<Duration> count(String address, long article, boolean text) {
    Instant now = clock.instant();
    String network = ClientAddress.network(address);
    List<Limit> limits =
        new ArrayList<>(
            List.of(
                new Limit("address " + network, PER_ADDRESS),
                new Limit("address " + network + " article " + article, PER_ADDRESS_AND_ARTICLE),
                new Limit("article " + article, PER_ARTICLE)));
    if (text) {
      limits.add(new Limit("address " + network + " texts", TEXTS_PER_ADDRESS));
    }
    for (Limit limit : limits) {
      Hour hour = hour(limit.subject(), now);
      if (hour.count() >= limit.most()) {
        return Optional.of(hour.left(now));
      }
    }
    if (text) {
      texts = texts.at(now);
      if (texts.count() >= TEXTS) {
        return Optional.of(texts.left(now));
      }
      texts = texts.oneMore();
    }
    for (Limit limit : limits) {
      hours.put(limit.subject(), hour(limit.subject(), now).oneMore());
    }
    return Optional.empty();
  }

  private Hour hour(String subject, Instant now) {
    Hour known = hours.getIfPresent(subject);
    return known == null ? new Hour(now, 0) : known.at(now);
  }

  private record Limit(String subject, int most) {}

  /** What was counted since some moment. */
  private record Hour(Instant began, int count) {
    /** The same, or a new one where it is over. */
    Hour at(Instant now) {
      return now.isBefore(began) || !now.isBefore(end()) ? new Hour(now, 0) : this;
    }

    Hour oneMore() {
      return new Hour(began, count + 1);
    }

    Duration left(Instant now) {
      return Duration.between(now, end());
    }

    private Instant end() {
      return began.plus(HOUR);
    }
  }
}
