package org.vivavoce.publishing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;

/** Other Voices as days pass. */
class RelatedWorkerIT {
  /** Nobody has to publish anything for it. */
  @Test
  void whatBecomesOverdueForReviewLosesItsPlace() {
    try (TestDatabase database = TestDatabase.migrated()) {
      Jdbi jdbi = database.jdbi();
      Imports.run(
          jdbi,
          line("1", "Gullet cancer stent soup", "Swallow with care."),
          line("2", "Gullet cancer stent soup and bread", "Chew slowly and sit upright."),
          line("3", "Gullet cancer and a stent", "Nurses help with it every week."),
          line("4", "Broken wrist", "A cast for six weeks keeps it still."));
      assertEquals(List.of("2", "3"), besideTheFirst(jdbi));

      due(jdbi, "current_date");
      yesterday(jdbi);
      assertFalse(asked(jdbi), "its day is not over");
      due(jdbi, "current_date - 1");
      assertTrue(asked(jdbi));
      assertEquals(List.of("3", "2"), besideTheFirst(jdbi));
      assertFalse(asked(jdbi), "once");

      due(jdbi, "current_date - 2");
      yesterday(jdbi);
      assertFalse(asked(jdbi), "overdue when they were computed");
      database.ownerJdbi().useHandle(handle -> handle.execute("delete from related_computed"));
      assertTrue(asked(jdbi), "nobody knows when they were");
    }
  }

  private static String line(String id, String title, String body) {
    return Imports.line(id, title, body, "\"slug\": \"answer-" + id + "\"");
  }

  private static boolean asked(Jdbi jdbi) {
    RelatedWorker.askWhereOverdue(jdbi);
    RelatedWorker.askWhereOverdue(jdbi);
    return RelatedWorker.workOff(jdbi);
  }

  private static void due(Jdbi jdbi, String day) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                update article set reviewer_name = 'R', recorded_on = null, reviewed_on = '2020-01-01',
                       review_due_on = %s
                 where slug = 'answer-2'
                """
                    .formatted(day)));
  }

  /** As if a day had passed since they were computed. */
  private static void yesterday(Jdbi jdbi) {
    jdbi.useHandle(handle -> handle.execute("update related_computed set day = current_date - 1"));
  }

  private static List<String> besideTheFirst(Jdbi jdbi) {
    return Rows.list(
        jdbi,
        String.class,
        """
        select replace(other.slug, 'answer-', '')
          from published_related_article link
          join article on article.id = link.article_id
          join article other on other.id = link.related_id
         where article.slug = 'answer-1' and other.slug <> 'answer-4'
         order by link.position
        """);
  }
}
