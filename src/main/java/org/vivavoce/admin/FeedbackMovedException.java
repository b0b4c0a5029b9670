package org.vivavoce.admin;

/** Somebody else has dealt with it since it was read; nothing has changed. */
final class FeedbackMovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FeedbackMovedException() {
    super("dealt with meanwhile");
  }
}
