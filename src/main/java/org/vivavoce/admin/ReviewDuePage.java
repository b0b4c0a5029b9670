package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;

/**
 * A public answer, whole, for a clinician to say whether it is still correct.
 *
 * @param facts when it was reviewed last and by whom, and when it is due, in words
 * @param read the hash of what is shown
 * @param action where "still correct" is sent; null for who may not say so
 * @param refusal why they may not; null where they may
 * @param options after how long it is to be reviewed again
 * @param changeHref where another version of it is written, or null
 * @param openAction where a manuscript is made of it first, or null
 */
public record ReviewDuePage(
    Desk desk,
    List<Link> trail,
    String lang,
    List<String> facts,
    Link open,
    @Nullable AudioLine audio,
    List<String> captions,
    List<ReviewPage.Field> fields,
    String read,
    @Nullable String action,
    @Nullable String refusal,
    FormField years,
    List<Option> options,
    @Nullable String changeHref,
    @Nullable String openAction,
    List<FormError> errors) {
  public ReviewDuePage {
    trail = List.copyOf(trail);
    facts = List.copyOf(facts);
    captions = List.copyOf(captions);
    fields = List.copyOf(fields);
    options = List.copyOf(options);
    errors = List.copyOf(errors);
  }
}
