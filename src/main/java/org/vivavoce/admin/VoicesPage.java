package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;

/**
 * Which answers stand beside a public answer, and what editors decide of that.
 *
 * @param open the answer as readers have it
 * @param action where decisions are sent; null for those who may not decide
 * @param pending whether what stands there is about to be found anew
 * @param pins what was decided; likewise bans
 * @param search what was looked for, and what was found
 */
public record VoicesPage(
    Desk desk,
    List<Link> trail,
    List<FormError> errors,
    String lang,
    Link open,
    Question question,
    @Nullable String action,
    boolean pending,
    List<Line> standing,
    List<Line> pins,
    List<Line> bans,
    Search search) {
  public VoicesPage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
    standing = List.copyOf(standing);
    pins = List.copyOf(pins);
    bans = List.copyOf(bans);
  }

  /**
   * Another answer.
   *
   * @param facts whose it is, and why it stands there or who decided it, in words
   * @param pinned whether it is pinned already
   */
  public record Line(
      long id, String title, String lang, String href, List<String> facts, boolean pinned) {
    public Line {
      facts = List.copyOf(facts);
    }
  }

  /**
   * Who answers the same question.
   *
   * @param note null where nobody has said anything of it
   * @param form null where there is nothing to be said, or by somebody else
   */
  public record Question(
      String heading, List<Line> answers, @Nullable Note note, @Nullable NoteForm form) {
    public Question {
      answers = List.copyOf(answers);
    }
  }

  /**
   * What was said of it.
   *
   * @param outdated since when it is to be looked at again, in words; or null
   */
  public record Note(String agreement, String text, String written, @Nullable String outdated) {}

  /**
   * @param removes whether there is a note to be taken back
   */
  public record NoteForm(
      String action,
      String seen,
      FormField agreement,
      List<Option> agreements,
      FormField note,
      boolean removes) {
    public NoteForm {
      agreements = List.copyOf(agreements);
    }
  }

  /**
   * @param said how many were found, in words; or null where nothing was looked for
   */
  public record Search(String action, FormField typed, @Nullable String said, List<Line> found) {
    public Search {
      found = List.copyOf(found);
    }
  }
}
