package org.vivavoce.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is worked on, with its current revision.
 *
 * @param articleId null until it was first published
 * @param liveRevisionId of the revision that stands in public, or null
 * @param articleStatus of the article, or null
 * @param articleSlug where the article stands, or null
 */
public record Manuscript(
    long id,
    @Nullable Long articleId,
    Stage stage,
    long ownerId,
    String ownerName,
    @Nullable Long reviewerId,
    @Nullable String reviewerName,
    @Nullable Long liveRevisionId,
    @Nullable String articleStatus,
    @Nullable String articleSlug,
    @Nullable String withdrawnReason,
    Revision revision,
    @Nullable Approval approval) {

  /** How far its current revision has come. */
  public enum Stage {
    DRAFT("draft"),
    IN_REVIEW("in_review"),
    APPROVED("approved");

    private final String code;

    Stage(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }

    static Stage of(String code) {
      for (Stage stage : values()) {
        if (stage.code.equals(code)) {
          return stage;
        }
      }
      throw new IllegalArgumentException("not a stage: " + code);
    }
  }

  boolean isPublic() {
    return "published".equals(articleStatus);
  }

  boolean isWithdrawn() {
    return "withdrawn".equals(articleStatus);
  }

  /** Whether what stands in public is the current revision. */
  boolean isClean() {
    return isPublic() && liveRevisionId != null && liveRevisionId == revision.id();
  }

  /** draft, in_review, approved, published, changes (pending on a published one) or withdrawn. */
  String status() {
    if (isPublic()) {
      return isClean() ? "published" : "changes";
    }
    return isWithdrawn() && stage == Stage.DRAFT ? "withdrawn" : stage.code();
  }

  /**
   * One save.
   *
   * @param recordingId of the sound as it was sent, or null
   * @param accountName who saved it, or null where it was made of an article
   * @param restoredFrom the number of the revision that it restores, or null
   */
  public record Revision(
      long id,
      long manuscriptId,
      int number,
      ManuscriptContent content,
      @Nullable Long recordingId,
      @Nullable String audioSha256,
      String transcriptSha256,
      @Nullable Long accountId,
      @Nullable String accountName,
      @Nullable Integer restoredFrom,
      Instant createdAt) {}

  /** A clinician's standing word for one revision. */
  public record Approval(
      long id,
      long revisionId,
      int revisionNumber,
      long accountId,
      String accountName,
      @Nullable String credentials,
      @Nullable Long doctorId,
      @Nullable String audioSha256,
      String transcriptSha256,
      Instant approvedAt) {}
}
