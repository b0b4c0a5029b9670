package org.vivavoce.admin;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.ContentNotice;
import org.vivavoce.db.TransactionLock;
import org.vivavoce.search.EmergencyPhrases;
import org.vivavoce.web.SignedIn;

/**
 * Keeps the list of what searches say in an emergency; every change is one transaction with its
 * line in the log, and holds for the next search.
 */
final class EmergencyPhraseEditor {
  static final int LONGEST_PHRASE = 100;
  static final int LONGEST_NOTE = 500;
  static final List<String> KINDS = List.of("emergency", "crisis", "harmless");

  /** So many are looked for in each search without anybody noticing. */
  private static final int MOST = 1_000;

  // Any number will do, if only every change of the list asks for the same.
  private static final long LIST_LOCK = 0x454d5048L;

  private static final String COLUMNS =
      """
      select phrase.id, phrase.phrase, phrase.kind, phrase.alone, phrase.active, phrase.note, phrase.changed_at,
             account.name as account_name
        from emergency_phrase phrase left join account on account.id = phrase.changed_by
      """;

  private final Jdbi jdbi;

  EmergencyPhraseEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  List<Phrase> list() {
    return jdbi.withHandle(EmergencyPhraseEditor::list);
  }

  Optional<Phrase> find(long id) {
    return jdbi.withHandle(handle -> find(handle, id));
  }

  /**
   * @throws RefusedException where it finds nothing, or stands there already
   */
  void add(SignedIn who, Content content) {
    jdbi.useTransaction(
        handle -> {
          lock(handle);
          List<Phrase> all = list(handle);
          check(all, null, content);
          if (all.size() >= MOST) {
            throw new RefusedException("phrase", "finding.emergencyPhrase.many", MOST);
          }
          long id =
              bound(
                      handle.createQuery(
                          """
                          insert into emergency_phrase (phrase, kind, alone, active, note, created_by, changed_by)
                          values (:phrase, :kind, :alone, :active, :note, :account, :account) returning id
                          """),
                      content)
                  .bind("account", who.accountId())
                  .mapTo(Long.class)
                  .one();
          changed(handle, who, "emergency_phrase.add", detail(id, content));
        });
  }

  /**
   * @throws NoSuchElementException where there is none of this id, or no longer
   */
  void change(SignedIn who, long id, Content content) {
    jdbi.useTransaction(
        handle -> {
          lock(handle);
          Phrase before = find(handle, id).orElseThrow();
          check(list(handle), id, content);
          bound(
                  handle.createUpdate(
                      """
                      update emergency_phrase
                         set phrase = :phrase, kind = :kind, alone = :alone, active = :active, note = :note,
                             changed_at = now(), changed_by = :account
                       where id = :id
                      """),
                  content)
              .bind("account", who.accountId())
              .bind("id", id)
              .execute();
          Map<String, Object> detail = detail(id, content);
          detail.put("was", detail(id, before.content()));
          changed(handle, who, "emergency_phrase.change", detail);
        });
  }

  /**
   * @throws NoSuchElementException where there is none of this id, or no longer
   */
  void remove(SignedIn who, long id) {
    jdbi.useTransaction(
        handle -> {
          lock(handle);
          Phrase before = find(handle, id).orElseThrow();
          handle
              .createUpdate("delete from emergency_phrase where id = :id")
              .bind("id", id)
              .execute();
          changed(handle, who, "emergency_phrase.remove", detail(id, before.content()));
        });
  }

  private static List<Phrase> list(Handle handle) {
    return handle
        .createQuery(
            COLUMNS
                + """
                 order by array_position(array['emergency', 'crisis', 'harmless'], phrase.kind),
                          lower(phrase.phrase), phrase.id
                """)
        .mapTo(Phrase.class)
        .list();
  }

  private static Optional<Phrase> find(Handle handle, long id) {
    return handle
        .createQuery(COLUMNS + " where phrase.id = :id")
        .bind("id", id)
        .mapTo(Phrase.class)
        .findOne();
  }

  private static void lock(Handle handle) {
    TransactionLock.take(handle, LIST_LOCK);
  }

  private static <S extends SqlStatement<S>> S bound(S statement, Content content) {
    return statement
        .bind("phrase", content.phrase())
        .bind("kind", content.kind())
        .bind("alone", content.alone())
        .bind("active", content.active())
        .bind("note", content.note());
  }

  private static void changed(
      Handle handle, SignedIn who, String action, Map<String, Object> detail) {
    Audit.write(handle, who, action, null, detail);
    ContentNotice.all(handle);
  }

  private static void check(List<Phrase> all, @Nullable Long id, Content content) {
    if (content.phrase().isBlank()) {
      throw new RefusedException("phrase", "finding.emergencyPhrase.missing");
    }
    tooLong("phrase", content.phrase(), LONGEST_PHRASE);
    tooLong("note", content.note(), LONGEST_NOTE);
    if (!Set.copyOf(KINDS).contains(content.kind())) {
      throw new RefusedException("kind", "finding.choice.unknown");
    }
    String key = EmergencyPhrases.key(content.phrase());
    // One short word, or none that says anything, stands in searches of every kind.
    if (key.codePoints().filter(Character::isLetterOrDigit).count() < 3 && isOfLatinLetters(key)) {
      throw new RefusedException("phrase", "finding.emergencyPhrase.short");
    }
    for (Phrase other : all) {
      boolean same =
          other.content().phrase().equalsIgnoreCase(content.phrase())
              || EmergencyPhrases.key(other.phrase()).equals(key);
      if (same && (id == null || other.id() != id)) {
        throw new RefusedException("phrase", "finding.emergencyPhrase.taken", other.phrase());
      }
    }
  }

  private static boolean isOfLatinLetters(String key) {
    return key.chars().allMatch(letter -> letter < 0x0250);
  }

  private static void tooLong(String field, String text, int most) {
    if (text.length() > most) {
      throw new RefusedException(field, "finding.tooLong", most, text.length());
    }
  }

  private static Map<String, Object> detail(long id, Content content) {
    return new HashMap<>(
        Map.of(
            "emergencyPhrase", id,
            "name", content.phrase(),
            "kind", content.kind(),
            "alone", content.alone(),
            "active", content.active(),
            "note", content.note()));
  }

  /** What an editor writes of a phrase. */
  record Content(String phrase, String kind, boolean alone, boolean active, String note) {}

  /**
   * One of them.
   *
   * @param accountName who changed it last; null where it came with the portal
   */
  public record Phrase(
      long id,
      String phrase,
      String kind,
      boolean alone,
      boolean active,
      String note,
      Instant changedAt,
      @Nullable String accountName) {
    Content content() {
      return new Content(phrase, kind, alone, active, note);
    }
  }
}
