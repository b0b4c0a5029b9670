package org.vivavoce.admin;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Words;

/**
 * How far an answer has come, and what may be done with it next by the one who looks at it.
 *
 * @param from the page on which it stands, for the answer to what is pressed there; null for the
 *     form
 * @param fieldsHref of the page that holds the answer's fields; empty where it is this one
 * @param status draft, in_review, approved, published, changes or withdrawn
 * @param stage what the current revision waits for, in words
 * @param number of the current revision
 * @param saved who saved it, and when
 * @param approval who approved it, and when; or null where no approval stands
 * @param publicHref where readers find the answer, or null
 * @param editHref null on the page to which it leads; likewise reviewHref
 * @param submitHref null where it cannot be submitted now; likewise the others
 * @param approveRefusal why this account may not approve what waits for approval, or null
 * @param scheduled what is to be done at a set time, or could not be
 * @param openComments how many of them wait for an answer, in words; or null
 * @param needs what publication still needs
 */
public record Workflow(
    @Nullable String from,
    String status,
    String statusLabel,
    String stage,
    int number,
    String saved,
    Moment savedAt,
    @Nullable String approval,
    @Nullable String withdrawnReason,
    List<ScheduleNote> scheduled,
    @Nullable String publicHref,
    @Nullable String editHref,
    @Nullable String reviewHref,
    String previewHref,
    String revisionsHref,
    @Nullable String submitHref,
    List<Option> reviewers,
    @Nullable String approveHref,
    @Nullable String approveRefusal,
    @Nullable String sendBackHref,
    @Nullable String publishHref,
    boolean reasonNeeded,
    @Nullable String withdrawHref,
    @Nullable String commentHref,
    @Nullable String openComments,
    List<CommentLine> comments,
    List<FormError> needs,
    String fieldsHref,
    Fields fields) {
  /** The page on which an answer is read and reviewed. */
  static final String REVIEW = "review";

  public Workflow {
    scheduled = List.copyOf(scheduled);
    reviewers = List.copyOf(reviewers);
    comments = List.copyOf(comments);
    needs = List.copyOf(needs);
  }

  /**
   * @param from {@link #REVIEW}, or null for the form
   */
  static Workflow of(
      @Nullable String from,
      Manuscript manuscript,
      SignedIn who,
      Facts facts,
      Typed typed,
      List<FormError> errors,
      Frame frame) {
    Paths paths = frame.paths();
    Words words = frame.words();
    long id = manuscript.id();
    String path = paths.manuscript(id);
    boolean edits = mayEdit(who, manuscript);
    boolean inReview = manuscript.stage() == Manuscript.Stage.IN_REVIEW;
    boolean approved = manuscript.stage() == Manuscript.Stage.APPROVED;
    Manuscript.Revision revision = manuscript.revision();
    Manuscript.Approval approval = manuscript.approval();
    String slug = manuscript.articleSlug();
    String reviewer = manuscript.reviewerName();
    ManuscriptLogQueries.SentBack sentBack = facts.sentBack();
    long open = facts.comments().stream().filter(comment -> comment.resolvedAt() == null).count();
    String refusal = facts.approveRefusal();
    String saver = revision.accountName();
    return new Workflow(
        from,
        manuscript.status(),
        label(manuscript.status(), manuscript.stage().code(), words),
        inReview && reviewer != null
            ? words.of("stage.asked", reviewer)
            : sentBack != null && sentBack.open() && manuscript.stage() == Manuscript.Stage.DRAFT
                ? words.of("stage.sentBack", sentBack.accountName())
                : words.of(
                    "stage."
                        + (manuscript.isClean() && !inReview
                            ? "clean"
                            : manuscript.stage().code())),
        revision.number(),
        words.of(
            saver == null ? "workflow.made" : "workflow.saved",
            revision.number(),
            saver == null ? "" : saver),
        Moment.of(revision.createdAt(), frame.zone()),
        approval == null
            ? null
            : words.of(
                "workflow.approval",
                approval.accountName(),
                approval.revisionNumber(),
                Moment.of(approval.approvedAt(), frame.zone()).text()),
        manuscript.withdrawnReason(),
        facts.scheduled(),
        manuscript.isPublic() && slug != null ? paths.article(slug) : null,
        edits && from != null ? path : null,
        from == null ? paths.review(id) : null,
        paths.preview(id),
        paths.revisions(id),
        edits && !inReview ? path + "/submit" : null,
        Option.after(words.of("workflow.anyReviewer"), Option.of(facts.reviewers())),
        inReview && who.is(Role.REVIEWER) && refusal == null ? path + "/approve" : null,
        inReview && who.is(Role.REVIEWER) && refusal != null ? words.of(refusal) : null,
        (inReview || approved) && (who.is(Role.REVIEWER) || who.is(Role.EDITOR))
            ? path + "/send-back"
            : null,
        approved && approval != null && who.is(Role.EDITOR) ? path + "/publish" : null,
        facts.reasonNeeded(),
        manuscript.isPublic() && who.is(Role.EDITOR) ? path + "/withdraw" : null,
        mayComment(who) ? path + "/comments" : null,
        open == 0 ? null : words.of("comments.open", open),
        facts.comments().stream()
            .map(
                comment ->
                    CommentLine.of(comment, mayComment(who) ? path : null, words, frame.zone()))
            .toList(),
        facts.findings().stream().map(finding -> finding.said(words)).toList(),
        from != null && edits ? path : "",
        Fields.of(manuscript.reviewerId(), typed, errors));
  }

  /**
   * How far an answer has come, in words; of what is public, also how far its change has.
   *
   * @param stage of the manuscript, or null where there is none
   */
  static String label(String status, @Nullable String stage, Words words) {
    String precise = "status." + status + "." + stage;
    return words.of(words.has(precise) ? precise : "status." + status);
  }

  /** What a line of the list says of an answer besides its status. */
  static List<String> notes(
      ManuscriptLogQueries.@Nullable Remarks remarks, @Nullable String stage, Words words) {
    if (remarks == null) {
      return List.of();
    }
    List<String> notes = new ArrayList<>();
    String asks = remarks.asks();
    if (asks != null && Manuscript.Stage.DRAFT.code().equals(stage)) {
      notes.add(words.of("stage.sentBack", asks));
    }
    notes.add(words.of("comments.open", remarks.open()));
    return notes;
  }

  /** Whether this account can do nothing to bring the answer on. */
  public boolean idle() {
    return needs.isEmpty()
        && submitHref == null
        && approveHref == null
        && approveRefusal == null
        && publishHref == null
        && withdrawHref == null;
  }

  /** Whether somebody is about to withdraw it: what they typed, or did not, is to be seen. */
  public boolean isWithdrawing() {
    return !fields.withdrawReason().value().isEmpty() || fields.withdrawReason().isInvalid();
  }

  static boolean mayEdit(SignedIn who, Manuscript manuscript) {
    if (who.is(Role.EDITOR)) {
      return true;
    }
    Long doctor = who.doctorId();
    return who.is(Role.AUTHOR)
        && (manuscript.ownerId() == who.accountId()
            || (doctor != null && doctor.equals(manuscript.revision().content().doctorId())));
  }

  private static boolean mayComment(SignedIn who) {
    return who.is(Role.AUTHOR) || who.is(Role.EDITOR) || who.is(Role.REVIEWER);
  }

  /**
   * What the database says besides.
   *
   * @param approveRefusal the message that says why this account may not approve, or null
   * @param sentBack the last time that changes were asked for, or null
   */
  record Facts(
      @Nullable String approveRefusal,
      boolean reasonNeeded,
      List<Finding> findings,
      ManuscriptLogQueries.@Nullable SentBack sentBack,
      List<ManuscriptQueries.Comment> comments,
      List<ManuscriptQueries.Choice> reviewers,
      List<ScheduleNote> scheduled) {
    Facts {
      scheduled = List.copyOf(scheduled);
      findings = List.copyOf(findings);
      comments = List.copyOf(comments);
      reviewers = List.copyOf(reviewers);
    }
  }

  /** The questions of the forms beside the answer's own. */
  public record Fields(
      FormField reviewer, FormField reason, FormField withdrawReason, FormField comment) {
    private static final Set<String> IDS =
        Set.of(
            "workflow",
            "reviewer",
            "reason",
            "withdrawReason",
            "comment",
            "waiverReason",
            "previewDays");

    static Fields of(@Nullable Long reviewer, Typed typed, List<FormError> errors) {
      return new Fields(
          FormField.of(
              "reviewer", reviewer == null ? "" : reviewer.toString(), Need.LATER, null, errors),
          FormField.of("reason", typed.reason(), Need.LATER, ReviewRoutes.LONGEST_REASON, errors),
          FormField.of(
              "withdrawReason",
              typed.withdrawReason(),
              Need.LATER,
              ReviewRoutes.LONGEST_REASON,
              errors),
          FormField.of(
              "comment", typed.comment(), Need.LATER, ReviewRoutes.LONGEST_COMMENT, errors));
    }
  }

  /** Where the field lies that an error names. */
  String href(FormError error) {
    boolean here = Fields.IDS.contains(error.field()) || error.field().startsWith("schedule");
    return (here ? "" : fieldsHref) + "#" + error.field();
  }

  /** What was typed into them, to be given back. */
  record Typed(String reason, String withdrawReason, String comment) {
    static final Typed NOTHING = new Typed("", "", "");
  }

  /**
   * A remark.
   *
   * @param resolved who has dealt with it, or null
   * @param resolveHref null where it is dealt with, or this account cannot
   */
  public record CommentLine(
      String account,
      Moment at,
      List<String> paragraphs,
      @Nullable String resolved,
      @Nullable String resolveHref) {
    public CommentLine {
      paragraphs = List.copyOf(paragraphs);
    }

    static CommentLine of(
        ManuscriptQueries.Comment comment, @Nullable String path, Words words, ZoneId zone) {
      String resolver = comment.resolverName();
      return new CommentLine(
          comment.accountName(),
          Moment.of(comment.createdAt(), zone),
          comment.body().lines().filter(line -> !line.isBlank()).toList(),
          resolver == null ? null : words.of("comment.resolved", resolver),
          resolver != null || path == null
              ? null
              : path + "/comments/" + comment.id() + "/resolve");
    }
  }
}
