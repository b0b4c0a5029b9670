package org.vivavoce.related;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.ComingAndGoing;
import org.vivavoce.ingest.Imports;

/** Who answers the same question, however answers come and go. */
class QuestionIndexIT {
  private static final int ROUNDS = 25;

  private static final List<String> TITLES =
      List.of(
          "What are the symptoms of ailment %d?",
          "Symptoms of ailment %d",
          "How is ailment %d treated?",
          "What is the treatment for trouble %d?",
          "Ailment %d");

  @Test
  void afterWhateverWasPublishedChangedAndWithdrawnItIsAsIfMadeFromNothing() {
    Random random = new Random(11);
    try (TestDatabase database = TestDatabase.migrated()) {
      Jdbi jdbi = database.jdbi();
      long clusters = 0;
      for (int round = 0; round < ROUNDS; round++) {
        ComingAndGoing.round(jdbi, random, 14, 5, QuestionIndexIT::answer);
        if (random.nextInt(3) == 0) {
          nameOtherwise(jdbi, random);
        }
        workOff(jdbi);
        List<String> kept = kept(jdbi);
        clusters += kept.stream().filter(row -> row.startsWith("cluster")).count();
        rebuild(jdbi);
        assertEquals(kept(jdbi), kept, "after round " + round);
      }
      assertTrue(clusters > ROUNDS / 3, "there were clusters: " + clusters);
    }
  }

  @Test
  void whatWasPublishedBeforeIsGoneThrough() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      workOff(jdbi);
      List<String> kept = kept(jdbi);
      assertFalse(kept.isEmpty());
      jdbi.useHandle(
          handle -> {
            handle.execute("delete from article_question");
            handle.execute("insert into question_pending (topic_id) values (null), (null)");
          });
      workOff(jdbi);
      assertEquals(kept, kept(jdbi));
      assertEquals(0, number(jdbi, "select count(*) from question_pending"));
    }
  }

  @Test
  void languagesAndTheDemonstrationStayApart() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      String title = "How is esophageal cancer treated when it has not spread?";
      Imports.run(
          jdbi,
          Imports.line("1", title, "By chemotherapy."),
          Imports.line("2", title, "Durch Chemotherapie.", "\"lang\": \"de\"")
              .replace("Ada Example", "Bert Beispiel"));
      assertEquals(
          1,
          number(
              jdbi,
              """
              select count(*) from published_question mine
                join published_question other on other.key = mine.key and other.demo = mine.demo
               where mine.article_id = (select id from article where title = '%s' and not demo and lang = 'en')
              """
                  .formatted(title)));
      assertEquals(
          2,
          number(
              jdbi,
              """
              select count(distinct other.doctor_id) from published_question mine
                join published_question other on other.key = mine.key and other.demo = mine.demo
               where mine.article_id = (select id from article where title = '%s' and demo)
              """
                  .formatted(title)));
    }
  }

  @Test
  void whatEditorsSaidIsToBeLookedAtAgainWhenAnAnswerIsAnotherAndGoesAlongWithItsName() {
    try (TestDatabase database = TestDatabase.migrated()) {
      Jdbi jdbi = database.jdbi();
      Imports.run(jdbi, two("Ailment", "One."));
      jdbi.useHandle(
          handle ->
              handle.execute(
                  """
                  insert into topic_synonym (topic_id, name)
                  select id, synonym
                    from topic cross join (values ('Sickness of pears'), ('Trouble of trees')) other (synonym)
                  """));
      workOff(jdbi);
      note(jdbi);
      assertEquals("f", outdated(jdbi));
      Imports.run(jdbi, two("Ailment", "One."));
      assertEquals("f", outdated(jdbi), "nothing has changed");
      Imports.run(jdbi, two("Ailment", "One more word."));
      assertEquals("t", outdated(jdbi));

      jdbi.useHandle(handle -> handle.execute("update question_note set outdated_at = null"));
      jdbi.useHandle(handle -> handle.execute("update topic set name = 'Sickness of pears'"));
      workOff(jdbi);
      assertEquals("t", outdated(jdbi), "it is asked otherwise");
      assertEquals(
          1,
          number(
              jdbi,
              "select count(*) from question_note note where exists (select from article_question q where q.key = note.key)"));
    }
  }

  private static String[] two(String topic, String body) {
    String more = "\"topics\": [{\"name\": \"%s\"}]".formatted(topic);
    return new String[] {
      Imports.line("1", "How is trouble of trees treated?", body, more),
      Imports.line("2", "What is the treatment for the sickness of pears?", "Two.", more)
          .replace("Ada Example", "Bert Beispiel")
    };
  }

  private static void note(Jdbi jdbi) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into question_note (key, demo, agreement, note, written_by)
                select distinct key, false, 'agree', 'They agree.', 'Edda' from article_question
                """));
  }

  private static String outdated(Jdbi jdbi) {
    return Rows.one(
        jdbi, String.class, "select (outdated_at is not null)::text::char(1) from question_note");
  }

  private static String answer(int id, Random random) {
    return Imports.line(
            "" + id,
            TITLES.get(random.nextInt(TITLES.size())).formatted(random.nextInt(2)),
            "Words of " + random.nextInt(),
            "\"slug\": \"answer-%d\", \"status\": \"%s\", \"lang\": \"%s\", \"topics\": [{\"name\": \"Ailment %d\"}]"
                .formatted(
                    id,
                    random.nextInt(4) == 0 ? "draft" : "published",
                    random.nextInt(5) == 0 ? "de" : "en",
                    random.nextInt(2)))
        .replace("Ada Example", "Doctor " + random.nextInt(4));
  }

  private static void nameOtherwise(Jdbi jdbi, Random random) {
    String name = "Trouble " + random.nextInt(2);
    jdbi.useHandle(
        handle ->
            handle.execute(
                random.nextBoolean()
                    ? "delete from topic_synonym where name = ?"
                    : "insert into topic_synonym (topic_id, name) select max(id), ? from topic having max(id) is not null on conflict do nothing",
                name));
  }

  private static void workOff(Jdbi jdbi) {
    boolean more = true;
    while (more) {
      more = QuestionIndex.workOff(jdbi);
    }
  }

  private static void rebuild(Jdbi jdbi) {
    jdbi.useTransaction(
        handle -> {
          handle.execute("delete from article_question");
          QuestionIndex.refresh(
              handle, handle.createQuery("select id from article").mapTo(Long.class).list());
        });
  }

  /** Each answer's key, and how many doctors answer each question. */
  private static List<String> kept(Jdbi jdbi) {
    return Rows.list(
        jdbi,
        String.class,
        """
        select 'answer|' || article_id || '|' || key as row from article_question
        union all
        select 'cluster|' || key || '|' || demo || '|' || count(distinct doctor_id)
          from published_question group by key, demo having count(distinct doctor_id) > 1
         order by row
        """);
  }

  private static long number(Jdbi jdbi, String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
