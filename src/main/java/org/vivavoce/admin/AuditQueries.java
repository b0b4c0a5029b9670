package org.vivavoce.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.auth.Account;

/** Reads the log of what everybody did. */
final class AuditQueries {
  static final int PAGE_SIZE = 50;
  private static final int FETCH = 500;

  private static final String CHOSEN =
      """
      select entry.id, entry.happened_at, entry.actor, entry.action, entry.article_id,
             article.slug as article_slug, entry.detail::text as detail
        from audit_entry entry left join article on article.id = entry.article_id
       where (:anybody or entry.actor = any(:actors))
         and (:action::text is null or entry.action = :action)
         and (:article::bigint is null or entry.article_id = :article)
      """;

  private final Jdbi jdbi;

  AuditQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * One page, newest first; one entry more than a page holds, where there is one.
   *
   * @param before the id of the entry after which it begins, or null for the newest
   */
  List<Entry> olderThan(Filter filter, @Nullable Long before) {
    return jdbi.withHandle(
        handle ->
            chosen(
                    handle,
                    CHOSEN
                        + " and (:bound::bigint is null or entry.id < :bound) order by entry.id desc limit :size",
                    filter)
                .bind("bound", before)
                .bind("size", PAGE_SIZE + 1)
                .mapTo(Entry.class)
                .list());
  }

  /** The page before one that begins with this entry, newest first; one more where there is one. */
  List<Entry> newerThan(Filter filter, long after) {
    List<Entry> entries =
        new ArrayList<>(
            jdbi.withHandle(
                handle ->
                    chosen(
                            handle,
                            CHOSEN + " and entry.id > :bound order by entry.id limit :size",
                            filter)
                        .bind("bound", after)
                        .bind("size", PAGE_SIZE + 1)
                        .mapTo(Entry.class)
                        .list()));
    Collections.reverse(entries);
    return entries;
  }

  /** All that match, oldest first, read bit by bit. */
  void each(Filter filter, Consumer<Entry> use) {
    // The driver reads bit by bit only within a transaction.
    jdbi.useTransaction(
        handle ->
            chosen(handle, CHOSEN + " order by entry.id", filter)
                .setFetchSize(FETCH)
                .mapTo(Entry.class)
                .forEach(use));
  }

  /**
   * Everybody who ever did something, by name. Whoever has an account stands there once, whatever
   * they were called: their lines name the account, and before that named its e-mail address.
   */
  List<Actor> actors() {
    List<String> names = actorNames();
    Map<String, Known> accounts = accounts(names);
    Map<String, List<String>> lines = new LinkedHashMap<>();
    Map<String, String> shown = new HashMap<>();
    for (String name : names) {
      Known account = accounts.get(name);
      String value = account == null ? name : "account " + account.id();
      lines.computeIfAbsent(value, each -> new ArrayList<>()).add(name);
      shown.put(value, account == null ? name : account.actor());
    }
    return lines.entrySet().stream()
        .map(
            each ->
                new Actor(
                    each.getKey(),
                    Objects.requireNonNull(shown.get(each.getKey())),
                    each.getValue()))
        .sorted(
            Comparator.comparing((Actor actor) -> actor.name().toLowerCase(Locale.ROOT))
                .thenComparing(Actor::value))
        .toList();
  }

  /** The accounts that these names stand for, by name. */
  private Map<String, Known> accounts(List<String> names) {
    List<Known> all =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select id, name, lower(email) as email
                          from account
                         where id = any(:ids) or lower(email) = any(:emails)
                        """)
                    .bindArray(
                        "ids",
                        Long.class,
                        names.stream().map(Audit::account).filter(Objects::nonNull).toList())
                    .bindArray(
                        "emails",
                        String.class,
                        names.stream().map(Audit::email).filter(Objects::nonNull).toList())
                    .mapTo(Known.class)
                    .list());
    Map<Long, Known> byId = new HashMap<>();
    Map<String, Known> byEmail = new HashMap<>();
    for (Known account : all) {
      byId.put(account.id(), account);
      byEmail.put(account.email(), account);
    }
    Map<String, Known> accounts = new HashMap<>();
    for (String name : names) {
      Long id = Audit.account(name);
      String email = Audit.email(name);
      Known account = id != null ? byId.get(id) : email != null ? byEmail.get(email) : null;
      if (account != null) {
        accounts.put(name, account);
      }
    }
    return accounts;
  }

  /** Read from the index in as many steps as there are. */
  private List<String> actorNames() {
    return distinct(
        """
        with recursive known (value) as (
          (select actor from audit_entry order by actor limit 1)
          union all
          select (select actor from audit_entry where actor > known.value order by actor limit 1)
            from known where known.value is not null)
        select value from known where value is not null order by lower(value), value
        """);
  }

  /** All that was ever done. */
  List<String> actions() {
    return distinct(
        """
        with recursive known (value) as (
          (select action from audit_entry order by action limit 1)
          union all
          select (select action from audit_entry where action > known.value order by action limit 1)
            from known where known.value is not null)
        select value from known where value is not null order by value
        """);
  }

  /** The article at an address, present or former, or null. */
  @Nullable Long article(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select article_id from article_slug where slug = :slug")
                .bind("slug", slug)
                .mapTo(Long.class)
                .findOne()
                .orElse(null));
  }

  /** That the log was taken out of the house stands in the log. */
  void logExport(String actor, long accountId) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into audit_entry (actor, action, detail)
                    values (:actor, 'audit.export', jsonb_build_object('account', :account))
                    """)
                .bind("actor", actor)
                .bind("account", accountId)
                .execute());
  }

  private List<String> distinct(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private static org.jdbi.v3.core.statement.Query chosen(Handle handle, String sql, Filter filter) {
    List<String> actors = filter.actors();
    return handle
        .createQuery(sql)
        .bind("anybody", actors == null)
        .bindArray("actors", String.class, actors == null ? List.of() : actors)
        .bind("action", filter.action())
        .bind("article", filter.article());
  }

  /**
   * What is looked for; null stands for anything.
   *
   * @param actors any of these
   */
  record Filter(@Nullable List<String> actors, @Nullable String action, @Nullable Long article) {}

  /**
   * Somebody who did something.
   *
   * @param value by which they are asked for
   * @param lines the names under which they stand in the log
   */
  record Actor(String value, String name, List<String> lines) {
    Actor {
      lines = List.copyOf(lines);
    }
  }

  /** Somebody who may sign in, as far as the log is concerned. */
  public record Known(long id, String name, String email) {
    String actor() {
      return Account.actor(name, id);
    }
  }

  /**
   * One thing that somebody did.
   *
   * @param detail a JSON object
   */
  public record Entry(
      long id,
      Instant happenedAt,
      String actor,
      String action,
      @Nullable Long articleId,
      @Nullable String articleSlug,
      String detail) {}
}
