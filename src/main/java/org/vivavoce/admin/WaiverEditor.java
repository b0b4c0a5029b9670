package org.vivavoce.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
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
 * stand there, or other red flags are found in them, it holds no longer; nor when a clinician takes
 * it back.
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
   * Takes one back, and with it whatever was given before for the same words of the answer, which
   * would hold in its stead. It is asked of nobody whose text it is: no harm comes of it.
   *
   * @throws NoSuchElementException where there is no such answer
   * @throws RefusedException where there is no such waiver, it is taken back already, or no reason
   *     is given
   */
  void revoke(SignedIn who, long id, long waiver, String reason) {
    jdbi.useTransaction(
        handle -> {
          Manuscript manuscript = ManuscriptEditor.locked(handle, id);
          if (!who.is(Role.REVIEWER)) {
            throw new RefusedException("waiver", "finding.waiver.role");
          }
          Line line =
              lines(handle, id).stream()
                  .filter(each -> each.id() == waiver)
                  .findFirst()
                  .orElseThrow(() -> new RefusedException("waiver", "finding.choice.unknown"));
          if (line.revokerName() != null) {
            throw new RefusedException("waiver", "finding.waiver.revoked", line.revokerName());
          }
          if (reason.isBlank()) {
            throw new RefusedException("revokeReason", "finding.waiver.revokeReason");
          }
          List<Long> revoked =
              handle
                  .createQuery(
                      """
                      insert into red_flag_waiver_revocation (waiver_id, account_id, reason, revoked_at)
                      select earlier.id, :account, :reason, :at
                        from red_flag_waiver waiver
                        join red_flag_waiver earlier on earlier.manuscript_id = waiver.manuscript_id
                             and earlier.words_sha256 = waiver.words_sha256 and earlier.id <= waiver.id
                       where waiver.id = :waiver
                         and not exists (select from red_flag_waiver_revocation revocation
                                          where revocation.waiver_id = earlier.id)
                       order by earlier.id
                      returning waiver_id
                      """)
                  .bind("account", who.accountId())
                  .bind("reason", reason)
                  .bind("at", clock.instant())
                  .bind("waiver", waiver)
                  .mapTo(Long.class)
                  .list();
          Map<String, Object> detail = new HashMap<>();
          detail.put("manuscript", id);
          detail.put("revision", line.number());
          detail.put("waivers", revoked);
          detail.put("terms", line.terms());
          detail.put("reason", reason);
          Audit.write(handle, who, "manuscript.revoke_waiver", manuscript.articleId(), detail);
        });
  }

  /**
   * Every waiver that an answer ever had: those that were not taken back first, then the newest.
   */
  List<Line> lines(long manuscript) {
    return jdbi.withHandle(handle -> lines(handle, manuscript));
  }

  private static List<Line> lines(Handle handle, long manuscript) {
    return handle
        .createQuery(
            """
            select waiver.id, revision.number, account.name as account_name, waiver.terms, waiver.reason,
                   waiver.given_at, revocation.revoked_at, revoker.name as revoker_name,
                   revocation.reason as revoke_reason
              from red_flag_waiver waiver
              join revision on revision.id = waiver.revision_id
              join account on account.id = waiver.account_id
              left join red_flag_waiver_revocation revocation on revocation.waiver_id = waiver.id
              left join account revoker on revoker.id = revocation.account_id
             where waiver.manuscript_id = :manuscript
             order by revocation.revoked_at is null desc, waiver.id desc
            """)
        .bind("manuscript", manuscript)
        .mapTo(Line.class)
        .list();
  }

  /** Whether what a waiver allowed is allowed no longer, because it was taken back. */
  static boolean isRevoked(Handle handle, Manuscript.Revision revision) {
    return found(handle, revision).isUnanswered()
        && handle
            .createQuery(
                """
                select exists (select from red_flag_waiver waiver
                                 join red_flag_waiver_revocation revocation on revocation.waiver_id = waiver.id
                                where waiver.manuscript_id = :manuscript and waiver.words_sha256 = :words)
                """)
            .bind("manuscript", revision.manuscriptId())
            .bind("words", words(revision))
            .mapTo(Boolean.class)
            .one();
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
               and not exists (select from red_flag_waiver_revocation revocation
                                where revocation.waiver_id = waiver.id)
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

  /**
   * A waiver that was given once.
   *
   * @param number of the version for which it was given
   * @param revokedAt null where it was not taken back; so with what follows
   */
  public record Line(
      long id,
      int number,
      String accountName,
      List<String> terms,
      String reason,
      Instant givenAt,
      @Nullable Instant revokedAt,
      @Nullable String revokerName,
      @Nullable String revokeReason) {
    public Line {
      terms = List.copyOf(terms);
    }
  }
}
