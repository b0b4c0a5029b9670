package org.vivavoce.admin;

import java.util.List;
import java.util.Objects;
import org.vivavoce.web.FormField;

/** A question with what it offers to choose from: what narrows a list down, or sorts it. */
public record Selection(FormField field, List<Option> options) {
  public Selection {
    Objects.requireNonNull(field);
    options = List.copyOf(options);
  }

  static Selection of(String id, String chosen, List<Option> options) {
    return new Selection(FormField.of(id, chosen, FormField.Need.LATER, null, List.of()), options);
  }
}
