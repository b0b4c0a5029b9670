package org.vivavoce.web;

/** The answer at this address was withdrawn; the message is the editor's reason, for readers. */
public class Gone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Gone(String reason) {
    super(reason);
  }
}
