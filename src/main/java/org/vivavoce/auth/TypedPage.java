package org.vivavoce.auth;

import java.util.List;
import org.vivavoce.web.Desk;

/**
 * What somebody typed and sent after their session had ended, for them to copy.
 *
 * @param loginHref leads on to the form
 */
public record TypedPage(Desk desk, String loginHref, List<Text> texts) {
  public TypedPage {
    texts = List.copyOf(texts);
  }

  /** One field's. */
  public record Text(String id, String label, String value) {
    private static final int LONGEST_LINE = 60;
    private static final int MOST_ROWS = 18;

    /** High enough to show most of it. */
    public int rows() {
      long rows =
          value.lines().mapToLong(line -> 1 + line.length() / LONGEST_LINE).limit(MOST_ROWS).sum();
      return (int) Math.max(1, Math.min(rows, MOST_ROWS));
    }
  }
}
