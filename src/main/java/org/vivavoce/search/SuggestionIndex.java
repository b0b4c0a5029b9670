package org.vivavoce.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is suggested while somebody types, in the transaction that publishes. Rows are written
 * only where something about them changes: a corrected transcript writes none, one more answer of a
 * doctor seldom any.
 */
public final class SuggestionIndex {
  private static final String QUESTION = "question";

  /** So many answers are counted; more weigh no more. */
  private static final int MOST_COUNTED = 1_024;

  /** Above any weight: what begins with a word comes before what only holds it. */
  private static final int FIRST_WORD = 16;

  private static final int BACKFILL_BATCH = 1_000;

  private SuggestionIndex() {}

  /**
   * Brings what is suggested for these articles up to date; what is not public is not suggested.
   */
  public static void refresh(Handle handle, List<Long> articleIds) {
    refresh(handle, articleIds, Set.of());
  }

  /**
   * The same after they were changed.
   *
   * @param before whom they named before that, as {@link #named} told
   */
  public static void refresh(Handle handle, List<Long> articleIds, Set<Target> before) {
    refreshQuestions(handle, articleIds);
    Set<Target> all = new HashSet<>(before);
    all.addAll(named(handle, articleIds));
    refreshNames(handle, all);
  }

  /** The doctors, specialties and topics of these articles. */
  public static Set<Target> named(Handle handle, List<Long> articleIds) {
    return handle
        .createQuery(
            """
            select 'doctor' as kind, doctor_id as id from article where id = any(:ids)
            union
            select 'specialty', specialty_id from article where id = any(:ids)
            union
            select 'topic', topic_id from article_topic where article_id = any(:ids)
            """)
        .bind("ids", ids(articleIds))
        .mapTo(Target.class)
        .set();
  }

  /**
   * Brings the names of these up to date, after they were renamed or merged, or got synonyms.
   *
   * @param kind "topic", "doctor" or "specialty"
   */
  public static void refreshNames(Handle handle, String kind, List<Long> ids) {
    Map<Long, List<Name>> wanted = new HashMap<>();
    handle
        .createQuery(
            switch (kind) {
              case "topic" ->
                  """
                  select topic.id as target_id, named.name,
                         (select count(*) from (select from article_topic link
                                                 where link.topic_id = topic.id and link.published_at is not null
                                                 limit :most) counted)::int as answers
                    from topic
                    cross join lateral (select topic.name::text, 1 as place
                                        union all
                                        select synonym.name::text, 2 from topic_synonym synonym
                                         where synonym.topic_id = topic.id) named
                   where topic.id = any(:ids) and topic.merged_into_id is null
                   order by named.place, named.name
                  """;
              case "doctor" ->
                  """
                  select doctor.id as target_id, doctor.name,
                         (select count(*) from (select from article
                                                 where article.doctor_id = doctor.id and article.status = 'published'
                                                 limit :most) counted)::int as answers
                    from doctor where doctor.id = any(:ids) and doctor.merged_into_id is null
                  """;
              case "specialty" ->
                  """
                  select specialty.id as target_id, specialty.name,
                         (select count(*) from (select from article
                                                 where article.specialty_id = specialty.id and article.status = 'published'
                                                 limit :most) counted)::int as answers
                    from specialty where specialty.id = any(:ids) and specialty.merged_into_id is null
                  """;
              default -> throw new IllegalArgumentException("nothing is suggested of " + kind);
            })
        .bind("ids", ids(ids))
        .bind("most", MOST_COUNTED)
        .mapTo(Counted.class)
        .stream()
        .filter(each -> each.answers() > 0)
        .map(each -> Name.of(each.targetId(), each.name(), each.answers()))
        .filter(each -> !each.words().isEmpty())
        .forEach(each -> add(wanted, each));
    Map<Long, List<Name>> known = new HashMap<>();
    handle
        .createQuery(
            """
            select target_id, name, words, weight from suggestion
             where kind = :kind and target_id = any(:ids)
            """)
        .bind("kind", kind)
        .bind("ids", ids(ids))
        .mapTo(Name.class)
        .forEach(each -> known.computeIfAbsent(each.targetId(), id -> new ArrayList<>()).add(each));
    List<Long> changed =
        ids.stream().distinct().filter(id -> !same(wanted.get(id), known.get(id))).toList();
    if (changed.isEmpty()) {
      return;
    }
    delete(handle, kind, changed);
    insert(
        handle,
        kind,
        changed.stream().flatMap(id -> wanted.getOrDefault(id, List.of()).stream()).toList());
  }

