package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/**
 * What readers wrote about answers, newest first.
 *
 * @param words of titles to which it is narrowed down, or empty
 * @param article number of the answer to which it is narrowed down, or empty
 * @param articleTitle its title, or null
 * @param filtered whether it shows anything else than what is open
 * @param newer null on the first page
 * @param older null on the last one
 */
public record FeedbackQueuePage(
    Desk desk,
    String path,
    Selection show,
    Selection whose,
    Selection specialty,
    String words,
    String article,
    @Nullable String articleTitle,
    boolean filtered,
    List<Line> lines,
    @Nullable String newer,
    @Nullable String older) {
  public FeedbackQueuePage {
    lines = List.copyOf(lines);
  }

  /**
   * One of them.
   *
   * @param status the look of its state
   * @param lang of the answer's title
   * @param note that the reader would like an answer, or null
   * @param assigned who sees to it, or null
   */
  public record Line(
      String href,
      String title,
      String lang,
      String kind,
      String body,
      String status,
      String state,
      @Nullable String note,
      @Nullable String assigned,
      Moment at) {}
}
