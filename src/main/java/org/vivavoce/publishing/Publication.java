package org.vivavoce.publishing;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Slug;
import org.vivavoce.content.Source;

/**
 * An answer as it is to stand in public, whole: what is null or empty here is absent there.
 *
 * @param articleId the article that it replaces, or null for a new one
 * @param slug the address wanted; an older address of the same article keeps leading to it
 * @param aliases further addresses that lead to it
 * @param status as in the database: {@code published}, {@code draft} …
 * @param publishedAt null while it was never published
 * @param durationSeconds of the recording, or what the source says of one that is not here
 * @param topicIds in the order in which they are shown
 */
public record Publication(
    @Nullable Long articleId,
    Slug slug,
    List<Slug> aliases,
    String lang,
    String status,
    String title,
    String transcript,
    long doctorId,
    long specialtyId,
    List<Long> topicIds,
    List<Source> sources,
    @Nullable Integer durationSeconds,
    @Nullable Voice voice,
    @Nullable LocalDate recordedOn,
    @Nullable LocalDate editedOn,
    @Nullable LocalDate reviewedOn,
    @Nullable LocalDate reviewDueOn,
    @Nullable String reviewerName,
    @Nullable String reviewerCredentials,
    @Nullable Long reviewerId,
    @Nullable String conflicts,
    @Nullable CareLevel careLevel,
    @Nullable String careText,
    boolean demo,
    @Nullable Instant publishedAt,
    @Nullable String withdrawnReason) {
  public Publication {
    requireNonNull(slug);
    requireNonNull(title);
    requireNonNull(transcript);
    aliases = List.copyOf(aliases);
    topicIds = List.copyOf(topicIds);
    sources = List.copyOf(sources);
  }

  /**
   * The spoken answer.
   *
   * @param recordingId of the recording, taken in before
   * @param captions empty where nobody wrote any: their times are then estimated
   * @param synthetic whether a machine speaks
   */
  public record Voice(long recordingId, List<Cue> captions, boolean synthetic) {
    public Voice {
      captions = List.copyOf(captions);
    }
  }
}
