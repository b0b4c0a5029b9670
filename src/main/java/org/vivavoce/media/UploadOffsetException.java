package org.vivavoce.media;

/** A piece of a file does not begin where the one before it ends. */
public final class UploadOffsetException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final long received;

  /**
   * @param received how many bytes are there
   */
  public UploadOffsetException(long received) {
    super("the next piece begins at " + received);
    this.received = received;
  }

  public long received() {
    return received;
  }
}
