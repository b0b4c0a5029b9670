package org.vivavoce.ingest;

/** A field of a line cannot be used. */
final class FieldException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String field;

  FieldException(String field, String reason) {
    super(reason);
    this.field = field;
  }

  String field() {
    return field;
  }
}
