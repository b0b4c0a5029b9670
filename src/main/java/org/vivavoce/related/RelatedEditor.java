package org.vivavoce.related;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.vivavoce.db.ContentNotice;
import org.vivavoce.db.KeptPlans;
import org.vivavoce.db.TransactionLock;

/**
 * Keeps Other Voices: which answers stand beside an answer, and why. What an answer is known by and
 * its own list are written in the transaction that publishes; the lists of others that it belongs
 * into, or does no longer, follow soon after.
 */
public final class RelatedEditor {
  // Any number will do, if only everybody asks for the same.
  private static final long LOCK = 0x564956524CL;
  private static final int SIGNATURES = 200;
  private static final int LISTS = 400;
  private static final int LISTS_ASKED = 50;

  /** Of more answers, all are compared anew instead. */
  private static final int MOST_ASKED = 5_000;

  private static final int FEWEST_FOR_ALL = 500;
  private static final int SHARE_FOR_ALL = 50;

  /** By so much the collection may grow or shrink until words are counted anew. */
  private static final double MOST_DRIFT = 0.2;

  private RelatedEditor() {}

  /**
   * Asks for the Other Voices of these answers, and of those beside which they stand or belong, to
   * be found anew soon, by the worker in the background. Belongs to the caller's transaction, and
   * makes nobody wait.
   */
  public static void ask(Handle handle, Collection<Long> articleIds) {
    if (articleIds.size() > MOST_ASKED) {
      askForAll(handle);
      return;
    }
    handle
        .createUpdate(
            "insert into related_pending (article_id) select distinct id from unnest(:ids) as asked (id)")
        .bind("ids", articleIds.toArray(Long[]::new))
        .execute();
  }

  /** Asks for all to be found anew soon. */
  private static void askForAll(Handle handle) {
    // Not the transaction's time but the moment's: so no two requests are taken for one.
    handle.execute(
        """
        insert into pending_work (kind, asked_at) values ('related', clock_timestamp())
        on conflict (kind) do update set asked_at = clock_timestamp()
        """);
  }

  /** Asks for whatever has become overdue for review since this was last asked. */
  public static void askWhereOverdue(Handle handle) {
    int overdue =
        handle
            .createUpdate(
                """
                insert into related_pending (article_id)
                select id from article
                 where status = 'published' and review_due_on < current_date
                   and review_due_on >= coalesce((select day from related_computed), '-infinity')
                """)
            .execute();
    if (overdue > 0) {
      noteDay(handle);
    }
  }

  private static void noteDay(Handle handle) {
    handle.execute(
        """
        insert into related_computed (day) values (current_date)
        on conflict (single) do update set day = excluded.day
        """);
  }

  /**
   * Writes what these answers are known by and their own Other Voices, after they were published,
   * changed or withdrawn in the caller's transaction; asks for those of others.
   */
  public static void refresh(Handle handle, Collection<Long> articleIds) {
    known(handle, articleIds);
    ListEditor.write(handle, articleIds, Likeness.asked(handle));
    ask(handle, articleIds);
  }

  private static void known(Handle handle, Collection<Long> articleIds) {
    Set<Long> near = new HashSet<>(near(handle, articleIds));
    if (!SignatureEditor.refresh(handle, articleIds).changed().isEmpty()) {
      near.addAll(near(handle, articleIds));
      askForList(handle, near);
    }
  }

  /**
   * Takes the lock that whoever works off what was asked for holds.
   *
   * @return whether nobody else has it
   */
  public static boolean tryLock(Handle handle) {
    return handle
        .createQuery("select pg_try_advisory_lock(:lock)")
        .bind("lock", LOCK)
        .mapTo(Boolean.class)
        .one();
  }

  /** The same, and waits for it. */
  public static void lock(Handle handle) {
    handle
        .createQuery("select pg_advisory_lock(:lock)::text")
        .bind("lock", LOCK)
        .mapTo(String.class)
        .one();
  }

  public static void unlock(Handle handle) {
    handle
        .createQuery("select pg_advisory_unlock(:lock)")
        .bind("lock", LOCK)
        .mapTo(Boolean.class)
        .one();
  }

