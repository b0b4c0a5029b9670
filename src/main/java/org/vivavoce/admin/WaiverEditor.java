package org.vivavoce.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.RedFlags;
import org.vivavoce.publishing.RedFlagGate;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * A clinician's word that an answer in which red flags stand needs no care card. Like an approval
 * it is nobody's for their own text, and holds for the words for which it was given: when others
 * stand there, or other red flags are found in them, it holds no longer.
 */
final class WaiverEditor {
  private final Jdbi jdbi;
  private final Clock clock;

  WaiverEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** What is to be known of an answer's red flags. */
  Found found(Manuscript.Revision revision) {
    return jdbi.withHandle(handle -> found(handle, revision));
  }

  static Found found(Handle handle, Manuscript.Revision revision) {
    ManuscriptContent content = revision.content();
    List<String> terms = RedFlagGate.flags(handle).in(content.title(), content.transcript());
    boolean card = RedFlagGate.hasCareCard(content.careLevel(), content.careText());
    return new Found(
        terms,
        card,
        terms.isEmpty() || card ? null : standing(handle, revision, terms).orElse(null));
  }

  /**
   * Gives it.
   *
   * @param base the revision that was read
   * @param seen the red flags that were named to the clinician
   * @throws RefusedException where it is their own text, none is needed, or no reason is given
   * @throws RevisionConflictException where the base is no longer the current revision
   */
  void waive(SignedIn who, long id, int base, Set<String> seen, String reason) {
    jdbi.useTransaction(
        handle -> {
          Manuscript manuscript = ManuscriptEditor.locked(handle, id, base);
          if (!who.is(Role.REVIEWER)) {
            throw new RefusedException("waiverReason", "finding.waiver.role");
          }
          ReviewEditor.whyNotBy(handle, who.accountId(), manuscript)
              .ifPresent(
                  key -> {
                    throw new RefusedException("waiverReason", refusal(key));
                  });
          Manuscript.Revision revision = manuscript.revision();
          Found found = found(handle, revision);
          if (!found.isUnanswered()) {
            throw new RefusedException("waiverReason", "finding.waiver.needless");
          }
          if (!seen.equals(Set.copyOf(found.terms()))) {
            throw new RefusedException("waiverReason", "finding.waiver.moved", found.listed());
          }
          if (reason.isBlank()) {
            throw new RefusedException("waiverReason", "finding.waiver.reason");
          }
          handle
              .createUpdate(
                  """
                  insert into red_flag_waiver (manuscript_id, revision_id, account_id, words_sha256, terms, reason,
                                               given_at)
                  values (:manuscript, :revision, :account, :words, :terms, :reason, :at)
                  """)
              .bind("manuscript", id)
              .bind("revision", revision.id())
              .bind("account", who.accountId())
              .bind("words", words(revision))
              .bind("terms", found.terms().toArray(String[]::new))
              .bind("reason", reason)
              .bind("at", clock.instant())
              .execute();
          Map<String, Object> detail = new HashMap<>();
          detail.put("manuscript", id);
          detail.put("revision", revision.number());
          detail.put("terms", found.terms());
          detail.put("reason", reason);
          Audit.write(handle, who, "manuscript.waive", manuscript.articleId(), detail);
        });
  }

  /**
   * @param whyNot the message that says why somebody may not approve
   */
  static String refusal(String whyNot) {
    return whyNot.replace("approve", "waiver");
  }

  private static Optional<Waiver> standing(
      Handle handle, Manuscript.Revision revision, List<String> terms) {
    return handle
        .createQuery(
            """
            select account.name as account_name, waiver.reason, waiver.given_at
              from red_flag_waiver waiver join account on account.id = waiver.account_id
             where waiver.manuscript_id = :manuscript and waiver.words_sha256 = :words
               and waiver.terms @> cast(:terms as text[])
               and 'reviewer' = any(account.roles) and account.disabled_at is null
               and account.doctor_id is distinct from :doctor
             order by waiver.id desc limit 1
            """)
        .bind("manuscript", revision.manuscriptId())
        .bind("words", words(revision))
        .bind("terms", terms.toArray(String[]::new))
        .bind("doctor", revision.content().doctorId())
        .mapTo(Waiver.class)
        .findOne();
  }

  private static String words(Manuscript.Revision revision) {
    return RedFlags.sha256(revision.content().title(), revision.content().transcript());
  }

  /**
   * The red flags of an answer.
   *
   * @param card whether it has a care card
   * @param waiver the one that stands for them, or null
   */
  record Found(List<String> terms, boolean card, @Nullable Waiver waiver) {
    Found {
      terms = List.copyOf(terms);
    }

    /** Whether they keep the answer out of the public. */
    boolean isUnanswered() {
      return !terms.isEmpty() && !card && waiver == null;
    }

    /** In words. */
    String listed() {
      return "“" + String.join("”, “", terms) + "”";
    }
  }

  /** A waiver that stands. */
  public record Waiver(String accountName, String reason, Instant givenAt) {}
}
