package org.vivavoce.related;

/** Reads PostgreSQL's printed form of a tsvector: {@code 'cancer':2A,15 'it''s':3B}. */
final class PrintedTsvector {
  private PrintedTsvector() {}

  /** Is told of a lexeme, and how often it stands with which weight; C is of no interest. */
  @FunctionalInterface
  interface Reader {
    void lexeme(String lexeme, int inA, int inB, int inD);
  }

  /** Tells of every lexeme; one without positions stands once, without weight. */
  static void read(String printed, Reader reader) {
    int at = 0;
    while ((at = printed.indexOf('\'', at)) >= 0) {
      StringBuilder lexeme = new StringBuilder();
      at++;
      while (at < printed.length()) {
        char each = printed.charAt(at++);
        if (each == '\'') {
          if (at < printed.length() && printed.charAt(at) == '\'') {
            at++;
          } else {
            break;
          }
        } else if (each == '\\' && at < printed.length()) {
          each = printed.charAt(at++);
        }
        lexeme.append(each);
      }
      int all = 1;
      int inA = 0;
      int inB = 0;
      int inC = 0;
      while (at < printed.length() && printed.charAt(at) != ' ') {
        switch (printed.charAt(at++)) {
          case ',' -> all++;
          case 'A' -> inA++;
          case 'B' -> inB++;
          case 'C' -> inC++;
          default -> {}
        }
      }
      reader.lexeme(lexeme.toString(), inA, inB, all - inA - inB - inC);
    }
  }
}
