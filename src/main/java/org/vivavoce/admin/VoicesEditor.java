package org.vivavoce.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.ContentNotice;
import org.vivavoce.related.RelatedEditor;
import org.vivavoce.web.SignedIn;

/**
 * Writes what editors decide of two answers, and what they say of all answers to a question; each
 * in one transaction with its line in the log.
 */
final class VoicesEditor {
  static final int MOST_PINS = 3;
  static final int LONGEST_NOTE = 600;
  static final List<String> AGREEMENTS = List.of("agree", "partly", "differ");

  /** Where what was done stands in the form. */
  private static final String CHOICE = "other";

  private final Jdbi jdbi;

  VoicesEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Has another answer always stand beside this one, and this one beside it; or never.
   *
   * @param pin false to ban it
   * @throws NoSuchElementException where this answer is not public
   * @throws RefusedException where the other one cannot stand beside it
   */
  void decide(SignedIn who, long article, long other, boolean pin) {
    jdbi.useTransaction(
        handle -> {
          // In one order, so that two who decide at once count each other's pins.
          lock(handle, article, other);
          VoicesQueries.Answer here = live(handle, article);
          VoicesQueries.Answer there = VoicesQueries.answer(handle, other).orElse(null);
          if (there == null || !there.live()) {
            throw new RefusedException(CHOICE, "finding.voices.notPublic");
          }
          if (article == other) {
            throw new RefusedException(CHOICE, "finding.voices.itself");
          }
          if (here.demo() != there.demo()) {
            throw new RefusedException(CHOICE, "finding.voices.demo");
          }
          if (pin && !here.lang().equals(there.lang())) {
            throw new RefusedException(CHOICE, "finding.voices.language");
          }
          String before = decision(handle, article, other).orElse("");
          if (before.equals(pin ? "pin" : "ban")) {
            return;
          }
          if (pin) {
            checkPins(handle, here);
            checkPins(handle, there);
          }
          handle
              .createUpdate(
                  """
                  insert into related_pair (article_id, related_id, decision, decided_by)
                  values (least(:one, :other), greatest(:one, :other), :decision, :by)
                  on conflict (article_id, related_id) do update
                    set decision = excluded.decision, decided_by = excluded.decided_by, decided_at = now()
                  """)
              .bind("one", article)
              .bind("other", other)
              .bind("decision", pin ? "pin" : "ban")
              .bind("by", who.name())
              .execute();
          Audit.write(handle, who, pin ? "related.pin" : "related.ban", article, about(there));
          RelatedEditor.ask(handle, List.of(article, other));
        });
  }

  /**
   * Takes back what was decided of the two; where nothing was, there is nothing to do.
   *
   * @throws NoSuchElementException where this answer is not public
   */
  void undo(SignedIn who, long article, long other) {
    jdbi.useTransaction(
        handle -> {
          lock(handle, article, other);
          live(handle, article);
          Optional<String> before = decision(handle, article, other);
          if (before.isEmpty()) {
            return;
          }
          handle
              .createUpdate(
                  """
                  delete from related_pair
                   where article_id = least(:one, :other) and related_id = greatest(:one, :other)
                  """)
              .bind("one", article)
              .bind("other", other)
              .execute();
          Audit.write(
              handle,
              who,
              before.get().equals("pin") ? "related.unpin" : "related.lift",
              article,
              about(VoicesQueries.answer(handle, other).orElseThrow()));
          RelatedEditor.ask(handle, List.of(article, other));
        });
  }

