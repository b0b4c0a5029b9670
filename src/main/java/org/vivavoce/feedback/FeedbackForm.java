package org.vivavoce.feedback;

import java.util.List;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Frame;

/**
 * What a reader may write about an answer.
 *
 * @param kind {@code helpful}, {@code unhelpful} or {@code error}
 * @param question what is asked
 */
public record FeedbackForm(
    String action, String kind, String question, FormField text, FormField email) {
  static final int LONGEST_TEXT = 2_000;
  static final int LONGEST_EMAIL = 254;

  /** The ids of its fields. */
  static final String TEXT = "feedback-text";

  static final String EMAIL = "feedback-email";

  /** The one that stands on the page of an answer, to report what is wrong with it. */
  public static FeedbackForm report(String slug, Frame frame) {
    return of(slug, FeedbackKind.ERROR, "", "", List.of(), frame);
  }

  static FeedbackForm of(
      String slug,
      FeedbackKind kind,
      String text,
      String email,
      List<FormError> errors,
      Frame frame) {
    return new FeedbackForm(
        frame.paths().feedback(slug),
        kind.code(),
        frame.words().of(kind.question),
        FormField.of(TEXT, text, true, LONGEST_TEXT, errors).named("text"),
        FormField.of(EMAIL, email, false, LONGEST_EMAIL, errors).named("email").typed("email"));
  }
}
