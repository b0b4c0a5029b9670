package org.vivavoce.admin;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Link;

/** What an answer needs to become public; a draft may be saved without it. */
final class ManuscriptChecks {
  /** The longest time after which a clinician looks at an answer again. */
  static final int MOST_YEARS_BETWEEN_REVIEWS = 3;

  /** Stands against approval and publication, but not against asking the clinician who decides. */
  static final String RED_FLAGS = "finding.redFlags";

  private ManuscriptChecks() {}

  /**
   * Everything that stands against an answer's publication, in the order of the form.
   *
   * @param articleId of the article that it is or will be, or null
   */
  static List<Finding> of(
      Handle handle, @Nullable Long articleId, Manuscript.Revision revision, LocalDate today) {
    ManuscriptContent content = revision.content();
    List<Finding> findings = new ArrayList<>();
    if (content.title().isBlank()) {
      findings.add(new Finding("title", "finding.title.missing"));
    }
    if (content.slug().isEmpty()) {
      findings.add(new Finding("slug", "finding.slug.missing"));
    }
    slugClash(handle, articleId, content.slug()).ifPresent(findings::add);
    if (!exists(handle, "doctor", content.doctorId())) {
      findings.add(new Finding("doctor", "finding.doctor.missing"));
    }
    if (!exists(handle, "specialty", content.specialtyId())) {
      findings.add(new Finding("specialty", "finding.specialty.missing"));
    }
    for (Long topic : content.topicIds()) {
      if (!exists(handle, "topic", topic)) {
        findings.add(new Finding("topics", "finding.topic.gone"));
      }
    }
    if (content.transcript().isBlank()) {
      findings.add(new Finding("transcript", "finding.transcript.missing"));
    }
    if (content.careLevel() != null && content.careText().isBlank()) {
      findings.add(new Finding("careText", "finding.careText.missing"));
    }
    if (content.careLevel() == null && !content.careText().isBlank()) {
      findings.add(new Finding("careLevel", "finding.careLevel.missing"));
    }
    WaiverEditor.Found redFlags = WaiverEditor.found(handle, revision);
    if (redFlags.isUnanswered()) {
      findings.add(new Finding("careLevel", RED_FLAGS, redFlags.listed()));
    }
    if (content.syntheticVoice() && revision.recordingId() == null) {
      findings.add(new Finding("syntheticVoice", "finding.synthetic.silent"));
    }
    LocalDate recorded = content.recordedOn();
    if (recorded != null && recorded.isAfter(today)) {
      findings.add(new Finding("recordedOn", "finding.recordedOn.future"));
    }
    LocalDate due = content.reviewDueOn();
    if (due != null && !due.isAfter(today)) {
      findings.add(new Finding("reviewDueOn", "finding.reviewDueOn.past"));
    }
    if (due != null && due.isAfter(today.plusYears(MOST_YEARS_BETWEEN_REVIEWS))) {
      findings.add(
          new Finding("reviewDueOn", "finding.reviewDueOn.late", MOST_YEARS_BETWEEN_REVIEWS));
    }
    return findings;
  }

  /** Where the slug is, or was, another article's. */
  static Optional<Finding> slugClash(Handle handle, @Nullable Long articleId, String slug) {
    if (slug.isEmpty()) {
      return Optional.empty();
    }
    return ManuscriptQueries.slugOwner(handle, slug)
        .filter(owner -> articleId == null || owner.articleId() != articleId)
        .map(
            owner ->
                new Finding(
                    "slug",
                    "finding.slug.taken",
                    List.of(slug, owner.title()),
                    new Link("/articles/" + owner.slug(), owner.title())));
  }

  private static boolean exists(Handle handle, String table, @Nullable Long id) {
    return id != null
        && handle
            .createQuery("select exists (select from " + table + " where id = :id)")
            .bind("id", id)
            .mapTo(Boolean.class)
            .one();
  }
}
