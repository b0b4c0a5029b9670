package org.vivavoce.admin;

import java.util.List;
import org.vivavoce.web.Desk;

/** What editors said of answers to the same question; what is to be looked at again comes first. */
public record QuestionNotesPage(Desk desk, List<Line> lines) {
  public QuestionNotesPage {
    lines = List.copyOf(lines);
  }

  /**
   * One note.
   *
   * @param outdated whether it is to be looked at again
   * @param state what it says, or that it is to be looked at again, in words
   */
  public record Line(
      String href, String title, String lang, boolean outdated, String state, String written) {}
}
