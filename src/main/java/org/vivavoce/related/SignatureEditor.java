package org.vivavoce.related;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps what each published answer is known by. */
final class SignatureEditor {
  private static final int FETCH = 500;
  private static final int PLAIN = 100;

  /**
   * Other Voices are to be heard: an answer that can be listened to goes before one that can only
   * be read.
   */
  private static final int SPOKEN = 160;

  private static final int OVERDUE_DIVISOR = 2;
  private static final Pattern COMPARING =
      Pattern.compile(
          "\\b(compar\\w*|differ\\w*|versus|vs|distinguish\\w*|the same as|tell .* apart)\\b",
          Pattern.CASE_INSENSITIVE);

  private SignatureEditor() {}

  /**
   * Writes anew what these answers are known by, as far as it is not what is kept; of one that is
   * not published nothing is kept.
   *
   * @return those that are another than before, and those that are but that somebody else is about
   *     to change, and that are left as they are
   */
  static Refreshed refresh(Handle handle, Collection<Long> ids, Statistics statistics) {
    List<Subject> subjects = subjects(handle, ids);
    return write(handle, ids, subjects, statistics);
  }

  /** The same by statistics of just what these answers hold. */
  static Refreshed refresh(Handle handle, Collection<Long> ids) {
    List<Subject> subjects = subjects(handle, ids);
    long[] terms =
        subjects.stream()
            .flatMapToLong(each -> Signature.terms(each.document(), each.conditions()))
            .toArray();
    return write(handle, ids, subjects, Statistics.of(handle, terms));
  }

  private static Refreshed write(
      Handle handle, Collection<Long> ids, List<Subject> subjects, Statistics statistics) {
    Map<Long, Known> known = new HashMap<>();
    subjects.parallelStream()
        .map(subject -> Known.of(subject, statistics))
        .toList()
        .forEach(each -> known.put(each.subject().id(), each));
    Map<Long, Integer> before = fingerprints(handle, ids);
    Set<Long> others = new HashSet<>(before.keySet());
    others.addAll(known.keySet());
    others.removeIf(
        id -> known.containsKey(id) && Objects.equals(before.get(id), known.get(id).fingerprint()));
    if (others.isEmpty()) {
      return new Refreshed(Set.of(), Set.of());
    }
    Set<Long> free =
        handle
            .createQuery(
                "select id from article where id = any(:ids) order by id for no key update skip locked")
            .bind("ids", others.toArray(Long[]::new))
            .mapTo(Long.class)
            .set();
    Set<Long> gone = new HashSet<>(free);
    gone.removeAll(known.keySet());
    forget(handle, free, gone);
    insert(handle, free.stream().map(known::get).filter(Objects::nonNull).toList());
    others.removeAll(free);
    return new Refreshed(free, others);
  }

  private static void forget(Handle handle, Set<Long> others, Set<Long> gone) {
    handle
        .createUpdate(
            """
            delete from related_term found
             using related_state state cross join unnest(state.terms) known (term)
             where state.article_id = any(:others) and found.article_id = state.article_id
               and found.term = case when state.demo then known.term # :demo else known.term end
            """)
        .bind("others", others.toArray(Long[]::new))
        .bind("demo", TermHash.found(0, true))
        .execute();
    handle
        .createUpdate("delete from related_state where article_id = any(:gone)")
        .bind("gone", gone.toArray(Long[]::new))
        .execute();
  }

  private static void insert(Handle handle, List<Known> changed) {
    try (PreparedBatch states =
            handle.prepareBatch(
                """
                insert into related_state (article_id, demo, doctor_id, person, specialty_id, published_at, prior,
                  comparing, form, topics, title, sketch, terms, weights, fingerprint)
                values (:id, :demo, :doctor, :person, :specialty, :publishedAt, :prior,
                  :comparing, :form, :topics, :title, :sketch, :terms, :weights, :fingerprint)
                on conflict (article_id) do update
                  set demo = excluded.demo, doctor_id = excluded.doctor_id, person = excluded.person,
                      specialty_id = excluded.specialty_id, published_at = excluded.published_at,
                      prior = excluded.prior, comparing = excluded.comparing, form = excluded.form,
                      topics = excluded.topics, title = excluded.title, sketch = excluded.sketch,
                      terms = excluded.terms, weights = excluded.weights, fingerprint = excluded.fingerprint
                """);
        PreparedBatch terms =
            handle.prepareBatch(
                """
                insert into related_term (term, article_id, weight, prior)
                select term, :id, weight, :prior from unnest(:terms, :weights) as row (term, weight)
                """)) {
      for (Known each : changed) {
        Subject subject = each.subject();
        Signature signature = each.signature();
        Long[] own = new Long[signature.size()];
        Long[] found = new Long[signature.size()];
        Integer[] weights = new Integer[signature.size()];
        for (int at = 0; at < own.length; at++) {
          own[at] = signature.term(at);
          found[at] = TermHash.found(signature.term(at), subject.demo());
          weights[at] = signature.weight(at);
        }
        states
            .bind("id", subject.id())
            .bind("demo", subject.demo())
            .bind("doctor", subject.doctorId())
            .bind("person", subject.person())
            .bind("specialty", subject.specialtyId())
            .bind("publishedAt", subject.publishedAt())
            .bind("prior", (short) each.prior())
            .bind("comparing", each.comparing())
            .bind("form", signature.form())
            .bind(
                "topics", Arrays.stream(subject.conditions().topics()).boxed().toArray(Long[]::new))
            .bind("title", Arrays.stream(signature.title()).boxed().toArray(Integer[]::new))
            .bind("sketch", each.sketch().bytes())
            .bind("terms", own)
            .bind("weights", weights)
            .bind("fingerprint", each.fingerprint())
            .add();
        terms
            .bind("id", subject.id())
            .bind("prior", (short) each.prior())
            .bind("terms", found)
            .bind("weights", weights)
            .add();
      }
      if (states.size() > 0) {
        states.execute();
        terms.execute();
      }
    }
  }

