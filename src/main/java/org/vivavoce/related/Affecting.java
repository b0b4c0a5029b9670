package org.vivavoce.related;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Asks the database what is like one answer, and for the lists of those to which it is like enough
 * to be of any matter, while all that are like it are known: finding them is the dearer half of
 * either.
 */
final class Affecting implements Likeness {
  private final Handle handle;
  private boolean asked;

  Affecting(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public Map<Long, List<Found>> best(List<Compared> answers, int most) {
    if (asked || answers.size() != 1) {
      return Likeness.asked(handle).best(answers, most);
    }
    asked = true;
    Compared answer = answers.get(0);
    return Map.of(answer.voice().id(), bestAndAsk(answer, most));
  }

  /** What has to be reached is compared with what an answer is worth to the other's list. */
  private List<Found> bestAndAsk(Compared answer, int most) {
    return handle
        .createQuery(
            """
            with alike as materialized (
              select found.article_id, sum(found.weight::float8 * own.weight) as likeness, max(found.prior) as prior
                from unnest(:terms, :weights) as own (term, weight)
                join related_term found on found.term = own.term
               where found.article_id <> :id
               group by found.article_id),
            asked as (
              insert into related_pending (article_id, changed)
              select alike.article_id, false
                from alike
                join related_state state on state.article_id = alike.article_id
                cross join (select prior from related_state where article_id = :id) self
               where alike.likeness * self.prior
                     >= coalesce(state.full_marks[array_position(state.full_doctors, :doctor)], state.mark))
            select article_id as id, likeness * prior as score
              from alike
             order by score desc, id
             limit :most
            """)
        .bind("terms", answer.borne().terms())
        .bind("weights", answer.borne().weights())
        .bind("id", answer.voice().id())
        .bind("doctor", answer.voice().doctorId())
        .bind("most", most)
        .map((row, context) -> new Found(row.getLong(1), row.getDouble(2)))
        .list();
  }
}
