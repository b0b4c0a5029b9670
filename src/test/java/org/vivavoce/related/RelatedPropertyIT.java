package org.vivavoce.related;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Slug;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.publishing.Publication;
import org.vivavoce.publishing.Publications;
import org.vivavoce.publishing.Publisher;

/** Lists that were kept one by one are those of a rebuild by the same statistics. */
class RelatedPropertyIT {
  private static final String[] WORDS = {
    "gullet",
    "stent",
    "swallow",
    "cancer",
    "heart",
    "attack",
    "pressure",
    "sugar",
    "kidney",
    "stone",
    "diet",
    "soup",
    "bread",
    "walk",
    "sleep",
    "knee",
    "cast",
    "wrist",
    "fever",
    "cough",
    "lung",
    "smoke",
    "skin",
    "rash",
    "tablet",
    "dose",
    "nurse",
    "scan",
    "blood",
    "test"
  };
  private static final String[] FORMS = {
    "What are the symptoms of", "How is it treated:", "What causes", "Compare", "Is it inherited:"
  };
  private static final int ANSWERS = 45;
  private static final int STEPS = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverHappensTheListsAreThoseOfARebuild(long seed) {
    try (TestDatabase database = TestDatabase.migrated()) {
      Jdbi jdbi = database.jdbi();
      Answers answers = new Answers(jdbi, seed);
      answers.fill();
      jdbi.useTransaction(handle -> RelatedEditor.rebuild(handle, true, done -> {}, () -> false));
      for (int step = 0; step < STEPS; step++) {
        String done = answers.change();
        if (step % 3 == 2 || step > STEPS - 10) {
          settle(jdbi);
          assertEquals(rebuilt(jdbi), kept(jdbi), "step " + step + ": " + done);
        }
      }
      List<String> lists = kept(jdbi);
      for (String reason :
          List.of("CHOSEN", "SAME_TOPIC", "OFTEN_READ_NEXT", "SAME_SPECIALTY", "MENTIONS")) {
        assertTrue(lists.stream().anyMatch(each -> each.contains(reason)), reason);
      }
    }
  }

  @Test
  void whatSomebodyIsAboutToChangeIsLeftAndThenDone() {
    try (TestDatabase database = TestDatabase.migrated()) {
      Jdbi jdbi = database.jdbi();
      Answers answers = new Answers(jdbi, 4);
      answers.fill();
      try (Handle other = jdbi.open()) {
        other.begin();
        long busy = answers.ids.get(0);
        other.execute("select from article where id = ? for update", busy);
        settle(jdbi);
        assertTrue(jdbi.withHandle(RelatedEditor::isAsked), "left for later");
        other.rollback();
      }
      settle(jdbi);
      assertFalse(jdbi.withHandle(RelatedEditor::isAsked));
      assertEquals(rebuilt(jdbi), kept(jdbi));
    }
  }

  private static void settle(Jdbi jdbi) {
    jdbi.useHandle(handle -> RelatedEditor.settle(handle, () -> false, () -> {}));
  }

  private static List<String> kept(Jdbi jdbi) {
    return jdbi.withHandle(RelatedPropertyIT::lists);
  }

  /** From nothing but the statistics; and undone. */
  private static List<String> rebuilt(Jdbi jdbi) {
    return jdbi.withHandle(
        handle -> {
          handle.begin();
          handle.execute("delete from related_article");
          handle.execute("delete from related_term");
          handle.execute("delete from related_state");
          RelatedEditor.rebuild(handle, false, done -> {}, () -> false);
          List<String> lists = lists(handle);
          handle.rollback();
          return lists;
        });
  }

  private static List<String> lists(Handle handle) {
    return handle
        .createQuery(
            """
            select article_id || ' ' || position || ' ' || related_id || ' ' || reason || ' ' || coalesce(topic_id, 0)
                     as line, 1 as part, article_id as a, position as b
              from related_article
            union all
            select concat_ws(' ', article_id, 'mark', mark, full_doctors, full_marks, short, fingerprint), 2, article_id, 0
              from related_state
            union all
            select concat_ws(' ', term, article_id, weight, prior), 3, term, article_id
              from related_term
             order by part, a, b
            """)
        .map((row, context) -> row.getString("line"))
        .list();
  }

  /** Some answers of several doctors, and what happens to them. */
  private static final class Answers {
    private final Jdbi jdbi;
    private final SplittableRandom random;
    private final List<Long> ids = new ArrayList<>();
    private final List<Long> doctors;
    private final List<Long> specialties;
    private final List<Long> topics;

    Answers(Jdbi jdbi, long seed) {
      this.jdbi = jdbi;
      this.random = new SplittableRandom(seed);
      this.specialties =
          made(
              "insert into specialty (slug, name) select 's' || n, 'S' || n from generate_series(1, 3) n returning id");
      this.doctors =
          made(
              """
              insert into doctor (slug, kind, name, demo)
              select 'd' || n, case when n < 6 then 'person' else 'organization' end, 'D' || n, n in (5, 7)
                from generate_series(1, 7) n returning id
              """);
      this.topics =
          made(
              "insert into topic (slug, name) select 't' || n, 'Gullet ' || n from generate_series(1, 5) n returning id");
    }

