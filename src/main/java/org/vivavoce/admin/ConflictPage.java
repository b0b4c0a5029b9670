package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Link;

/**
 * What was written here of an answer beside what its source says.
 *
 * @param said what became of it, where somebody has decided; else null
 * @param lang of the answer
 * @param manuscript where it is written
 * @param action null where this account does not decide, or it is decided
 * @param base the number of the revision that is shown
 * @param hash of what the source says
 * @param choices the fields that differ
 */
public record ConflictPage(
    Desk desk,
    List<Link> trail,
    @Nullable String said,
    String lang,
    Link manuscript,
    String sourceId,
    Moment found,
    List<FormError> errors,
    @Nullable String action,
    int base,
    String hash,
    List<Choice> choices) {
  public ConflictPage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
    choices = List.copyOf(choices);
  }

  /**
   * A field that differs.
   *
   * @param taken whether theirs is chosen
   * @param note what cannot be shown word by word, or null
   * @param oursHeard our recording, where theirs is another; null where we have none
   * @param theirsHeard that other one, or null
   */
  public record Choice(
      String id,
      String name,
      boolean taken,
      List<FieldChange> changes,
      @Nullable String note,
      @Nullable AudioLine oursHeard,
      @Nullable AudioLine theirsHeard) {
    public Choice {
      changes = List.copyOf(changes);
    }
  }
}
