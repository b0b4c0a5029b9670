package org.vivavoce.admin;

import org.jspecify.annotations.Nullable;

/**
 * What stands here of an answer, beside what its source says.
 *
 * @param manuscriptId null where nobody has begun to edit it: then this is what the article says
 * @param base the number of the revision; 1 where it is still to be made of the article
 * @param articleSlug where the article stands, or null
 */
record Ours(
    @Nullable Long manuscriptId,
    int base,
    ManuscriptContent content,
    @Nullable Long recordingId,
    @Nullable String articleSlug) {
  static Ours of(Manuscript manuscript) {
    Manuscript.Revision revision = manuscript.revision();
    return new Ours(
        manuscript.id(),
        revision.number(),
        revision.content(),
        revision.recordingId(),
        manuscript.articleSlug());
  }
}
