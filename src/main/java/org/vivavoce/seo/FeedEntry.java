package org.vivavoce.seo;

import java.time.Instant;
import java.time.ZoneId;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ArticleTeaser;

/**
 * An answer as feeds tell of it.
 *
 * @param reviewed whether somebody here has reviewed it
 * @param beginning the first characters of the transcript, cut anywhere
 * @param emergency what to do where the answer is about an emergency; else null
 * @param captioned whether there are captions of it
 * @param sound null where nothing is to be heard
 */
public record FeedEntry(
    @Nested ArticleTeaser teaser,
    boolean demo,
    boolean syntheticVoice,
    boolean reviewed,
    String beginning,
    @Nullable String emergency,
    boolean captioned,
    @Nullable @Nested("r_") Sound sound) {

  /**
   * The last edit that matters to readers; without one, the publication. A slip of the pen that was
   * put right is none: readers would be shown the answer again.
   *
   * @param zone in which the days of sources are meant
   */
  Instant updated(ZoneId zone) {
    Instant published = teaser.publishedAt();
    Instant edited = teaser.lastEdit().moment(zone);
    return edited == null || edited.isBefore(published) ? published : edited;
  }

  /**
   * The file that is served.
   *
   * @param audio its name under /media
   */
  public record Sound(@PropagateNull String audio, long byteLength, int durationMillis) {}
}