  /**
   * Goes through some of what was published before there were suggestions.
   *
   * @return whether there may be more of it
   */
  static boolean backfill(Jdbi jdbi) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Long> after =
              handle
                  .createQuery(
                      "select after_article from suggestion_backfill for update skip locked")
                  .mapTo(Long.class)
                  .findOne();
          if (after.isEmpty()) {
            return false;
          }
          // Locked, so that none is published anew meanwhile, and would be written twice.
          List<Long> ids =
              handle
                  .createQuery(
                      """
                      select id from article where id > :after and status = 'published'
                       order by id limit :batch for share
                      """)
                  .bind("after", after.get())
                  .bind("batch", BACKFILL_BATCH)
                  .mapTo(Long.class)
                  .list();
          if (ids.isEmpty()) {
            handle.execute("delete from suggestion_backfill");
            return false;
          }
          refreshQuestions(handle, ids);
          // Counted once: a name of which there is a row has been counted with all its answers.
          Set<Target> fresh = new HashSet<>(named(handle, ids));
          fresh.removeAll(known(handle));
          refreshNames(handle, fresh);
          handle
              .createUpdate("update suggestion_backfill set after_article = :last")
              .bind("last", ids.get(ids.size() - 1))
              .execute();
          return true;
        });
  }

  private static Set<Target> known(Handle handle) {
    return handle
        .createQuery(
            "select distinct kind, target_id as id from suggestion where kind in ('topic', 'doctor', 'specialty')")
        .mapTo(Target.class)
        .set();
  }

  /** In one order, as everybody locks them. */
  private static void refreshNames(Handle handle, Set<Target> targets) {
    Map<String, Set<Long>> ids = new TreeMap<>();
    for (Target each : targets) {
      ids.computeIfAbsent(each.kind(), kind -> new TreeSet<>()).add(each.id());
    }
    ids.forEach((kind, each) -> refreshNames(handle, kind, List.copyOf(each)));
  }

  /** Of these articles the questions alone: not who gave them, nor what on. */
  public static void refreshQuestions(Handle handle, List<Long> articleIds) {
    Map<Long, Name> wanted = new HashMap<>();
    handle
        .createQuery(
            """
            select id as target_id, title as name, 1 as answers from article
             where id = any(:ids) and status = 'published'
            """)
        .bind("ids", ids(articleIds))
        .mapTo(Counted.class)
        .stream()
        .map(each -> Name.of(each.targetId(), each.name(), 1))
        .filter(each -> !each.words().isEmpty())
        .forEach(each -> wanted.put(each.targetId(), each));
    Set<String> touched = new TreeSet<>();
    List<Long> gone = new ArrayList<>();
    handle
        .createQuery(
            """
            select target_id, name, words, weight from suggestion
             where kind = 'question' and target_id = any(:ids)
            """)
        .bind("ids", ids(articleIds))
        .mapTo(Name.class)
        .forEach(
            each -> {
              Name now = wanted.get(each.targetId());
              if (now != null && now.name().equals(each.name())) {
                wanted.remove(each.targetId());
              } else {
                gone.add(each.targetId());
                touched.add(each.words());
              }
            });
    wanted.values().forEach(each -> touched.add(each.words()));
    if (touched.isEmpty()) {
      return;
    }
    // Whoever publishes or withdraws another answer to the same question waits, and then sees this.
    handle
        .createQuery(
            """
            select id from suggestion
             where kind = 'question' and words = any(:touched) and shown
             order by id for update
            """)
        .bind("touched", touched.toArray(String[]::new))
        .mapTo(Long.class)
        .list();
    if (!gone.isEmpty()) {
      delete(handle, QUESTION, gone);
    }
    write(handle, QUESTION, List.copyOf(wanted.values()), false);
    showOneOfEach(handle, touched);
  }

  /** Of questions with the same words, the one that was shown before, or else the oldest. */
  private static void showOneOfEach(Handle handle, Set<String> touched) {
    List<Shown> all =
        handle
            .createQuery(
                """
                select one.id, one.shown, one.words, one.weight, counted.answers
                  from unnest(:touched) same (words)
                  cross join lateral (select id, shown, words, weight from suggestion
                                       where kind = 'question' and words = same.words collate "C"
                                       order by shown desc, target_id limit 1) one
                  cross join lateral (select count(*)::int as answers
                                        from (select from suggestion
                                               where kind = 'question' and words = same.words collate "C"
                                               limit :most) every) counted
                """)
            .bind("touched", touched.toArray(String[]::new))
            .bind("most", MOST_COUNTED)
            .mapTo(Shown.class)
            .list();
    List<Shown> changed =
        all.stream()
            .filter(each -> !each.shown() || each.weight() != weight(each.answers()))
            .toList();
    if (changed.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            update suggestion set shown = true, weight = changed.weight
              from unnest(:ids, :weights) changed (id, weight)
             where suggestion.id = changed.id
            """)
        .bind("ids", changed.stream().map(Shown::id).toArray(Long[]::new))
        .bind(
            "weights", changed.stream().map(each -> weight(each.answers())).toArray(Integer[]::new))
        .execute();
    writeWords(
        handle,
        QUESTION,
        changed.stream()
            .map(each -> new Row(each.id(), each.words(), weight(each.answers())))
            .toList());
  }

  private static void delete(Handle handle, String kind, List<Long> targets) {
    List<Row> rows =
        handle
            .createQuery(
                """
                select id, words, weight from suggestion
                 where kind = :kind and target_id = any(:targets) order by id for update
                """)
            .bind("kind", kind)
            .bind("targets", ids(targets))
            .mapTo(Row.class)
            .list();
    if (rows.isEmpty()) {
      return;
    }
    Words words = Words.of(rows);
    handle
        .createUpdate(
            """
            delete from suggestion_word known
             using unnest(:words, :ids) gone (word, id)
             where known.question = :question and known.word = gone.word collate "C" and known.suggestion_id = gone.id
            """)
        .bind("question", kind.equals(QUESTION))
        .bind("words", words.words())
        .bind("ids", words.ids())
        .execute();
    handle
        .createUpdate("delete from suggestion where id = any(:ids)")
        .bind("ids", rows.stream().map(Row::id).toArray(Long[]::new))
        .execute();
  }

  private static void insert(Handle handle, String kind, List<Name> names) {
    writeWords(handle, kind, write(handle, kind, names, true));
  }

  private static List<Row> write(Handle handle, String kind, List<Name> names, boolean shown) {
    if (names.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery(
            """
            insert into suggestion (kind, target_id, name, words, weight, shown)
            select :kind, fresh.target, fresh.name, fresh.words, fresh.weight, :shown
              from unnest(:targets, :names, :words, :weights) fresh (target, name, words, weight)
            returning id, words, weight
            """)
        .bind("kind", kind)
        .bind("shown", shown)
        .bind("targets", names.stream().map(Name::targetId).toArray(Long[]::new))
        .bind("names", names.stream().map(Name::name).toArray(String[]::new))
        .bind("words", names.stream().map(Name::words).toArray(String[]::new))
        .bind("weights", names.stream().map(Name::weight).toArray(Integer[]::new))
        .mapTo(Row.class)
        .list();
  }

  private static void writeWords(Handle handle, String kind, List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Words words = Words.of(rows);
    handle
        .createUpdate(
            """
            insert into suggestion_word (question, word, suggestion_id, rank)
            select :question, fresh.word, fresh.id, fresh.rank
              from unnest(:words, :ids, :ranks) fresh (word, id, rank)
            on conflict (question, word, suggestion_id) do update set rank = excluded.rank
            """)
        .bind("question", kind.equals(QUESTION))
        .bind("words", words.words())
        .bind("ids", words.ids())
        .bind("ranks", words.ranks())
        .execute();
  }

  /** Of names that are the same but for case, accents or spelling the first. */
  private static void add(Map<Long, List<Name>> names, Name name) {
    List<Name> known = names.computeIfAbsent(name.targetId(), id -> new ArrayList<>());
    if (known.stream().noneMatch(each -> each.words().equals(name.words()))) {
      known.add(name);
    }
  }

  private static boolean same(@Nullable List<Name> one, @Nullable List<Name> other) {
    List<Name> first = one == null ? List.of() : one;
    List<Name> second = other == null ? List.of() : other;
    return first.size() == second.size() && Set.copyOf(first).equals(Set.copyOf(second));
  }

  private static int weight(int answers) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.min(answers, MOST_COUNTED));
  }

  private static Long[] ids(List<Long> ids) {
    return ids.toArray(Long[]::new);
  }

  /** Whose names may have changed. */
  public record Target(String kind, long id) {}

  /** A name, and how many answers there are. */
  public record Counted(long targetId, String name, int answers) {}

  /** What is suggested, as it stands or is to stand. */
  public record Name(long targetId, String name, String words, int weight) {
    static Name of(long targetId, String name, int answers) {
      return new Name(
          targetId, name, SuggestionWords.folded(name), SuggestionIndex.weight(answers));
    }
  }

  /** A row that was written. */
  public record Row(long id, String words, int weight) {}

  /** Which of the questions with the same words is to be shown. */
  public record Shown(long id, boolean shown, String words, int weight, int answers) {}

  /** The words of rows, one beside the other. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Words(String[] words, Long[] ids, Integer[] ranks) {
    static Words of(List<Row> rows) {
      List<String> words = new ArrayList<>();
      List<Long> ids = new ArrayList<>();
      List<Integer> ranks = new ArrayList<>();
      for (Row row : rows) {
        int rank = row.weight() + FIRST_WORD;
        for (String word : SuggestionWords.found(row.words())) {
          words.add(word);
          ids.add(row.id());
          ranks.add(rank);
          rank = row.weight();
        }
      }
      return new Words(
          words.toArray(String[]::new), ids.toArray(Long[]::new), ranks.toArray(Integer[]::new));
    }
  }
}
