package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/** Every save of an answer, the latest first. */
public record RevisionsPage(Desk desk, String backHref, List<Line> lines) {
  public RevisionsPage {
    lines = List.copyOf(lines);
  }

  /**
   * One save.
   *
   * @param notes what is to be said of it: that it is public, that the text was changed …
   */
  public record Line(
      int number, String href, Moment at, @Nullable String account, List<String> notes) {
    public Line {
      notes = List.copyOf(notes);
    }
  }
}
