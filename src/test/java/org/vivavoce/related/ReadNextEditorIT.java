package org.vivavoce.related;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;

/** What readers go on to is summed, bounded, and fades. */
class ReadNextEditorIT {
  @Test
  void stepsAreSummedOncePerNetworkAndDayAndWrittenBetweenPublicAnswersAlone() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      Ticking clock = new Ticking();
      ReadNextEditor editor = new ReadNextEditor(jdbi, clock);
      List<String> slugs = slugs(jdbi);
      String a = slugs.get(0);
      String b = slugs.get(1);
      editor.count(a, b, "10.0.0.1");
      editor.count(a, b, "10.0.0.1");
      editor.count(a, b, "10.0.0.2");
      editor.count(b, a, "10.0.0.1");
      editor.count(a, "no-such-answer", "10.0.0.1");
      editor.count(a, a, "10.0.0.1");
      jdbi.useHandle(
          handle ->
              handle.execute(
                  "update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'x' where slug = ?",
                  slugs.get(2)));
      editor.count(a, slugs.get(2), "10.0.0.1");
      editor.flush();
      assertEquals(List.of(a + " " + b + " 2", b + " " + a + " 1"), kept(jdbi));

      editor.flush();
      editor.count(a, b, "10.0.0.1");
      editor.flush();
      assertEquals(List.of(a + " " + b + " 2", b + " " + a + " 1"), kept(jdbi), "the same day");
      clock.tick(Duration.ofDays(1));
      editor.count(a, b, "10.0.0.1");
      editor.flush();
      assertEquals(List.of(a + " " + b + " 3", b + " " + a + " 1"), kept(jdbi));
    }
  }

  @Test
  void formerAddressesCountForTheAnswerThatTheyLeadTo() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      ReadNextEditor editor = new ReadNextEditor(jdbi, new Ticking());
      List<String> slugs = slugs(jdbi);
      jdbi.useHandle(
          handle ->
              handle.execute(
                  "insert into article_slug (slug, article_id) select 'former', id from article where slug = ?",
                  slugs.get(0)));
      editor.count("former", slugs.get(1), "10.0.0.1");
      editor.count(slugs.get(0), slugs.get(1), "10.0.0.2");
      editor.count("former", slugs.get(0), "10.0.0.2");
      editor.flush();
      assertEquals(List.of(slugs.get(0) + " " + slugs.get(1) + " 2"), kept(jdbi));
    }
  }

  @Test
  void neitherPairsNorStepsGrowWithoutBoundAndWhatCannotBeWrittenIsKept() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      List<String> slugs = slugs(jdbi);
      ReadNextEditor editor = new ReadNextEditor(jdbi, new Ticking());
      for (int at = 0; at < ReadNextEditor.MOST_PAIRS; at++) {
        editor.count("made-up-" + at, slugs.get(0), "10.0.0.1");
      }
      editor.count(slugs.get(1), slugs.get(0), "10.0.0.1");
      editor.flush();
      assertEquals(List.of(), kept(jdbi), "one pair too many");
      editor.count(slugs.get(1), slugs.get(0), "10.0.0.1");
      ReadNextEditor nowhere =
          new ReadNextEditor(
              Jdbi.create(
                  () -> {
                    throw new java.sql.SQLException("gone");
                  }),
              new Ticking());
      nowhere.count("a", "b", "10.0.0.1");
      assertThrows(RuntimeException.class, nowhere::flush);
      assertThrows(RuntimeException.class, nowhere::flush, "it is still there to be written");
      editor.flush();
      assertEquals(1, kept(jdbi).size());

      ReadNextEditor flooded = new ReadNextEditor(jdbi, new Ticking());
      for (int at = 0; at < ReadNextEditor.MOST_STEPS + 10; at++) {
        flooded.count(slugs.get(2), slugs.get(3), "network " + at);
      }
      flooded.flush();
      assertTrue(
          kept(jdbi).contains(slugs.get(2) + " " + slugs.get(3) + " " + ReadNextEditor.MOST_STEPS));
    }
  }

  @Test
  void whatWasReadNextFadesOnceAMonthWhoeverSeesToIt() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      Ticking clock = new Ticking();
      ReadNextEditor one = new ReadNextEditor(jdbi, clock);
      ReadNextEditor other = new ReadNextEditor(jdbi, clock);
      List<String> slugs = slugs(jdbi);
      for (int at = 0; at < 5; at++) {
        one.count(slugs.get(0), slugs.get(1), "network " + at);
      }
      one.count(slugs.get(1), slugs.get(0), "network");
      one.flush();
      assertFalse(one.fade(), "it has just begun");
      clock.tick(Duration.ofDays(ReadNextEditor.DAYS_TO_HALVE - 1));
      assertFalse(one.fade());
      clock.tick(Duration.ofDays(1));
      assertTrue(one.fade());
      assertFalse(other.fade(), "once is enough");
      assertEquals(List.of(slugs.get(0) + " " + slugs.get(1) + " 2"), kept(jdbi));
    }
  }

  private static List<String> slugs(Jdbi jdbi) {
    return Rows.list(
        jdbi, String.class, "select slug from published_article order by slug limit 4");
  }

  private static List<String> kept(Jdbi jdbi) {
    return Rows.list(
        jdbi,
        String.class,
        """
        select here.slug || ' ' || there.slug || ' ' || times
          from read_next join article here on here.id = article_id join article there on there.id = next_id
         order by 1
        """);
  }

  private static final class Ticking extends Clock {
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    void tick(Duration step) {
      now = now.plus(step);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
