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
 * @param written what the reader wrote and sent, to be copied; or null
 */
public record ErrorPage(
    Head head,
    int status,
    String heading,
    @Nullable Tombstone tombstone,
    List<String> paragraphs,
    @Nullable String requestId,
    List<Link> suggestions,
    @Nullable String written) {
  public ErrorPage {
    paragraphs = List.copyOf(paragraphs);
    suggestions = List.copyOf(suggestions);
  }

  /**
   * What is said of an answer that was withdrawn.
   *
   * @param lang BCP 47 tag of the question
   */
  public record Tombstone(String title, String lang, Day day, String reason) {}
}
