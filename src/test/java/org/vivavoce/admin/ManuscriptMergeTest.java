package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.admin.ManuscriptMerge.Outcome;

class ManuscriptMergeTest {
  private static final ManuscriptForm BASE = form("Q?", "A", "One.\n\nTwo.", "1", "", "");

  @Test
  void whatNobodyTouchedIsNotSpokenOf() {
    ManuscriptMerge merge = ManuscriptMerge.of(BASE, BASE, BASE);
    assertTrue(merge.parts().isEmpty());
    assertEquals(BASE, merge.merged());
  }

  @Test
  void eachOnesOwnIsKept() {
    ManuscriptForm theirs = form("Theirs?", "A", "One.\n\nTwo.", "1", "", "");
    ManuscriptForm mine = form("Q?", "A\nB", "One.\n\nTwo, mine.", "1", "", "");
    ManuscriptMerge merge = ManuscriptMerge.of(BASE, theirs, mine);
    assertEquals(form("Theirs?", "A\nB", "One.\n\nTwo, mine.", "1", "", ""), merge.merged());
    assertEquals(Outcome.THEIRS, merge.parts().get("title"));
    assertEquals(Outcome.MINE, merge.parts().get("topics"));
    assertFalse(merge.isConflict());
  }

  @Test
  void conditionsThatBothAddedAreAllThere() {
    ManuscriptMerge merge =
        ManuscriptMerge.of(
            BASE,
            form("Q?", "A\nT", "One.\n\nTwo.", "1", "", ""),
            form("Q?", "A\nM", "One.\n\nTwo.", "1", "", ""));
    assertEquals("A\nT\nM", merge.merged().topics());
    assertEquals(Outcome.JOINED, merge.parts().get("topics"));
  }

  /** Captions of one recording beside another would say what nobody says there. */
  @Test
  void aRecordingIsDecidedWithItsCaptions() {
    ManuscriptForm theirs = form("Q?", "A", "One.\n\nTwo.", "2", "", "");
    ManuscriptForm mine = form("Q?", "A", "One.\n\nTwo.", "1", "captions", "");
    ManuscriptMerge merge = ManuscriptMerge.of(BASE, theirs, mine);
    assertEquals(Outcome.CONFLICT, merge.parts().get("audio"));
    assertEquals(mine, merge.merged());
    assertEquals(theirs, ManuscriptMerge.taking(merge.merged(), "audio", theirs));
  }

  @Test
  void passagesAreAskedOneByOne() {
    ManuscriptForm theirs = form("Q?", "A", "One, theirs.\n\nTwo, theirs.", "1", "", "");
    ManuscriptForm mine = form("Q?", "A", "One, mine.\n\nTwo, mine.", "1", "", "");
    ManuscriptMerge merge = ManuscriptMerge.of(BASE, theirs, mine);
    assertEquals(
        List.of(
            new ManuscriptMerge.Passage(0, 1, "One, theirs.", "One, mine."),
            new ManuscriptMerge.Passage(1, 2, "Two, theirs.", "Two, mine.")),
        merge.passages());
    String shown = merge.merged().transcript();
    assertEquals(
        "One, mine.\n\nTwo, theirs.",
        ManuscriptMerge.taking(shown, shown, List.of(merge.passages().get(1))));
    assertEquals(
        "Zero.\n\nOne, theirs.\n\nTwo, mine.",
        ManuscriptMerge.taking(shown, "Zero.\n\n" + shown, List.of(merge.passages().get(0))));
    assertEquals(
        "One, edited.\n\nBetween.\n\nTwo, edited.\n\nTwo, theirs.",
        ManuscriptMerge.taking(
            shown, "One, edited.\n\nBetween.\n\nTwo, edited.", List.of(merge.passages().get(1))),
        "nothing that was typed is dropped");
    ManuscriptMerge.Passage nowhere = new ManuscriptMerge.Passage(3, 9, "x", "y");
    assertEquals(shown, ManuscriptMerge.taking(shown, shown, List.of(nowhere)));
  }

  private static ManuscriptForm form(
      String title,
      String topics,
      String transcript,
      String recording,
      String captions,
      String careText) {
    return new ManuscriptForm(
        title,
        "q",
        "en",
        "",
        "",
        "",
        "",
        topics,
        transcript,
        List.of(),
        "",
        careText,
        "",
        "",
        "",
        captions,
        recording,
        false);
  }
}
