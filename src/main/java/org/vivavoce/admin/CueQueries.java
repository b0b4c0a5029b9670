package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.media.Silence;

/** Reads what a recording says of time. */
final class CueQueries {
  private final Jdbi jdbi;

  CueQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Where nobody speaks; nowhere, while that was not looked for. */
  List<Silence> silences(long recording) {
    List<Integer> bounds =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select bound from recording, unnest(silences) with ordinality as bounds (bound, place)
                         where recording.id = :recording order by place
                        """)
                    .bind("recording", recording)
                    .mapTo(Integer.class)
                    .list());
    List<Silence> silences = new ArrayList<>();
    for (int at = 0; at + 1 < bounds.size(); at += 2) {
      silences.add(new Silence(bounds.get(at), bounds.get(at + 1)));
    }
    return silences;
  }
}
