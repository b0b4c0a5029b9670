package org.vivavoce.feedback;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;

/**
 * What is said to somebody who said something of an answer, and what else they may say.
 *
 * @param article of which it is said
 * @param lang of its title
 * @param form null where there is nothing more to be said
 */
public record FeedbackPage(
    Head head,
    String heading,
    @Nullable String lead,
    Link article,
    String lang,
    @Nullable FeedbackForm form,
    List<FormError> errors) {
  public FeedbackPage {
    errors = List.copyOf(errors);
  }
}
