package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;

/**
 * Where each sentence of an answer is given its time.
 *
 * @param missing what there has to be first, in words; null where nothing is missing
 * @param base the revision whose sentences these are
 * @param lang of the transcript
 * @param audioHref what listeners hear; empty where there is none
 * @param origin where the times come from, in words
 * @param estimated whether nobody has listened yet
 * @param revokes what saving does to a standing approval, in words; or null
 * @param conflict who saved something else meanwhile, in words; or null
 * @param editHref the answer's form
 */
public record CuePage(
    Desk desk,
    String script,
    @Nullable String missing,
    String action,
    int base,
    String lang,
    String audioHref,
    String origin,
    boolean estimated,
    @Nullable String revokes,
    @Nullable String conflict,
    String editHref,
    double seconds,
    List<Line> lines,
    List<FormError> errors) {
  public CuePage {
    lines = List.copyOf(lines);
    errors = List.copyOf(errors);
  }

  /** A sentence, and the field for its start. */
  public record Line(int number, String text, FormField start) {}
}
