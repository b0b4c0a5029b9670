package org.vivavoce.related;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
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
   * Computes Other Voices of every published answer anew, and writes those that have changed: after
   * one answer has changed, few others have. Belongs to the caller's transaction.
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
    handle.execute(
        "delete from related_article where article_id not in (select id from published_article)");
    for (int from = 0; from < voices.count(); from += BATCH) {
      int to = Math.min(from + BATCH, voices.count());
      List<Row> rows =
          IntStream.range(from, to).parallel().boxed().flatMap(at -> rows(voices, at)).toList();
      List<Long> ids = IntStream.range(from, to).mapToObj(voices::id).toList();
      write(handle, ids, rows);
      progress.accept(to);
    }
    handle.execute(
        """
        insert into related_computed (day) values (current_date)
        on conflict (single) do update set day = excluded.day
        """);
    return voices.count();
  }

  /** Has Other Voices of these answers found anew, soon after the caller's transaction commits. */
  public static void ask(Handle handle, Collection<Long> articleIds) {
    handle
        .createUpdate("insert into related_pending (article_id) select unnest(:ids)")
        .bind("ids", articleIds.toArray(Long[]::new))
        .execute();
    handle.execute(
        """
        insert into pending_work (kind, asked_at) values ('related', clock_timestamp())
        on conflict (kind) do update set asked_at = clock_timestamp()
        """);
    handle.execute("select pg_notify('content', 'all')");
  }

  private static Stream<Row> rows(Voices voices, int number) {
    List<Voices.Choice> chosen = voices.othersOf(number);
    return IntStream.range(0, chosen.size())
        .mapToObj(place -> new Row(voices.id(number), place + 1, chosen.get(place)));
  }

  /** Writes the lists of these articles that differ from those that stand there. */
  private static void write(Handle handle, List<Long> ids, List<Row> rows) {
    Map<Long, List<String>> before =
        handle
            .createQuery(
                """
                select article_id, related_id, reason, coalesce(topic_id, 0) as topic
                  from related_article where article_id = any(:ids) order by article_id, position
                """)
            .bind("ids", ids.toArray(Long[]::new))
            .mapTo(Standing.class)
            .stream()
            .collect(
                groupingBy(
                    Standing::articleId, mapping(Standing::fingerprint, Collectors.toList())));
    Map<Long, List<String>> after =
        rows.stream()
            .collect(groupingBy(Row::article, mapping(Row::fingerprint, Collectors.toList())));
    Set<Long> changed =
        ids.stream()
            .filter(id -> !Objects.equals(before.get(id), after.get(id)))
            .collect(Collectors.toSet());
    if (changed.isEmpty()) {
      return;
    }
    handle
        .createUpdate("delete from related_article where article_id = any(:ids)")
        .bind("ids", changed.toArray(Long[]::new))
        .execute();
    insert(handle, rows.stream().filter(row -> changed.contains(row.article())).toList());
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

    String fingerprint() {
      return choice.id() + " " + choice.reason() + " " + topic();
    }
  }

  /**
   * One of the Other Voices as it stands; its score is of no matter to readers.
   *
   * @param topic 0 where the reason names none
   */
  public record Standing(long articleId, long relatedId, String reason, long topic) {
    String fingerprint() {
      return relatedId + " " + reason + " " + topic;
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
