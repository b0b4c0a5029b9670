package org.vivavoce.publishing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Slug;

/** Published answers that nobody has reviewed. */
public final class Publications {
  private Publications() {}

  /**
   * @param id of the answer that is changed, or null
   * @param level of the care card, or null where there is none
   */
  public static Publication of(
      @Nullable Long id,
      Slug slug,
      String lang,
      String title,
      String transcript,
      Filed filed,
      @Nullable Integer durationSeconds,
      @Nullable CareLevel level,
      boolean demo,
      Instant publishedAt) {
    return new Publication(
        id,
        slug,
        List.of(),
        lang,
        "published",
        title,
        transcript,
        filed.doctor(),
        filed.specialty(),
        filed.topics(),
        List.of(),
        durationSeconds,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        level,
        level == null ? null : "See a doctor.",
        demo,
        publishedAt,
        null);
  }

  /** Whose answer it is, and what it is about. */
  public record Filed(long doctor, long specialty, List<Long> topics) {}
}
