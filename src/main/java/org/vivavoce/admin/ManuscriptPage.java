package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * The form for an answer.
 *
 * @param action where it is sent
 * @param base the revision on which it is based; 0 for a new answer
 * @param conflict what somebody else saved meanwhile, or null
 * @param formId what tells this form from others that are open beside it
 * @param offers of the browser's copies of unsaved work
 * @param workflow null for a new answer
 * @param nets advice on it, and answers like it
 */
public record ManuscriptPage(
    Desk desk,
    String script,
    String action,
    int base,
    String formId,
    ManuscriptForm form,
    ManuscriptFields fields,
    Chooser doctor,
    Chooser specialty,
    List<Option> languages,
    List<Option> careLevels,
    @Nullable AudioLine audio,
    List<FormError> errors,
    @Nullable Conflict conflict,
    List<Offer> offers,
    @Nullable Workflow workflow,
    String autosaveHref,
    SafetyNets.InForm nets) {
  public ManuscriptPage {
    offers = List.copyOf(offers);
    languages = List.copyOf(languages);
    careLevels = List.copyOf(careLevels);
    errors = List.copyOf(errors);
  }

  /**
   * What somebody else saved since the form was opened.
   *
   * @param changes what parts theirs from what stands in the form
   * @param transcript all of theirs, to copy from
   */
  public record Conflict(
      String account, Moment at, int number, List<FieldChange> changes, String transcript) {
    public Conflict {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Unsaved work that a browser kept.
   *
   * @param title null where it is that of the page
   * @param formId of the form in which it was typed
   */
  public record Offer(
      @Nullable String title, Moment at, String restoreHref, String discardHref, String formId) {}
}
