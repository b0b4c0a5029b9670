package org.vivavoce.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;

/** A page with a form, whose fields know what is wrong with them. */
public interface FormPage {
  List<FormError> errors();

  /** Whether there is something to correct in a field. */
  default boolean isWrong(String field) {
    return errors().stream().anyMatch(error -> error.field().equals(field));
  }

  /**
   * The ids of what describes a field.
   *
   * @param hint the id of its hint, or null
   * @return null where nothing does
   */
  default @Nullable String describedBy(String field, @Nullable String hint) {
    String error = isWrong(field) ? field + "-error" : null;
    return hint == null ? error : error == null ? hint : hint + " " + error;
  }
}
