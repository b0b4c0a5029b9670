package org.vivavoce.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure in plain words.
 *
 * @param tombstone of an answer that stood here, or null
 * @param paragraphs what happened and what to do
 * @param requestId what to quote to the publisher, or null where nothing broke
 * @param suggestions where to go on
 * @param asked what was searched for, to be asked again; empty where nothing was
 * @param written what the reader wrote and sent, to be sent again; or null
 */
public record ErrorPage(
    Head head,
    int status,
    String heading,
    @Nullable Tombstone tombstone,
    List<String> paragraphs,
    @Nullable String requestId,
    List<Link> suggestions,
    String asked,
    @Nullable Written written) {
  public ErrorPage {
    paragraphs = List.copyOf(paragraphs);
    suggestions = List.copyOf(suggestions);
  }

  /**
   * A form of a reader's.
   *
   * @param action where it was sent
   * @param text what was written
   * @param others what else was sent with it
   */
  public record Written(String action, String text, List<Field> others) {
    public Written {
      others = List.copyOf(others);
    }
  }

  /** One field of a form. */
  public record Field(String name, String value) {}

  /**
   * What is said of an answer that was withdrawn.
   *
   * @param lang BCP 47 tag of the question
   */
  public record Tombstone(String title, String lang, Day day, String reason) {}
}
