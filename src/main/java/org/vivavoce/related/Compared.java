package org.vivavoce.related;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** An answer whose list is to be found: what it is known by, and where it stands. */
record Compared(Voice voice, long specialtyId, OffsetDateTime publishedAt, Borne borne) {
  /** What is read of related_state. */
  static final String COLUMNS =
      Voice.COLUMNS + ", state.specialty_id, state.published_at, state.terms, state.weights";

  static Compared of(ResultSet row) throws SQLException {
    Voice voice = Voice.of(row);
    long[] terms = SignatureEditor.longs(row, "terms");
    for (int at = 0; at < terms.length; at++) {
      terms[at] = TermHash.found(terms[at], voice.demo());
    }
    return new Compared(
        voice,
        row.getLong("specialty_id"),
        row.getObject("published_at", OffsetDateTime.class),
        new Borne(terms, SignatureEditor.ints(row, "weights")));
  }

  /** The terms by which it is found, with their weights. */
  static final class Borne {
    private final long[] terms;
    private final int[] weights;

    Borne(long[] terms, int[] weights) {
      this.terms = terms.clone();
      this.weights = weights.clone();
    }

    int size() {
      return terms.length;
    }

    long term(int at) {
      return terms[at];
    }

    int weight(int at) {
      return weights[at];
    }

    Long[] terms() {
      Long[] boxed = new Long[terms.length];
      for (int at = 0; at < boxed.length; at++) {
        boxed[at] = terms[at];
      }
      return boxed;
    }

    Integer[] weights() {
      Integer[] boxed = new Integer[weights.length];
      for (int at = 0; at < boxed.length; at++) {
        boxed[at] = weights[at];
      }
      return boxed;
    }
  }
}
