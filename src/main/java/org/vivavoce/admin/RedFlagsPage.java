package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;

/**
 * The list of red flags, with a form for one more.
 *
 * @param searches the list of what searches say in an emergency
 * @param action where a new one is sent
 */
public record RedFlagsPage(
    Desk desk,
    Link searches,
    String action,
    Fields fields,
    List<FormError> errors,
    List<Line> lines) {
  public RedFlagsPage {
    errors = List.copyOf(errors);
    lines = List.copyOf(lines);
  }

  /** The questions about one. */
  public record Fields(FormField term, FormField language, List<Option> languages, FormField note) {
    public Fields {
      languages = List.copyOf(languages);
    }
  }

  /**
   * One of them.
   *
   * @param account who changed it last, or null
   */
  public record Line(
      String term,
      String href,
      String lang,
      String language,
      String note,
      Moment changed,
      @Nullable String account) {}
}
