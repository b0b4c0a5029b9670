package org.vivavoce.related;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.vivavoce.related.Chooser.Chosen;
import org.vivavoce.related.Chooser.Scored;

/** Finds the lists of answers, and writes those that have changed. */
final class ListEditor {
  /** So many answers on either side stand near one in its specialty. */
  static final int NEAR = 10;

  /** So often at least has to be read next what is to stand in a list for that. */
  static final int OFTEN = 20;

  private static final int FIRST_LOOK = 40;

  private ListEditor() {}

  /**
   * Finds the lists of these answers, and writes those that have changed. One of an answer that
   * somebody else is about to change is left out, as is one in which such an answer would stand: so
   * nobody waits for anybody, and whoever changes it asks for it again.
   *
   * @return those that are done, and those that have changed
   */
  static Done write(Handle handle, Collection<Long> ids, Likeness likeness) {
    List<Chosen> lists = choose(handle, ids, likeness);
    Map<Long, List<String>> before = standing(handle, ids);
    List<Chosen> changed =
        lists.stream()
            .filter(
                list ->
                    !before
                        .getOrDefault(list.id(), List.of())
                        .equals(rows(list).map(Row::fingerprint).toList()))
            .toList();
    List<Chosen> free = free(handle, changed);
    if (!free.isEmpty()) {
      replace(handle, free);
    }
    Set<Long> done = new HashSet<>(lists.stream().map(Chosen::id).toList());
    changed.forEach(list -> done.remove(list.id()));
    free.forEach(list -> done.add(list.id()));
    writeMarks(handle, lists.stream().filter(list -> done.contains(list.id())).toList());
    return new Done(done, free.stream().map(Chosen::id).collect(toSet()));
  }

  /** Those of answers, and with answers, that nobody is about to change; locked until the end. */
  private static List<Chosen> free(Handle handle, List<Chosen> lists) {
    if (lists.isEmpty()) {
      return lists;
    }
    Set<Long> own =
        handle
            .createQuery(
                """
                select id from article where id = any(:ids)
                 order by id for no key update skip locked
                """)
            .bind("ids", lists.stream().map(Chosen::id).toArray(Long[]::new))
            .mapTo(Long.class)
            .set();
    Set<Long> beside =
        handle
            .createQuery(
                "select id from article where id = any(:ids) order by id for key share skip locked")
            .bind(
                "ids",
                lists.stream()
                    .flatMap(Chosen::stream)
                    .map(Chooser.Choice::id)
                    .distinct()
                    .toArray(Long[]::new))
            .mapTo(Long.class)
            .set();
    return lists.stream()
        .filter(list -> own.contains(list.id()))
        .filter(list -> list.stream().allMatch(choice -> beside.contains(choice.id())))
        .toList();
  }

  private static List<Chosen> choose(Handle handle, Collection<Long> ids, Likeness likeness) {
    List<Compared> answers = compared(handle, ids);
    Map<Long, List<Likeness.Found>> found = likeness.best(answers, FIRST_LOOK);
    ByHand byHand = ByHand.of(handle, ids);
    Set<Long> wanted = new HashSet<>(byHand.others());
    found.values().forEach(each -> each.forEach(other -> wanted.add(other.id())));
    Map<Long, Voice> voices = Likeness.voices(handle, wanted);
    List<Chosen> lists = new ArrayList<>();
    for (Compared answer : answers) {
      Voice self = answer.voice();
      List<Scored> first = Likeness.scored(found.getOrDefault(self.id(), List.of()), voices);
      lists.add(
          Chooser.choose(
              self,
              byHand.pinned(answer, voices),
              byHand.banned(self.id()),
              byHand.readNext(answer, voices),
              most -> most == FIRST_LOOK ? first : likeness.best(answer, most),
              () -> near(handle, answer)));
    }
    Set<Long> there = new HashSet<>(answers.stream().map(each -> each.voice().id()).toList());
    ids.stream().filter(id -> !there.contains(id)).forEach(id -> lists.add(Chosen.none(id)));
    return lists;
  }

  private static List<Compared> compared(Handle handle, Collection<Long> ids) {
    return handle
        .createQuery(
            "select %s from related_state state where state.article_id = any(:ids) order by state.article_id"
                .formatted(Compared.COLUMNS))
        .bind("ids", ids.toArray(Long[]::new))
        .map((row, context) -> Compared.of(row))
        .list();
  }

  /**
   * Where too few answers share words, those stand in that were published next before and after.
   */
  private static List<Voice> near(Handle handle, Compared answer) {
    return handle
        .createQuery(
            """
            (select %1$s from related_state state
              where state.specialty_id = :specialty and state.demo = :demo
                and (state.published_at, state.article_id) < (:publishedAt, :id)
              order by state.published_at desc, state.article_id desc limit :near)
            union all
            (select %1$s from related_state state
              where state.specialty_id = :specialty and state.demo = :demo
                and (state.published_at, state.article_id) > (:publishedAt, :id)
              order by state.published_at, state.article_id limit :near)
            """
                .formatted(Voice.COLUMNS))
        .bind("specialty", answer.specialtyId())
        .bind("demo", answer.voice().demo())
        .bind("publishedAt", answer.publishedAt())
        .bind("id", answer.voice().id())
        .bind("near", NEAR)
        .map((row, context) -> Voice.of(row))
        .list();
  }

