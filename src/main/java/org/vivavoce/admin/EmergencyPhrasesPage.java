package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;

/**
 * What searches say in an emergency, with a form for one more, and one that tries a search.
 *
 * @param trail the way back to the red flags of answers
 * @param action where a new one is sent, and a search to be tried
 * @param outcome what the tried search would show, or null
 */
public record EmergencyPhrasesPage(
    Desk desk,
    List<Link> trail,
    String action,
    FormField tried,
    @Nullable String outcome,
    Fields fields,
    List<FormError> errors,
    List<Line> lines) {
  public EmergencyPhrasesPage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
    lines = List.copyOf(lines);
  }

  /** The questions about one. */
  public record Fields(
      FormField phrase,
      FormField kind,
      List<Option> kinds,
      FormField reach,
      List<Option> reaches,
      FormField state,
      List<Option> states,
      FormField note) {
    public Fields {
      kinds = List.copyOf(kinds);
      reaches = List.copyOf(reaches);
      states = List.copyOf(states);
    }
  }

  /**
   * One of them.
   *
   * @param kind what it tells of, and where, in words
   * @param account who changed it last, or null
   */
  public record Line(
      String phrase,
      String href,
      String kind,
      boolean active,
      String note,
      Moment changed,
      @Nullable String account) {}
}
