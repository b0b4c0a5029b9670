package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;

/**
 * What a reader wrote, what became of it, and what can be done.
 *
 * @param version of the item, which every form sends back
 * @param links to the answer and to the pages on which it is worked on
 * @param changed that the answer has another version now, or null
 * @param email where the reader would like to be answered; null where they would not, or it is not
 *     for whoever looks
 * @param mailto a letter with the answer, where it is to be sent by hand; or null
 * @param unsent what was typed as an answer, where none can be given any more
 * @param takeHref null where it cannot be taken on; likewise the others
 */
public record FeedbackItemPage(
    Desk desk,
    List<Link> trail,
    List<FormError> errors,
    int version,
    String title,
    String lang,
    String kind,
    String status,
    String state,
    List<String> body,
    Moment at,
    String read,
    @Nullable String changed,
    List<Link> links,
    @Nullable String email,
    @Nullable String answered,
    List<String> answer,
    @Nullable String mailto,
    @Nullable String closed,
    List<NoteLine> notes,
    FormField note,
    String noteHref,
    @Nullable String takeHref,
    @Nullable String takeLabel,
    @Nullable String self,
    @Nullable String assignHref,
    @Nullable Selection assign,
    @Nullable String answerHref,
    FormField answerField,
    String answerHint,
    List<String> unsent,
    @Nullable String closeHref,
    @Nullable String reopenHref) {
  public FeedbackItemPage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
    body = List.copyOf(body);
    links = List.copyOf(links);
    answer = List.copyOf(answer);
    unsent = List.copyOf(unsent);
    notes = List.copyOf(notes);
  }

  /** What a colleague said about it. */
  public record NoteLine(String name, List<String> paragraphs, Moment at) {
    public NoteLine {
      paragraphs = List.copyOf(paragraphs);
    }
  }
}
