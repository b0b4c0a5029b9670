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
  /** What has to be reached is compared with what an answer is worth to the other's list. */
  private static final String BEST_AND_ASK =
      "with alike as materialized ("
          + ALIKE
          + """
          ),
          asked as (
            insert into related_pending (article_id, changed)
            select alike.article_id, false
              from alike
              join related_state state on state.article_id = alike.article_id
              cross join (select prior, doctor_id from related_state where article_id = :id) self
             where alike.likeness * self.prior
                   >= coalesce(state.full_marks[array_position(state.full_doctors, self.doctor_id)], state.mark))
          select article_id as id, likeness * prior as score
            from alike
           order by score desc, id
           limit :most
          """;

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
    return Map.of(answer.voice().id(), Likeness.found(handle, BEST_AND_ASK, answer, most));
  }
}
