package org.vivavoce.related;

import java.util.HashMap;
import java.util.Map;

/** Reads PostgreSQL's printed form of a tsvector: {@code 'cancer':2,15 'it''s':3A}. */
final class PrintedTsvector {
  private PrintedTsvector() {}

  /** How often each lexeme occurs; one without positions counts once. */
  static Map<String, Integer> counts(String printed) {
    Map<String, Integer> counts = new HashMap<>();
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
      int count = 1;
      while (at < printed.length() && printed.charAt(at) != ' ') {
        if (printed.charAt(at++) == ',') {
          count++;
        }
      }
      counts.merge(lexeme.toString(), count, Integer::sum);
    }
    return counts;
  }
}