  private static Map<Long, List<String>> standing(Handle handle, Collection<Long> ids) {
    return handle
        .createQuery(
            """
            select article_id, related_id, reason, coalesce(topic_id, 0) as topic
              from related_article where article_id = any(:ids) order by article_id, position
            """)
        .bind("ids", ids.toArray(Long[]::new))
        .mapTo(Standing.class)
        .stream()
        .collect(groupingBy(Standing::articleId, mapping(Standing::fingerprint, toList())));
  }

  private static Stream<Row> rows(Chosen list) {
    return IntStream.range(0, list.choices().size())
        .mapToObj(at -> new Row(list.id(), at + 1, list.choices().get(at)));
  }

  private static void replace(Handle handle, List<Chosen> lists) {
    handle
        .createUpdate("delete from related_article where article_id = any(:ids)")
        .bind("ids", lists.stream().map(Chosen::id).toArray(Long[]::new))
        .execute();
    insert(handle, lists.stream().flatMap(ListEditor::rows).toList());
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
        .bind("scores", rows.stream().map(Row::score).toArray(Float[]::new))
        .bind(
            "reasons",
            rows.stream().map(row -> row.choice().reason().name()).toArray(String[]::new))
        .bind("topics", rows.stream().map(Row::topic).toArray(Long[]::new))
        .execute();
  }

  private static void writeMarks(Handle handle, List<Chosen> lists) {
    if (lists.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            """
            update related_state
               set mark = :mark, full_doctors = :doctors, full_marks = :marks, short = :short
             where article_id = :id
               and (mark, full_doctors, full_marks, short)
                   is distinct from (:mark::float8, :doctors::bigint[], :marks::float8[], :short::boolean)
            """)) {
      for (Chosen each : lists) {
        List<Long> doctors = each.fullDoctors().keySet().stream().sorted().toList();
        batch
            .bind("id", each.id())
            .bind("mark", each.mark())
            .bind("doctors", doctors.toArray(Long[]::new))
            .bind("marks", doctors.stream().map(each.fullDoctors()::get).toArray(Double[]::new))
            .bind("short", each.isShort())
            .add();
      }
      batch.execute();
    }
  }

  /**
   * Of which answers the lists are right.
   *
   * @param changed those of them whose lists are others than before
   */
  record Done(Set<Long> ids, Set<Long> changed) {
    Done {
      ids = Set.copyOf(ids);
      changed = Set.copyOf(changed);
    }
  }

  private record Row(long article, int position, Chooser.Choice choice) {
    private static final double SCALE = 1e-8;

    float score() {
      return (float) (choice.score() * SCALE);
    }

    /** 0 where the reason names no topic. */
    long topic() {
      Long topic = choice.topicId();
      return topic == null ? 0 : topic;
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

  /** What people decided, and what they read next. */
  private record ByHand(
      Map<Long, List<Long>> pins, Map<Long, List<Long>> bans, Map<Long, List<Long>> next) {
    static ByHand of(Handle handle, Collection<Long> ids) {
      Map<Long, List<Long>> pins = new HashMap<>();
      Map<Long, List<Long>> bans = new HashMap<>();
      Map<Long, List<Long>> next = new HashMap<>();
      handle
          .createQuery(
              """
              select article_id as own, related_id as other, decision, decided_at
                from related_pair where article_id = any(:ids)
              union all
              select related_id, article_id, decision, decided_at
                from related_pair where related_id = any(:ids)
               order by decided_at, other
              """)
          .bind("ids", ids.toArray(Long[]::new))
          .map(
              (row, context) ->
                  ("pin".equals(row.getString("decision")) ? pins : bans)
                      .computeIfAbsent(row.getLong("own"), each -> new ArrayList<>())
                      .add(row.getLong("other")))
          .forEach(each -> {});
      handle
          .createQuery(
              """
              select article_id, next_id from read_next
               where article_id = any(:ids) and times >= :often
               order by times desc, next_id
              """)
          .bind("ids", ids.toArray(Long[]::new))
          .bind("often", OFTEN)
          .map(
              (row, context) ->
                  next.computeIfAbsent(row.getLong(1), each -> new ArrayList<>())
                      .add(row.getLong(2)))
          .forEach(each -> {});
      return new ByHand(pins, bans, next);
    }

    Set<Long> others() {
      Set<Long> others = new HashSet<>();
      Stream.of(pins, next).flatMap(each -> each.values().stream()).forEach(others::addAll);
      return others;
    }

    List<Voice> pinned(Compared answer, Map<Long, Voice> voices) {
      return known(pins.get(answer.voice().id()), answer, voices);
    }

    List<Voice> readNext(Compared answer, Map<Long, Voice> voices) {
      return known(next.get(answer.voice().id()), answer, voices);
    }

    Set<Long> banned(long id) {
      return Set.copyOf(bans.getOrDefault(id, List.of()));
    }

    private static List<Voice> known(
        @Nullable List<Long> ids, Compared answer, Map<Long, Voice> voices) {
      return ids == null
          ? List.of()
          : ids.stream()
              .map(voices::get)
              .filter(Objects::nonNull)
              .filter(voice -> voice.demo() == answer.voice().demo())
              .toList();
    }
  }
}
