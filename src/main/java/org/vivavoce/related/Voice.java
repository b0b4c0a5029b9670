package org.vivavoce.related;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published answer, as far as its place beside others depends on it.
 *
 * @param form what kind of question it asks, by number; 0 where no word of its title says so
 * @param topics its conditions, in its own order
 * @param title the words of its title, by number, in order
 */
record Voice(
    long id,
    boolean demo,
    long doctorId,
    boolean person,
    boolean comparing,
    int form,
    List<Long> topics,
    List<Integer> title,
    TextSketch sketch) {
  /** What is read of related_state. */
  static final String COLUMNS =
      "state.article_id, state.demo, state.doctor_id, state.person, state.comparing, state.form, state.topics, state.title, state.sketch";

  private static final int SAME_QUESTION_WORDS = 3;

  Voice {
    topics = List.copyOf(topics);
    title = List.copyOf(title);
  }

  static Voice of(ResultSet row) throws SQLException {
    return new Voice(
        row.getLong("article_id"),
        row.getBoolean("demo"),
        row.getLong("doctor_id"),
        row.getBoolean("person"),
        row.getBoolean("comparing"),
        row.getInt("form"),
        Arrays.stream(SignatureEditor.longs(row, "topics")).boxed().toList(),
        Arrays.stream(SignatureEditor.ints(row, "title")).boxed().toList(),
        TextSketch.from(row.getBytes("sketch")));
  }

  /** The first of its own conditions that the other has, too. */
  @Nullable Long sharedTopic(Voice other) {
    for (Long topic : topics) {
      if (other.topics.contains(topic)) {
        return topic;
      }
    }
    return null;
  }

  /** What share of the words of both titles stands in both. */
  double overlap(Voice other) {
    long shared = title.stream().filter(other.title::contains).count();
    long all = title.size() + other.title.size() - shared;
    return all == 0 ? 0 : (double) shared / all;
  }

  /** A title of fewer words names a subject, and not what is asked about it. */
  boolean isTelling() {
    return title.size() >= SAME_QUESTION_WORDS;
  }
}
