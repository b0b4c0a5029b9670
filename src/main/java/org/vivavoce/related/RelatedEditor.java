package org.vivavoce.related;

import java.util.List;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.RelatedReason;

/** Computes which answers stand in Other Voices, and writes them down. */
public final class RelatedEditor {
  private static final int BATCH = 5_000;
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
              join doctor on doctor.id = article.doctor_id
             order by article.id
            """)
        .setFetchSize(FETCH)
        .mapTo(Voice.class)
        .forEach(voices::add);
    handle.execute("delete from related_article");
    PreparedBatch batch = insert(handle);
    for (int done = 0; done < voices.count(); done++) {
      List<Voices.Choice> chosen = voices.othersOf(done);
      for (int place = 0; place < chosen.size(); place++) {
        Voices.Choice choice = chosen.get(place);
        batch
            .bind("article", voices.id(done))
            .bind("position", place + 1)
            .bind("related", choice.id())
            .bind("score", choice.score())
            .bind("reason", choice.reason().name())
            .bind("topic", choice.reason() == RelatedReason.SAME_TOPIC ? choice.topicId() : null)
            .add();
      }
      if (batch.size() >= BATCH) {
        batch.execute();
        batch = insert(handle);
      }
      progress.accept(done + 1);
    }
    if (batch.size() > 0) {
      batch.execute();
    }
    return voices.count();
  }

  private static PreparedBatch insert(Handle handle) {
    return handle.prepareBatch(
        """
        insert into related_article (article_id, position, related_id, score, reason, topic_id)
        values (:article, :position, :related, :score, :reason, :topic)
        """);
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
