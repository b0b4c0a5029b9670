package org.vivavoce.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure in plain words.
 *
 * @param paragraphs what happened and what to do
 * @param requestId what to quote to the publisher, or null where nothing broke
 * @param suggestions where to go on
 */
public record ErrorPage(
    Head head,
    int status,
    String heading,
    List<String> paragraphs,
    @Nullable String requestId,
    List<Link> suggestions) {
  public ErrorPage {
    paragraphs = List.copyOf(paragraphs);
    suggestions = List.copyOf(suggestions);
  }
}
