package org.vivavoce.related;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * What an answer is about: its conditions, and the codes by which others know them. Two conditions
 * of one code are the same under two names, or near to it.
 *
 * @param topics in the answer's own order
 * @param codes each with its system, once
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Conditions(long[] topics, String[] codes) {
  /** Of an answer that a query calls {@code article}. */
  static final String COLUMNS =
      """
      array(select link.topic_id from published_article_topic link
             where link.article_id = article.id order by link.position, link.topic_id) as topics,
      array(select distinct code.system || ':' || code.code
              from published_article_topic link join published_topic_code code on code.topic_id = link.topic_id
             where link.article_id = article.id order by 1) as codes
      """;

  static Conditions of(ResultSet row) throws SQLException {
    return new Conditions(
        SignatureEditor.longs(row, "topics"), (String[]) row.getArray("codes").getArray());
  }

  /** Each of them by its number. */
  void forEach(Reader reader) {
    Arrays.stream(topics).forEach(topic -> reader.read(TermHash.topic(topic), false));
    Arrays.stream(codes).forEach(code -> reader.read(TermHash.code(code), true));
  }

  /** Is told of conditions. */
  @FunctionalInterface
  interface Reader {
    void read(long term, boolean isCode);
  }
}
