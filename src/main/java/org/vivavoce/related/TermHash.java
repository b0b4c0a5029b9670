package org.vivavoce.related;

/** The numbers that stand for words and conditions: the same for ever, as they are kept. */
final class TermHash {
  private static final long DEMO = 0x5DEECE66D1CE4E5BL;

  private TermHash() {}

  static long word(String lexeme) {
    return mixed(hash(lexeme));
  }

  /** No word has the number of a condition. */
  static long topic(long id) {
    return mixed(hash("\u0001topic") ^ mixed(id));
  }

  /** Nor that of a code that a condition has elsewhere, such as in ICD-10. */
  static long code(String systemAndCode) {
    return mixed(hash("\u0001code") ^ mixed(hash(systemAndCode)));
  }

  /** Demonstration answers are found by numbers of their own, and so beside each other alone. */
  static long found(long term, boolean demo) {
    return demo ? term ^ DEMO : term;
  }

  /** A share from 0 to 1 that an answer has drawn for a term. */
  static double drawn(long articleId, long term) {
    return (mixed(articleId ^ term) >>> 11) * 0x1p-53;
  }

  static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int at = 0; at < text.length(); at++) {
      hash = (hash ^ text.charAt(at)) * 0x100000001B3L;
    }
    return hash;
  }
}