  /** Whether anything was asked for. */
  public static boolean isAsked(Handle handle) {
    return handle
        .createQuery(
            """
            select exists (select from pending_work where kind = 'related')
                   or exists (select from related_pending)
            """)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Does what was asked for, in transactions of bounded size, each of which tells every instance
   * where readers see something else; to be called by whoever has the lock.
   *
   * @param stop whether to leave the rest for later
   * @param rest called between what was asked for of single answers
   * @return whether anything was done
   */
  public static boolean workOff(Handle handle, BooleanSupplier stop, Runnable rest) {
    boolean isRebuilt = isForAll(handle);
    if (isRebuilt) {
      rebuild(handle, true, done -> {}, stop);
    }
    boolean any = settle(handle, stop, rest) || isRebuilt;
    if (any && !stop.getAsBoolean() && Statistics.drifted(handle, MOST_DRIFT)) {
      rebuild(handle, true, done -> {}, stop);
      settle(handle, stop, rest);
    }
    return any;
  }

  /**
   * Ends a series of publications within the caller's transaction: finds the Other Voices that were
   * asked for, or all of them anew where those are many.
   *
   * @param progress told how many lists are done
   */
  public static void finish(Handle handle, IntConsumer progress) {
    TransactionLock.take(handle, LOCK);
    if (isForAll(handle) || Statistics.drifted(handle, MOST_DRIFT)) {
      rebuild(handle, true, progress, () -> false);
    } else {
      settle(handle, () -> false, () -> {});
    }
  }

  private static boolean isForAll(Handle handle) {
    return handle
        .createQuery(
            """
            select exists (select from pending_work where kind = 'related')
                   or (select count(distinct article_id) from related_pending where changed)
                      > greatest(:fewest, (select coalesce(max(articles), 0) / :share from related_snapshot))
            """)
        .bind("fewest", FEWEST_FOR_ALL)
        .bind("share", SHARE_FOR_ALL)
        .mapTo(Boolean.class)
        .one();
  }

  /** Does what was asked for of single answers. */
  static boolean settle(Handle handle, BooleanSupplier stop, Runnable rest) {
    Set<Long> left = new HashSet<>();
    boolean any = false;
    while (!stop.getAsBoolean()) {
      Optional<Pending> changed = next(handle, true, left, 1);
      if (changed.isPresent()) {
        any |= smallStep(handle, () -> settleOne(handle, changed.get(), left));
        rest.run();
        continue;
      }
      Optional<Pending> lists = next(handle, false, left, LISTS_ASKED);
      if (lists.isEmpty()) {
        break;
      }
      any |= smallStep(handle, () -> settleLists(handle, lists.get(), left));
      rest.run();
    }
    return any;
  }

  private static boolean settleOne(Handle handle, Pending pending, Set<Long> left) {
    Long id = pending.articleIds().get(0);
    if (isBusy(handle, id)) {
      left.add(id);
      return false;
    }
    known(handle, List.of(id));
    ListEditor.Done done = ListEditor.write(handle, List.of(id), new Affecting(handle));
    askWhereItStands(handle, id);
    if (done.ids().isEmpty()) {
      askForList(handle, List.of(id));
    }
    drop(handle, pending);
    ContentNotice.beside(handle, done.changed());
    return true;
  }

  private static boolean settleLists(Handle handle, Pending pending, Set<Long> left) {
    ListEditor.Done done = ListEditor.write(handle, pending.articleIds(), Likeness.asked(handle));
    List<Long> undone =
        pending.articleIds().stream().filter(id -> !done.ids().contains(id)).toList();
    drop(handle, pending);
    askForList(handle, undone);
    left.addAll(undone);
    ContentNotice.beside(handle, done.changed());
    return !done.ids().isEmpty();
  }

  /** Whether somebody is about to change the answer, who will ask for it again. */
  private static boolean isBusy(Handle handle, long id) {
    return handle
        .createQuery(
            """
            with free as (select id from article where id = :id for no key update skip locked)
            select exists (select from article where id = :id) and not exists (select from free)
            """)
        .bind("id", id)
        .mapTo(Boolean.class)
        .one();
  }

  private static Optional<Pending> next(Handle handle, boolean changed, Set<Long> left, int most) {
    List<Long> rows = new ArrayList<>();
    Set<Long> articles = new HashSet<>();
    handle
        .createQuery(
            """
            with first as (
              select article_id, min(id) as first from related_pending
               where changed = :changed and article_id <> all(:left)
               group by article_id order by first limit :most)
            select pending.id, pending.article_id
              from first join related_pending pending using (article_id)
             where pending.changed = :changed
            """)
        .bind("changed", changed)
        .bind("left", left.toArray(Long[]::new))
        .bind("most", most)
        .map((row, context) -> rows.add(row.getLong(1)) && articles.add(row.getLong(2)))
        .forEach(each -> {});
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pending(rows, List.copyOf(articles)));
  }

  private static void drop(Handle handle, Pending pending) {
    handle
        .createUpdate("delete from related_pending where id = any(:ids)")
        .bind("ids", pending.ids().toArray(Long[]::new))
        .execute();
  }

  private static void askForList(Handle handle, Collection<Long> ids) {
    handle
        .createUpdate(
            """
            insert into related_pending (article_id, changed)
            select id, false from unnest(:ids) as asked (id)
             where exists (select from article where article.id = asked.id)
            """)
        .bind("ids", ids.toArray(Long[]::new))
        .execute();
  }

  /** Of which lists these may be there to fill them up. */
  private static List<Long> near(Handle handle, Collection<Long> ids) {
    return handle
        .createQuery(
            """
            select near.article_id
              from related_state own
              cross join lateral (
                (select state.article_id, state.short from related_state state
                  where state.specialty_id = own.specialty_id and state.demo = own.demo
                    and (state.published_at, state.article_id) < (own.published_at, own.article_id)
                  order by state.published_at desc, state.article_id desc limit :near)
                union all
                (select state.article_id, state.short from related_state state
                  where state.specialty_id = own.specialty_id and state.demo = own.demo
                    and (state.published_at, state.article_id) > (own.published_at, own.article_id)
                  order by state.published_at, state.article_id limit :near)) near
             where own.article_id = any(:ids) and near.short
            """)
        .bind("ids", ids.toArray(Long[]::new))
        .bind("near", ListEditor.NEAR)
        .mapTo(Long.class)
        .list();
  }

