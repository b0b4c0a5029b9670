package org.vivavoce.publishing;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.RedFlags;

/**
 * Keeps answers from the public in which red flags stand, and no care card beside them. Who writes
 * for the newsroom is told long before; this is what no way into the public goes around.
 */
public final class RedFlagGate {
  private RedFlagGate() {}

  /** All that are looked for. */
  public static RedFlags flags(Handle handle) {
    return RedFlags.of(
        handle
            .createQuery("select term as text, language from red_flag order by id")
            .mapTo(RedFlags.Term.class)
            .list());
  }

  /** Whether an answer says what to do, and how soon. */
  public static boolean hasCareCard(@Nullable CareLevel level, @Nullable String text) {
    return level != null && text != null && !text.isBlank();
  }

  /**
   * @throws IllegalStateException where it may not become public: a mistake in the program, which
   *     had to find it out before
   */
  static void check(Handle handle, Publication publication) {
    if (!publication.status().equals("published")
        || hasCareCard(publication.careLevel(), publication.careText())) {
      return;
    }
    List<String> found = flags(handle).in(publication.title(), publication.transcript());
    if (found.isEmpty()) {
      return;
    }
    boolean waived =
        handle
            .createQuery(
                """
                select exists (select from red_flag_waiver waiver
                                where words_sha256 = :words and terms @> cast(:terms as text[])
                                  and not exists (select from red_flag_waiver_revocation revocation
                                                   where revocation.waiver_id = waiver.id))
                """)
            .bind("words", RedFlags.sha256(publication.title(), publication.transcript()))
            .bind("terms", found.toArray(String[]::new))
            .mapTo(Boolean.class)
            .one();
    if (!waived) {
      throw new IllegalStateException(
          "'" + publication.slug().value() + "' has no care card for " + found);
    }
  }
}
