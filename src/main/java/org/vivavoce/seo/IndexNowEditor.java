package org.vivavoce.seo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes from the outbox what is to be submitted, and notes what became of it. No transaction is
 * open while a search engine is asked: who submits is written down until it has an answer, or until
 * that has taken too long.
 */
final class IndexNowEditor {
  private final Jdbi jdbi;

  IndexNowEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** That somebody submits, so that what changes is kept for it. */
  void present() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into indexnow_submitter (seen_at) values (now())
                on conflict (single) do update set seen_at = now()
                 where indexnow_submitter.seen_at < now() - interval '1 hour'
                """));
  }

  /**
   * Makes one row for each address of the lists that have changed. By whoever submits alone, and
   * also during a pause: what is not submitted for long is not to grow with every publication. A
   * list that changes all the time is due at the time at which it was due first.
   *
   * @return whether there may be more
   */
  boolean gather(int most) {
    return jdbi.inTransaction(
        handle -> {
          boolean alone =
              handle
                  .createQuery(
                      "select single from indexnow_submitter for no key update skip locked")
                  .mapTo(Boolean.class)
                  .findOne()
                  .isPresent();
          return alone
              && handle
                      .createQuery(
                          """
                          with gathered as (
                            delete from indexnow_listing
                             where id in (select id from indexnow_listing order by id limit :most)
                            returning kind, slug, changed_at),
                          written as (
                            insert into indexnow_outbox (kind, slug, changed_at, not_before)
                            select kind, slug, max(changed_at), min(changed_at) + interval '10 seconds'
                              from gathered group by kind, slug
                            on conflict (kind, slug) do update
                              set changed_at = excluded.changed_at, claim = null,
                                  not_before = case when indexnow_outbox.changed_at is null
                                                    then greatest(excluded.not_before, indexnow_outbox.not_before)
                                                    else indexnow_outbox.not_before end)
                          select count(*)::int from gathered
                          """)
                      .bind("most", most)
                      .mapTo(Integer.class)
                      .one()
                  == most;
        });
  }

  /** What is due, where nobody else submits just now and no pause is on; empty where nothing is. */
  Optional<Batch> take(int most) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Integer> failures =
              handle
                  .createQuery(
                      """
                      select failures from indexnow_submitter
                       where not_before <= now() and coalesce(held_until < now(), true)
                         for update skip locked
                      """)
                  .mapTo(Integer.class)
                  .findOne();
          if (failures.isEmpty()) {
            return Optional.empty();
          }
          UUID claim = UUID.randomUUID();
          List<Address> addresses = claim(handle, claim, most);
          if (addresses.isEmpty()) {
            return Optional.empty();
          }
          handle
              .createUpdate(
                  "update indexnow_submitter set holder = :claim, held_until = now() + interval '2 minutes'")
              .bind("claim", claim)
              .execute();
          return Optional.of(new Batch(claim, addresses, failures.get()));
        });
  }

  /** All of it was taken; what has changed meanwhile is submitted again, but not at once. */
  void submitted(Batch batch) {
    jdbi.useTransaction(
        handle -> {
          // What somebody changes just now is left to them: nobody waits here, and nobody for this.
          handle
              .createUpdate(
                  """
                  with taken as (
                    select kind, slug from indexnow_outbox where claim = :claim for update skip locked)
                  update indexnow_outbox as entry set changed_at = null, claim = null
                    from taken where entry.kind = taken.kind and entry.slug = taken.slug
                  """)
              .bind("claim", batch.claim())
              .execute();
          handle
              .createUpdate(
                  """
                  update indexnow_submitter set failures = 0, holder = null, held_until = null
                   where holder = :claim
                  """)
              .bind("claim", batch.claim())
              .execute();
        });
  }

  /** None of it was taken; nothing is submitted before the pause is over. */
  void putOff(Batch batch, Duration pause) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update indexnow_submitter
                       set failures = failures + 1, holder = null, held_until = null,
                           not_before = now() + make_interval(secs => :seconds)
                     where holder = :claim
                    """)
                .bind("seconds", pause.toSeconds())
                .bind("claim", batch.claim())
                .execute());
  }

  /** Forgets what was submitted long enough ago. */
  void sweep() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                delete from indexnow_outbox
                 where (kind, slug) in (select kind, slug from indexnow_outbox
                                         where changed_at is null and not_before < now()
                                           for update skip locked)
                """));
  }

  /**
   * Answers before the lists in which they stand. Each is due again in a minute and a half at the
   * earliest, whatever becomes of it.
   */
  private static List<Address> claim(Handle handle, UUID claim, int most) {
    return handle
        .createQuery(
            """
            with due as (
              select kind, slug from indexnow_outbox
               where changed_at is not null and not_before <= now()
               order by kind, not_before, slug limit :most
                 for update skip locked),
            claimed as (
              update indexnow_outbox as entry set claim = :claim, not_before = now() + interval '90 seconds'
                from due where entry.kind = due.kind and entry.slug = due.slug
              returning entry.kind, entry.slug)
            select kind, slug from claimed order by kind, slug
            """)
        .bind("claim", claim)
        .bind("most", most)
        .mapTo(Address.class)
        .list();
  }

  /**
   * What is submitted together.
   *
   * @param failures how often in a row nothing was taken before
   */
  record Batch(UUID claim, List<Address> addresses, int failures) {
    Batch {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * A page.
   *
   * @param kind article, doctor, specialty or topic
   */
  public record Address(String kind, String slug) {}
}