  /**
   * Says where the answers to this answer's question agree and differ.
   *
   * @param seen as {@link VoicesQueries#seen} told when the form was made
   * @throws ChangedException where the note or an answer is another by now
   */
  void write(SignedIn who, long article, String seen, String agreement, String note) {
    if (!Set.copyOf(AGREEMENTS).contains(agreement)) {
      throw new RefusedException("agreement", "finding.voices.agreement");
    }
    if (note.isBlank()) {
      throw new RefusedException("note", "finding.voices.note.missing");
    }
    if (note.length() > LONGEST_NOTE) {
      throw new RefusedException("note", "finding.tooLong", LONGEST_NOTE, note.length());
    }
    jdbi.useTransaction(
        handle -> {
          VoicesQueries.Answer answer = live(handle, article);
          String key = question(handle, answer, seen);
          if (VoicesQueries.doctors(handle, key, answer.demo()) < 2) {
            throw new RefusedException("note", "finding.voices.alone");
          }
          VoicesQueries.Note before =
              VoicesQueries.note(handle, key, answer.demo(), "").orElse(null);
          int written =
              handle
                  .createUpdate(
                      before == null
                          ? """
                            insert into question_note (key, demo, agreement, note, written_by)
                            values (:key, :demo, :agreement, :note, :by) on conflict do nothing
                            """
                          : """
                            update question_note
                               set agreement = :agreement, note = :note, version = version + 1, written_by = :by,
                                   written_at = now(), outdated_at = null
                             where key = :key and demo = :demo
                            """)
                  .bind("key", key)
                  .bind("demo", answer.demo())
                  .bind("agreement", agreement)
                  .bind("note", note)
                  .bind("by", who.name())
                  .execute();
          if (written == 0) {
            throw new ChangedException();
          }
          Map<String, Object> detail = new LinkedHashMap<>();
          detail.put("question", key);
          detail.put("agreement", agreement);
          detail.put("note", note);
          if (before != null) {
            detail.put("was", Map.of("agreement", before.agreement(), "note", before.note()));
          }
          Audit.write(handle, who, "question.note", article, detail);
          tell(handle);
        });
  }

  /**
   * Takes back what was said of the answers to this answer's question.
   *
   * @throws ChangedException where the note or an answer is another by now
   */
  void remove(SignedIn who, long article, String seen) {
    jdbi.useTransaction(
        handle -> {
          VoicesQueries.Answer answer = live(handle, article);
          String key = question(handle, answer, seen);
          VoicesQueries.Note before =
              VoicesQueries.note(handle, key, answer.demo(), "").orElseThrow(ChangedException::new);
          handle
              .createUpdate("delete from question_note where id = :id")
              .bind("id", before.id())
              .execute();
          Audit.write(
              handle,
              who,
              "question.note_removed",
              article,
              Map.of("question", key, "agreement", before.agreement(), "note", before.note()));
          tell(handle);
        });
  }

  /** The key, where it is as it was seen; nobody else changes its note meanwhile. */
  private static String question(Handle handle, VoicesQueries.Answer answer, String seen) {
    String key = answer.key();
    if (key == null) {
      throw new RefusedException("note", "finding.voices.alone");
    }
    VoicesQueries.note(handle, key, answer.demo(), "for update");
    if (!VoicesQueries.seen(handle, key, answer.demo()).equals(seen)) {
      throw new ChangedException();
    }
    return key;
  }

  private static VoicesQueries.Answer live(Handle handle, long article) {
    return VoicesQueries.answer(handle, article).filter(VoicesQueries.Answer::live).orElseThrow();
  }

  private static void lock(Handle handle, long article, long other) {
    handle
        .createQuery(
            "select id from article where id in (:one, :other) order by id for no key update")
        .bind("one", article)
        .bind("other", other)
        .mapTo(Long.class)
        .list();
  }

  private static Optional<String> decision(Handle handle, long article, long other) {
    return handle
        .createQuery(
            """
            select decision from related_pair
             where article_id = least(:one, :other) and related_id = greatest(:one, :other)
            """)
        .bind("one", article)
        .bind("other", other)
        .mapTo(String.class)
        .findOne();
  }

  private static void checkPins(Handle handle, VoicesQueries.Answer answer) {
    int pins =
        handle
            .createQuery(
                """
                select ((select count(*) from related_pair where article_id = :id and decision = 'pin')
                        + (select count(*) from related_pair where related_id = :id and decision = 'pin'))::int
                """)
            .bind("id", answer.id())
            .mapTo(Integer.class)
            .one();
    if (pins >= MOST_PINS) {
      throw new RefusedException(CHOICE, "finding.voices.pins", answer.title(), MOST_PINS);
    }
  }

  private static Map<String, Object> about(VoicesQueries.Answer other) {
    return Map.of("other", other.slug(), "title", other.title());
  }

  /** Every instance hears that pages have changed, when the transaction commits. */
  private static void tell(Handle handle) {
    ContentNotice.all(handle);
  }

  /** The note, or an answer to the question, is another than the one that was seen. */
  static final class ChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
