package org.vivavoce.api;

/** A parameter that cannot be understood. */
final class BadParameterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String parameter;
  private final String wanted;

  /**
   * @param wanted what it has to be, as a sentence
   */
  BadParameterException(String parameter, String wanted) {
    super(parameter + ": " + wanted);
    this.parameter = parameter;
    this.wanted = wanted;
  }

  String parameter() {
    return parameter;
  }

  String wanted() {
    return wanted;
  }
}
