package org.vivavoce.related;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.RelatedReason;

/** Computes which answers stand in Other Voices, and writes them down. */
public final class RelatedEditor {
  private static final int BATCH = 1_000;
  private static final int FETCH = 500;

  private RelatedEditor() {}

  /**
   * Computes Other Voices of every published answer anew. Belongs to the caller's transaction.
   *
   * @param progress told how many articles are done
   * @return how many articles there are
   */
  public static int rebuild(Handle handle, IntConsumer progress) {
    Voices voices = new Voices();
    handle
        .createQuery(
            """
            select article.id, article.lang, article.title, article.transcript, article.doctor_id,
                   doctor.kind = 'person' as person, article.specialty_id,
                   article.duration_seconds is not null as spoken, article.demo,
                   coalesce(article.review_due_on < current_date, false) as overdue,
                   ts_filter(search.document, '{a}')::text as title_lexemes,
                   ts_filter(search.document, '{d}')::text as body_lexemes,
                   array(select link.topic_id from published_article_topic link
                          where link.article_id = article.id order by link.position, link.topic_id) as topic_ids
              from published_article article
              join published_article_search search on search.article_id = article.id
              join published_doctor doctor on doctor.id = article.doctor_id
             order by article.id
            """)
        .setFetchSize(FETCH)
        .mapTo(Voice.class)
        .forEach(voices::add);
    handle.execute("delete from related_article");
    for (int from = 0; from < voices.count(); from += BATCH) {
      int to = Math.min(from + BATCH, voices.count());
      List<Row> rows =
          IntStream.range(from, to).parallel().boxed().flatMap(at -> rows(voices, at)).toList();
      insert(handle, rows);
      progress.accept(to);
    }
    return voices.count();
  }

  private static Stream<Row> rows(Voices voices, int number) {
    List<Voices.Choice> chosen = voices.othersOf(number);
    return IntStream.range(0, chosen.size())
        .mapToObj(place -> new Row(voices.id(number), place + 1, chosen.get(place)));
  }

  private static void insert(Handle handle, List<Row> rows) {
    handle
        .createUpdate(
            """
            insert into related_article (article_id, position, related_id, score, reason, topic_id)
            select article_id, position, related_id, score, reason, nullif(topic_id, 0)
              from unnest(:articles, :positions, :related, :scores, :reasons, :topics)
                   as row (article_id, position, related_id, score, reason, topic_id)
             order by article_id, position
            """)
        .bind("articles", rows.stream().map(Row::article).toArray(Long[]::new))
        .bind("positions", rows.stream().map(Row::position).toArray(Integer[]::new))
        .bind("related", rows.stream().map(row -> row.choice().id()).toArray(Long[]::new))
        .bind("scores", rows.stream().map(row -> row.choice().score()).toArray(Float[]::new))
        .bind(
            "reasons",
            rows.stream().map(row -> row.choice().reason().name()).toArray(String[]::new))
        .bind("topics", rows.stream().map(Row::topic).toArray(Long[]::new))
        .execute();
  }

  private record Row(long article, int position, Voices.Choice choice) {
    /** 0 where the reason names no topic. */
    long topic() {
      Long topic = choice.topicId();
      return choice.reason() == RelatedReason.SAME_TOPIC && topic != null ? topic : 0;
    }
  }

  /** What is compared of an answer. The lexemes are printed tsvectors. */
  public record Voice(
      long id,
      String lang,
      String title,
      String transcript,
      long doctorId,
      boolean person,
      long specialtyId,
      boolean spoken,
      boolean demo,
      boolean overdue,
      String titleLexemes,
      String bodyLexemes,
      @Nullable List<Long> topicIds) {}
}
