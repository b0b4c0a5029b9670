package org.vivavoce.admin;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.RedFlags;
import org.vivavoce.db.TransactionLock;
import org.vivavoce.web.SignedIn;

/** Keeps the list of red flags; every change is one transaction with its line in the log. */
final class RedFlagEditor {
  static final int LONGEST_TERM = 100;
  static final int LONGEST_NOTE = 500;

  /** So many are looked for in each answer without anybody noticing. */
  private static final int MOST = 1_000;

  // Any number will do, if only every change of the list asks for the same.
  private static final long LIST_LOCK = 0x5245444eL;

  private final Jdbi jdbi;

  RedFlagEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  List<Flag> list() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select flag.id, flag.term, flag.language, flag.note, flag.changed_at, account.name as account_name
                      from red_flag flag left join account on account.id = flag.changed_by
                     order by flag.language <> 'en', flag.language, lower(flag.term), flag.id
                    """)
                .mapTo(Flag.class)
                .list());
  }

  Optional<Flag> find(long id) {
    return jdbi.withHandle(handle -> find(handle, id));
  }

  /**
   * @throws RefusedException where it finds nothing, or stands there already
   */
  void add(SignedIn who, String term, String language, String note) {
    jdbi.useTransaction(
        handle -> {
          lock(handle);
          String key = checked(handle, null, term, language, note);
          int count =
              handle.createQuery("select count(*) from red_flag").mapTo(Integer.class).one();
          if (count >= MOST) {
            throw new RefusedException("term", "finding.redFlag.many", MOST);
          }
          long id =
              handle
                  .createQuery(
                      """
                      insert into red_flag (term, term_key, language, note, created_by, changed_by)
                      values (:term, :key, :language, :note, :account, :account) returning id
                      """)
                  .bind("term", term)
                  .bind("key", key)
                  .bind("language", language)
                  .bind("note", note)
                  .bind("account", who.accountId())
                  .mapTo(Long.class)
                  .one();
          Audit.write(handle, who, "red_flag.add", null, detail(id, term, language, note));
        });
  }

  /**
   * @throws NoSuchElementException where there is none of this id, or no longer
   */
  void change(SignedIn who, long id, String term, String language, String note) {
    jdbi.useTransaction(
        handle -> {
          lock(handle);
          Flag before = find(handle, id).orElseThrow();
          String key = checked(handle, id, term, language, note);
          handle
              .createUpdate(
                  """
                  update red_flag set term = :term, term_key = :key, language = :language, note = :note,
                         changed_at = now(), changed_by = :account
                   where id = :id
                  """)
              .bind("term", term)
              .bind("key", key)
              .bind("language", language)
              .bind("note", note)
              .bind("account", who.accountId())
              .bind("id", id)
              .execute();
          Map<String, Object> detail = detail(id, term, language, note);
          detail.put("was", detail(id, before.term(), before.language(), before.note()));
          Audit.write(handle, who, "red_flag.change", null, detail);
        });
  }

  /**
   * @throws NoSuchElementException where there is none of this id, or no longer
   */
  void remove(SignedIn who, long id) {
    jdbi.useTransaction(
        handle -> {
          lock(handle);
          Flag before = find(handle, id).orElseThrow();
          handle.createUpdate("delete from red_flag where id = :id").bind("id", id).execute();
          Audit.write(
              handle,
              who,
              "red_flag.remove",
              null,
              detail(id, before.term(), before.language(), before.note()));
        });
  }

  private static Optional<Flag> find(Handle handle, long id) {
    return handle
        .createQuery(
            """
            select flag.id, flag.term, flag.language, flag.note, flag.changed_at, account.name as account_name
              from red_flag flag left join account on account.id = flag.changed_by
             where flag.id = :id
            """)
        .bind("id", id)
        .mapTo(Flag.class)
        .findOne();
  }

  private static void lock(Handle handle) {
    TransactionLock.take(handle, LIST_LOCK);
  }

  /** Its key, where nothing is wrong with it. */
  private static String checked(
      Handle handle, @Nullable Long id, String term, String language, String note) {
    if (term.isBlank()) {
      throw new RefusedException("term", "finding.redFlag.missing");
    }
    tooLong("term", term, LONGEST_TERM);
    tooLong("note", note, LONGEST_NOTE);
    String key = RedFlags.key(term);
    // A word of one or two letters stands in nearly every answer.
    if (key.replace(" ", "").codePoints().filter(Character::isLetter).count() < 2
        || (key.length() < 3 && key.charAt(0) < 0x0E00)) {
      throw new RefusedException("term", "finding.redFlag.short");
    }
    if (!language.matches("[a-z]{2,3}")) {
      throw new RefusedException("language", "finding.choice.unknown");
    }
    boolean taken =
        handle
            .createQuery(
                """
                select exists (select from red_flag
                                where language = :language and term_key = :key
                                  and id is distinct from cast(:id as bigint))
                """)
            .bind("language", language)
            .bind("key", key)
            .bind("id", id)
            .mapTo(Boolean.class)
            .one();
    if (taken) {
      throw new RefusedException("term", "finding.redFlag.taken", term);
    }
    return key;
  }

  private static void tooLong(String field, String text, int most) {
    if (text.length() > most) {
      throw new RefusedException(field, "finding.tooLong", most, text.length());
    }
  }

  private static Map<String, Object> detail(long id, String term, String language, String note) {
    return new HashMap<>(Map.of("redFlag", id, "name", term, "language", language, "note", note));
  }

  /**
   * One of them.
   *
   * @param accountName who changed it last; null where it came with the portal
   */
  public record Flag(
      long id,
      String term,
      String language,
      String note,
      Instant changedAt,
      @Nullable String accountName) {}
}