    private List<Long> made(String sql) {
      return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).list());
    }

    void fill() {
      for (int at = 0; at < ANSWERS; at++) {
        publish(null);
      }
    }

    String change() {
      int kind = random.nextInt(24);
      if (kind < 3) {
        return "new " + publish(null);
      } else if (kind < 9) {
        return "edited or restored " + publish(any());
      } else if (kind < 12) {
        long id = any();
        jdbi.useTransaction(
            handle -> new Publisher(handle, "test").withdraw(id, Instant.EPOCH, "Wrong."));
        return "withdrawn " + id;
      } else if (kind < 16) {
        return pair(kind < 14 ? "pin" : "ban");
      } else if (kind < 17) {
        return unpair();
      } else if (kind < 19) {
        return readNext();
      } else if (kind < 21) {
        return overdue();
      } else {
        return code();
      }
    }

    /** Two conditions that have one are akin. */
    private String code() {
      long topic = topics.get(random.nextInt(topics.size()));
      String code = "C" + random.nextInt(3);
      jdbi.useTransaction(
          handle -> {
            if (handle.execute("delete from topic_code where topic_id = ?", topic) == 0) {
              handle.execute(
                  "insert into topic_code (topic_id, system, code) values (?, 'umls', ?)",
                  topic,
                  code);
            }
          });
      return "coded " + topic + " " + code;
    }

    private long any() {
      return ids.get(random.nextInt(ids.size()));
    }

    private String pair(String decision) {
      long one = any();
      long other = any();
      if (one == other) {
        return "nothing";
      }
      jdbi.useTransaction(
          handle -> {
            handle.execute(
                """
                insert into related_pair (article_id, related_id, decision, decided_by)
                values (least(?, ?), greatest(?, ?), ?, 'test')
                on conflict (article_id, related_id) do update set decision = excluded.decision
                """,
                one,
                other,
                one,
                other,
                decision);
            RelatedEditor.ask(handle, List.of(one, other));
          });
      return decision + " " + one + " " + other;
    }

    private String unpair() {
      jdbi.useTransaction(
          handle ->
              RelatedEditor.ask(
                  handle,
                  handle
                      .createQuery(
                          """
                          with gone as (
                            delete from related_pair
                             where (article_id, related_id) in (
                               select article_id, related_id from related_pair order by 1, 2 limit 1)
                            returning article_id, related_id)
                          select article_id from gone union all select related_id from gone
                          """)
                      .mapTo(Long.class)
                      .list()));
      return "unpaired";
    }

    private String readNext() {
      long one = any();
      long other = any();
      if (one == other) {
        return "nothing";
      }
      jdbi.useTransaction(
          handle -> {
            handle.execute(
                """
                insert into read_next (article_id, next_id, times) values (?, ?, ?)
                on conflict (article_id, next_id) do update set times = excluded.times
                """,
                one,
                other,
                15 + random.nextInt(30));
            RelatedEditor.ask(handle, List.of(one));
          });
      return "read next " + one + " " + other;
    }

    /** A day passes. */
    private String overdue() {
      long id = any();
      jdbi.useTransaction(
          handle -> {
            handle.execute("update related_computed set day = current_date - 1");
            handle.execute(
                """
                update article set reviewer_name = 'R', recorded_on = null, reviewed_on = '2020-01-01',
                       review_due_on = current_date - 1
                 where id = ?
                """,
                id);
            RelatedEditor.askWhereOverdue(handle);
          });
      return "overdue " + id;
    }

    private long publish(Long id) {
      boolean demo = random.nextInt(6) == 0;
      long doctor = doctors.get(demo ? (random.nextBoolean() ? 4 : 6) : random.nextInt(4));
      // Now and then one that is like no other, and whose list is filled up from its specialty.
      boolean odd = random.nextInt(6) == 0;
      String words = odd ? oddWords(5) : words(4 + random.nextInt(4));
      // Now and then a text that was there before, as when somebody copies.
      String title = odd ? words : FORMS[random.nextInt(FORMS.length)] + " " + words + "?";
      String transcript =
          odd
              ? oddWords(20)
              : random.nextInt(5) == 0 ? new Copy(random.nextInt(4)).text() : words(30) + ".";
      List<Long> filed =
          odd || random.nextInt(3) == 0
              ? List.of()
              : List.of(topics.get(random.nextInt(topics.size())));
      Publication publication =
          Publications.of(
              id,
              Slug.of("answer-" + (id == null ? "new-" + ids.size() : id.toString())),
              "en",
              title,
              transcript,
              new Publications.Filed(
                  doctor, specialties.get(random.nextInt(specialties.size())), filed),
              random.nextInt(3) == 0 ? 60 : null,
              CareLevel.URGENT,
              demo,
              Instant.EPOCH.plusSeconds(random.nextInt(1_000_000)));
      long published =
          jdbi.inTransaction(
              handle -> new Publisher(handle, "test").publishOne(publication, "article.test"));
      if (id == null) {
        ids.add(published);
      }
      return published;
    }

    private String oddWords(int count) {
      StringBuilder text = new StringBuilder("Odd" + random.nextInt(1_000_000));
      for (int at = 1; at < count; at++) {
        text.append(" odd").append(random.nextInt(1_000_000));
      }
      return text.toString();
    }

    private String words(int count) {
      StringBuilder text = new StringBuilder();
      for (int at = 0; at < count; at++) {
        text.append(at == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
      }
      return text.toString();
    }
  }

  /** One of some texts that stand in several answers. */
  private record Copy(int number) {
    String text() {
      SplittableRandom random = new SplittableRandom(number);
      StringBuilder text = new StringBuilder("Copied");
      for (int at = 0; at < 40; at++) {
        text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
      }
      return text.append('.').toString();
    }
  }
}
