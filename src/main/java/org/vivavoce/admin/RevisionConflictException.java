package org.vivavoce.admin;

/** Somebody else saved since the page was opened; nothing has changed. */
final class RevisionConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int current;

  RevisionConflictException(int base, int current) {
    super("based on revision " + base + ", but the current one is " + current);
    this.current = current;
  }

  /** The number of the revision that stands now. */
  int current() {
    return current;
  }
}
