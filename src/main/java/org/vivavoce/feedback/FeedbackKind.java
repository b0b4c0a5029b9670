package org.vivavoce.feedback;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody writes about. */
enum FeedbackKind {
  HELPFUL("feedback.text.helpful"),
  UNHELPFUL("feedback.text.unhelpful"),
  ERROR("feedback.text.error");

  /** The message that asks for it. */
  final String question;

  FeedbackKind(String question) {
    this.question = question;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty where a form never sends it. */
  static Optional<FeedbackKind> of(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
  }
}