  private static Map<Long, Integer> fingerprints(Handle handle, Collection<Long> ids) {
    Map<Long, Integer> prints = new HashMap<>();
    handle
        .createQuery(
            "select article_id, fingerprint from related_state where article_id = any(:ids)")
        .bind("ids", ids.toArray(Long[]::new))
        .map((row, context) -> prints.put(row.getLong(1), row.getInt(2)) == null)
        .forEach(each -> {});
    return prints;
  }

  private static List<Subject> subjects(Handle handle, Collection<Long> ids) {
    return handle
        .createQuery(
            "select "
                + Conditions.COLUMNS
                + """
                , article.id, article.demo, article.doctor_id, doctor.kind = 'person' as person,
                   article.specialty_id, article.published_at, article.duration_seconds is not null as spoken,
                   coalesce(article.review_due_on < current_date, false) as overdue,
                   article.title, article.transcript, search.document::text as document
              from published_article article
              join published_article_search search on search.article_id = article.id
              join doctor on doctor.id = article.doctor_id
             where article.id = any(:ids)
             order by article.id
            """)
        .bind("ids", ids.toArray(Long[]::new))
        .map(
            (row, context) ->
                new Subject(
                    row.getLong("id"),
                    row.getBoolean("demo"),
                    row.getLong("doctor_id"),
                    row.getBoolean("person"),
                    row.getLong("specialty_id"),
                    row.getObject("published_at", OffsetDateTime.class),
                    row.getBoolean("spoken"),
                    row.getBoolean("overdue"),
                    row.getString("title"),
                    row.getString("transcript"),
                    row.getString("document"),
                    Conditions.of(row)))
        .list();
  }

  /** Tells of the words and conditions of every published answer; belongs to a transaction. */
  static void eachWords(Handle handle, WordsReader reader) {
    handle
        .createQuery(
            "select article.id, search.document::text as document, "
                + Conditions.COLUMNS
                + """
                  from published_article article
                  join published_article_search search on search.article_id = article.id
                """)
        .setFetchSize(FETCH)
        .map(
            (row, context) -> {
              reader.words(row.getLong("id"), row.getString("document"), Conditions.of(row));
              return true;
            })
        .forEach(each -> {});
  }

  static long[] longs(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return Arrays.stream((Long[]) array.getArray()).mapToLong(Long::longValue).toArray();
  }

  static int[] ints(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return Arrays.stream((Integer[]) array.getArray()).mapToInt(Integer::intValue).toArray();
  }

  /** What has changed, and what is left. */
  record Refreshed(Set<Long> changed, Set<Long> left) {
    Refreshed {
      changed = Set.copyOf(changed);
      left = Set.copyOf(left);
    }
  }

  /** Is told of an answer's words. */
  @FunctionalInterface
  interface WordsReader {
    void words(long id, String document, Conditions conditions);
  }

  /** A published answer, as far as it is compared. */
  private record Subject(
      long id,
      boolean demo,
      long doctorId,
      boolean person,
      long specialtyId,
      OffsetDateTime publishedAt,
      boolean spoken,
      boolean overdue,
      String title,
      String transcript,
      String document,
      Conditions conditions) {}

  /** What it is known by. */
  private record Known(
      Subject subject,
      Signature signature,
      TextSketch sketch,
      int prior,
      boolean comparing,
      int fingerprint) {
    static Known of(Subject subject, Statistics statistics) {
      Signature signature =
          Signature.of(subject.id(), subject.document(), subject.conditions(), statistics);
      TextSketch sketch = TextSketch.of(subject.transcript());
      int prior = (subject.spoken() ? SPOKEN : PLAIN) / (subject.overdue() ? OVERDUE_DIVISOR : 1);
      boolean comparing = COMPARING.matcher(subject.title()).find();
      int print =
          Arrays.hashCode(
              new int[] {
                Boolean.hashCode(subject.demo()),
                Long.hashCode(subject.doctorId()),
                Boolean.hashCode(subject.person()),
                Long.hashCode(subject.specialtyId()),
                subject.publishedAt().toInstant().hashCode(),
                Arrays.hashCode(subject.conditions().topics()),
                signature.hashCode(),
                Arrays.hashCode(sketch.bytes()),
                prior,
                Boolean.hashCode(comparing)
              });
      return new Known(subject, signature, sketch, prior, comparing, print);
    }
  }
}
