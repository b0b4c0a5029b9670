package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * The form for an answer.
 *
 * @param action where it is sent
 * @param base the revision on which it is based; 0 for a new answer
 * @param conflict what somebody else saved meanwhile, or null
 * @param formId what tells this form from others that are open beside it
 * @param namedTopics conditions that the text names, beside those that stand in the form
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
    List<String> namedTopics,
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
    namedTopics = List.copyOf(namedTopics);
    offers = List.copyOf(offers);
    languages = List.copyOf(languages);
    careLevels = List.copyOf(careLevels);
    errors = List.copyOf(errors);
  }

  /**
   * What somebody else saved since the form was opened. The form has both together already.
   *
   * @param merging the revision that both began with
   * @param taken what they alone changed, and the form now has
   * @param kept what stands in the form from its own side alone, in words; or null
   * @param joined what stands in it from both, in words; or null
   * @param questions what both changed: mine stands in the form
   * @param passages of the transcript that both changed
   * @param shown the transcript with which these are asked
   * @param transcript all of theirs, to copy from
   */
  public record Conflict(
      String account,
      Moment at,
      int number,
      int merging,
      List<FieldChange> taken,
      @Nullable String kept,
      @Nullable String joined,
      List<Question> questions,
      List<Passage> passages,
      String shown,
      String transcript) {
    public Conflict {
      taken = List.copyOf(taken);
      questions = List.copyOf(questions);
      passages = List.copyOf(passages);
    }

    /** Whether there is anything to choose. */
    public boolean asks() {
      return !questions.isEmpty() || !passages.isEmpty();
    }
  }

  /**
   * Something that both changed.
   *
   * @param part under which the choice is sent
   * @param field where mine stands in the form
   * @param changes from theirs to mine
   * @param note what no words tell, or null
   */
  public record Question(
      String part, String field, String label, List<FieldChange> changes, @Nullable String note) {
    public Question {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A passage of the transcript that both changed.
   *
   * @param number counted from 1
   * @param place which paragraphs of what is shown it is
   * @param difference from theirs to mine
   */
  public record Passage(int number, String place, String theirs, SafeHtml difference) {}

  /**
   * Unsaved work that a browser kept.
   *
   * @param title null where it is that of the page
   * @param formId of the form in which it was typed
   */
  public record Offer(
      @Nullable String title, Moment at, String restoreHref, String discardHref, String formId) {}
}
