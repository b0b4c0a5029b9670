package org.vivavoce.seo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ArticleTeaser;

/**
 * An answer as feeds tell of it.
 *
 * @param beginning the first characters of the transcript, cut anywhere
 * @param emergency what to do where the answer is about an emergency; else null
 * @param captioned whether there are captions of it
 * @param sound null where nothing is to be heard
 */
public record FeedEntry(
    @Nested ArticleTeaser teaser,
    boolean demo,
    boolean syntheticVoice,
    String beginning,
    @Nullable String emergency,
    boolean captioned,
    @Nullable @Nested("r_") Sound sound) {

  /** The last significant edit; without one, the publication. */
  Instant updated(ZoneId zone) {
    LocalDate edited = teaser.editedOn();
    Instant published = teaser.publishedAt();
    if (edited == null) {
      return published;
    }
    Instant start = edited.atStartOfDay(zone).toInstant();
    return start.isAfter(published) ? start : published;
  }

  /**
   * The file that is served.
   *
   * @param audio its name under /media
   */
  public record Sound(@PropagateNull String audio, long byteLength, int durationMillis) {}
}
