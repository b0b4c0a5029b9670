package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * What one save changed against another.
 *
 * @param against the numbers to compare with, or null where there are no others
 * @param captions as they are shown while the recording is heard, one below the other
 * @param fields all that it says
 * @param base the current revision's number
 * @param restoreHref null where it is the current one, or this account does not write
 */
public record RevisionPage(
    Desk desk,
    String lang,
    String href,
    String listHref,
    int number,
    Moment at,
    @Nullable String account,
    @Nullable Selection against,
    List<FieldChange> changes,
    boolean audioChanged,
    @Nullable AudioLine audioBefore,
    @Nullable AudioLine audio,
    List<String> captions,
    List<ReviewPage.Field> fields,
    int base,
    @Nullable String restoreHref,
    List<FormError> errors) {
  public RevisionPage {
    changes = List.copyOf(changes);
    captions = List.copyOf(captions);
    fields = List.copyOf(fields);
    errors = List.copyOf(errors);
  }
}
