package org.vivavoce.web;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What stood at this address was withdrawn. */
public final class Gone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Answer answer;

  /** Something of which there is nothing to be said. */
  public Gone() {
    super("withdrawn");
    this.answer = null;
  }

  public Gone(Answer answer) {
    super("withdrawn: " + answer.reason());
    this.answer = answer;
  }

  @Nullable Answer answer() {
    return answer;
  }

  /**
   * What may still be said of a withdrawn answer.
   *
   * @param lang BCP 47 tag of the question
   * @param reason the editor's, for readers
   */
  public record Answer(String title, String lang, LocalDate withdrawnOn, String reason) {}
}
