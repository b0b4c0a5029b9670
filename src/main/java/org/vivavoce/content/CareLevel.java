package org.vivavoce.content;

/** How soon a reader should act. The names are those of the import format and of the database. */
public enum CareLevel {
  NON_URGENT("non-urgent"),
  URGENT("urgent"),
  EMERGENCY("emergency");

  private final String code;

  CareLevel(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /**
   * @throws IllegalArgumentException where the code is none of the three
   */
  public static CareLevel of(String code) {
    for (CareLevel level : values()) {
      if (level.code.equals(code)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "not a care level: '" + code + "'; use non-urgent, urgent or emergency");
  }
}
