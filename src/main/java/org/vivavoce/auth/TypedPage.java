package org.vivavoce.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/**
 * What somebody typed and sent that was not saved, for them to copy, and to send again where that
 * is all that is needed.
 *
 * @param lead why it was not saved
 * @param way what to do
 * @param loginHref leads on to the form, for whoever has to sign in first; else null
 * @param again what was sent, where it can be sent again as it was; else null
 */
public record TypedPage(
    Desk desk,
    String lead,
    String way,
    @Nullable String loginHref,
    @Nullable Again again,
    List<Text> texts) {
  public TypedPage {
    texts = List.copyOf(texts);
  }

  /** Whether what was chosen, or a file, may have been sent that is not here. */
  public boolean leavesOut() {
    return again == null || again.encoding().startsWith("multipart/");
  }

  /**
   * A form that sends the same once more.
   *
   * @param action where it was sent
   * @param encoding as it was sent: what is written in letters of several bytes is three times as
   *     long in the other
   */
  public record Again(String action, String encoding, List<Field> fields) {
    public Again {
      fields = List.copyOf(fields);
    }
  }

  /** What a form said, word by word. */
  public record Field(String name, String value) {}

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