  /**
   * Asks for the lists in which an answer stands, for those into which somebody wants it or out of
   * which somebody keeps it, and for those of answers after which it is often read; those that it
   * is like are asked for by {@link Affecting}.
   */
  private static void askWhereItStands(Handle handle, long id) {
    handle
        .createUpdate(
            """
            insert into related_pending (article_id, changed)
            select article_id, false from related_article where related_id = :id
            union
            select article_id, false from related_pair where related_id = :id
            union
            select related_id, false from related_pair where article_id = :id
            union
            select article_id, false from read_next where next_id = :id and times >= :often
            """)
        .bind("id", id)
        .bind("often", ListEditor.OFTEN)
        .execute();
  }

  /**
   * Finds the Other Voices of every published answer anew, and writes those that have changed. In
   * the caller's transaction where there is one; else in many, and whoever has the lock does it
   * again from the start where it was left half done.
   *
   * @param countAnew whether words are counted anew, too
   * @param progress told how many lists are done
   * @param stop whether to leave the rest for later
   * @return how many lists there are
   */
  public static int rebuild(
      Handle handle, boolean countAnew, IntConsumer progress, BooleanSupplier stop) {
    boolean isAlone = !handle.isInTransaction();
    Optional<OffsetDateTime> asked =
        step(
            handle,
            () -> {
              if (isAlone) {
                handle.execute(
                    "insert into pending_work (kind) values ('related') on conflict (kind) do nothing");
              }
              handle.execute("delete from related_pending");
              noteDay(handle);
              return handle
                  .createQuery("select asked_at from pending_work where kind = 'related'")
                  .mapTo(OffsetDateTime.class)
                  .findOne();
            });
    Statistics statistics =
        step(
            handle,
            () -> {
              if (countAnew) {
                Statistics.take(handle);
              }
              return Statistics.all(handle);
            });
    inBatches(
        handle,
        """
        select id
          from ((select id from article where id > :after and status = 'published' order by id limit :most)
                union
                (select article_id from related_state where article_id > :after order by 1 limit :most)) known
         order by id limit :most
        """,
        SIGNATURES,
        stop,
        ids -> {
          progress.accept(0);
          return SignatureEditor.refresh(handle, ids, statistics).left();
        });
    handle.execute("analyze related_statistic, related_state, related_term");
    Likeness likeness = step(handle, () -> Likeness.read(handle));
    int[] count = {0};
    boolean[] changed = {false};
    inBatches(
        handle,
        """
        select id
          from ((select article_id as id from related_state where article_id > :after order by 1 limit :most)
                union
                (select distinct article_id from related_article where article_id > :after order by 1 limit :most)) known
         order by id limit :most
        """,
        LISTS,
        stop,
        ids -> {
          ListEditor.Done done = ListEditor.write(handle, ids, likeness);
          count[0] += ids.size();
          progress.accept(count[0]);
          changed[0] |= !done.changed().isEmpty();
          return ids.stream().filter(id -> !done.ids().contains(id)).collect(Collectors.toSet());
        });
    step(
        handle,
        () -> {
          if (changed[0]) {
            ContentNotice.all(handle);
          }
          if (!stop.getAsBoolean() && asked.isPresent()) {
            handle
                .createUpdate(
                    "delete from pending_work where kind = 'related' and asked_at = :asked")
                .bind("asked", asked.get())
                .execute();
          }
          return true;
        });
    return count[0];
  }

  /** What a batch leaves undone is asked for. */
  private static void inBatches(
      Handle handle, String sql, int most, BooleanSupplier stop, Batch batch) {
    long after = 0;
    while (!stop.getAsBoolean()) {
      long from = after;
      List<Long> ids =
          handle.createQuery(sql).bind("after", from).bind("most", most).mapTo(Long.class).list();
      if (ids.isEmpty()) {
        return;
      }
      step(
          handle,
          () -> {
            ask(handle, batch.in(ids));
            return true;
          });
      after = ids.get(ids.size() - 1);
    }
  }

  private static boolean smallStep(Handle handle, Supplier<Boolean> work) {
    return step(
        handle,
        () -> {
          KeptPlans.use(handle);
          boolean done = work.get();
          KeptPlans.end(handle);
          return done;
        });
  }

  private static <T> T step(Handle handle, Supplier<T> work) {
    return handle.isInTransaction() ? work.get() : handle.inTransaction(each -> work.get());
  }

  /** What is done for some answers, in one transaction. */
  @FunctionalInterface
  private interface Batch {
    /**
     * @return those that are left undone
     */
    Set<Long> in(List<Long> ids);
  }

  /** Rows of related_pending, and the answers that they ask for. */
  private record Pending(List<Long> ids, List<Long> articleIds) {}
}
