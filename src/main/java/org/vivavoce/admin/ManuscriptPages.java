package org.vivavoce.admin;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Cue;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.content.WordDifference;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Link;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Words;

/** Puts the pages of a manuscript together, for the routes that show them. */
final class ManuscriptPages {
  /** Offered beside whatever language an answer has already. */
  static final List<String> LANGUAGES =
      List.of(
          "en", "ar", "da", "de", "es", "fi", "fr", "it", "nl", "no", "pl", "pt", "ru", "sv", "tr",
          "uk");

  private final ManuscriptQueries queries;
  private final ManuscriptLogQueries log;
  private final ReviewEditor review;
  private final FeedbackQueueQueries feedback;
  private final VoicesQueries voices;
  private final WaiverEditor waivers;
  private final PreviewLinkEditor links;
  private final SimilarQueries similar;
  private final NamedTopics named;
  private final SchedulePanels schedule;
  private final Frame frame;

  ManuscriptPages(Jdbi jdbi, Clock clock, Frame frame) {
    this.queries = new ManuscriptQueries(jdbi);
    this.log = new ManuscriptLogQueries(jdbi);
    this.review = new ReviewEditor(jdbi, clock);
    this.feedback = new FeedbackQueueQueries(jdbi);
    this.voices = new VoicesQueries(jdbi);
    this.waivers = new WaiverEditor(jdbi, clock);
    this.links = new PreviewLinkEditor(jdbi, clock);
    this.similar = new SimilarQueries(jdbi);
    this.named = new NamedTopics(jdbi);
    this.schedule = new SchedulePanels(jdbi, clock, frame);
    this.frame = frame;
  }

  /** The form as the current revision fills it. */
  ManuscriptForm form(Manuscript manuscript) {
    return form(manuscript.revision());
  }

  ManuscriptForm form(Manuscript.Revision revision) {
    return form(revision.content(), revision.recordingId());
  }

  ManuscriptForm form(ManuscriptContent content, @Nullable Long recording) {
    return ManuscriptForm.of(content, recording, queries.names(content));
  }

  /**
   * @param manuscript null for a new answer
   * @param shown what stands in the form, and what is to be said of it
   */
  ManuscriptPage page(SignedIn who, @Nullable Manuscript manuscript, Shown shown) {
    Words words = frame.words();
    ManuscriptForm form = shown.form();
    List<FormError> errors = said(shown.findings());
    String title =
        manuscript == null
            ? words.of("manuscript.new")
            : words.of("manuscript.heading", titleOf(manuscript.revision().content()));
    String path =
        manuscript == null
            ? frame.paths().newManuscript()
            : frame.paths().manuscript(manuscript.id());
    return new ManuscriptPage(
        frame.desk(who, title, frame.paths().manuscripts(), shown.notice()),
        frame.manuscriptScript(),
        path,
        shown.base(),
        shown.formId().toString(),
        form,
        ManuscriptFields.of(
            form,
            shown.moreRows(),
            ManuscriptRoutes.mayCreateTopics(who)
                ? new Link(frame.paths().managedTopics() + "/new", words.of("topics.create"))
                : null,
            errors),
        namedTopics(form),
        doctor(who, form),
        specialties("field.choose", form.specialtyId(), form.specialtyName()),
        languages(form.langTag()),
        careLevels(),
        audio(form.recordingId()),
        errors,
        shown.conflict(),
        shown.offerAutosave() ? offers(who, manuscript) : List.of(),
        manuscript == null ? null : workflow(null, who, manuscript, shown.typed(), errors),
        manuscript == null ? path : path + "/autosave",
        new SafetyNets.InForm(
            manuscript == null || shown.conflict() != null ? List.of() : advice(manuscript),
            shown.alike()));
  }

  private List<String> namedTopics(ManuscriptForm form) {
    return named.in(form.title(), form.transcript(), queries.topics(form.topicNames()).values());
  }

  /** What might be better in what was saved last. */
  private List<FormError> advice(Manuscript manuscript) {
    Manuscript.Revision revision = manuscript.revision();
    Long recording = revision.recordingId();
    Integer millis =
        recording == null
            ? null
            : queries.sound(recording).map(ManuscriptQueries.Sound::originalMillis).orElse(null);
    return said(ContentAdvice.of(revision.content(), millis));
  }

  /**
   * Answers like one in the form; null where there is none, and nobody asked.
   *
   * @param manuscript null where it was not saved once
   * @param asked whether somebody asked for them
   */
  SafetyNets.@Nullable Alike alike(
      ManuscriptContent content, @Nullable Manuscript manuscript, boolean asked) {
    Words words = frame.words();
    List<SafetyNets.AlikeLine> lines =
        similar
            .like(
                content,
                manuscript == null ? null : manuscript.id(),
                asked ? SimilarQueries.TITLE_ASKED : SimilarQueries.TITLE)
            .stream()
            .map(this::alikeLine)
            .toList();
    if (lines.isEmpty() && !asked) {
      return null;
    }
    String key = lines.isEmpty() ? "alike.none" : asked ? "alike.found" : "alike.warning";
    return new SafetyNets.Alike(words.of(key, lines.size()), asked, lines);
  }

  private SafetyNets.AlikeLine alikeLine(SimilarQueries.Similar each) {
    Words words = frame.words();
    SimilarQueries.Candidate answer = each.answer();
    String slug = answer.slug();
    return new SafetyNets.AlikeLine(
        answer.title().isBlank() ? words.of("manuscript.untitled") : answer.title(),
        slug == null ? frame.paths().review(answer.id()) : frame.paths().article(slug),
        answer.doctorName(),
        answer.status(),
        words.of("status." + answer.status()),
        words.of(
            each.textLikeness() >= SimilarQueries.TEXT
                ? each.titleLikeness() >= SimilarQueries.TITLE ? "alike.both" : "alike.text"
                : each.titleLikeness() >= SimilarQueries.TITLE ? "alike.title" : "alike.near"));
  }

  private SafetyNets nets(
      SignedIn who,
      Manuscript manuscript,
      String fieldsHref,
      SafetyNets.Typed typed,
      List<FormError> errors) {
    Words words = frame.words();
    String path = frame.paths().manuscript(manuscript.id());
    return new SafetyNets(
        redFlags(who, manuscript, typed, errors),
        waivers(who, manuscript, typed, errors),
        advice(manuscript),
        fieldsHref,
        new SafetyNets.Links(
            path + "/previews",
            manuscript.revision().number(),
            FormField.of("previewDays", "7", FormField.Need.LATER, null, errors),
            PreviewLinkEditor.DAYS.stream()
                .map(days -> new Option(days.toString(), words.of("previews.for", days)))
                .toList(),
            typed.madeLink(),
            links.lines(manuscript.id()).stream()
                .map(line -> linkLine(who, manuscript, line, path))
                .toList()));
  }

  private SafetyNets.LinkLine linkLine(
      SignedIn who, Manuscript manuscript, PreviewLinkEditor.Line line, String path) {
    Words words = frame.words();
    java.time.Instant revoked = line.revokedAt();
    return new SafetyNets.LinkLine(
        words.of("previews.line", line.number(), line.accountName()),
        Moment.of(line.createdAt(), frame.zone()),
        revoked != null
            ? words.of(
                "previews.revoked",
                Moment.of(revoked, frame.zone()).text(),
                Objects.requireNonNullElse(line.revokerName(), ""))
            : words.of(
                line.good() ? "previews.good" : "previews.over",
                Moment.of(line.expiresAt(), frame.zone()).text()),
        line.good() && PreviewLinkEditor.mayRevoke(who, manuscript, line)
            ? path + "/previews/" + line.id() + "/revoke"
            : null);
  }

  private SafetyNets.@Nullable RedFlagsFound redFlags(
      SignedIn who, Manuscript manuscript, SafetyNets.Typed typed, List<FormError> errors) {
    Words words = frame.words();
    WaiverEditor.Found found = waivers.found(manuscript.revision());
    if (found.terms().isEmpty()) {
      return null;
    }
    WaiverEditor.Waiver waiver = found.waiver();
    boolean asked = found.isUnanswered() && who.is(Role.REVIEWER);
    String refusal =
        asked
            ? review
                .whyNotBy(who.accountId(), manuscript)
                .map(key -> words.of(WaiverEditor.refusal(key)))
                .orElse(null)
            : null;
    return new SafetyNets.RedFlagsFound(
        found.terms(),
        words.of(
            found.card()
                ? "redFlags.found.card"
                : waiver == null ? "redFlags.found.unanswered" : "redFlags.found.waived"),
        waiver == null
            ? null
            : words.of(
                "waiver.given",
                waiver.accountName(),
                Moment.of(waiver.givenAt(), frame.zone()).text()),
        waiver == null ? null : waiver.reason(),
        asked && refusal == null ? frame.paths().manuscript(manuscript.id()) + "/waiver" : null,
        refusal,
        FormField.of(
            "waiverReason",
            typed.waiverReason(),
            FormField.Need.LATER,
            ReviewRoutes.LONGEST_REASON,
            errors));
  }

  private SafetyNets.@Nullable Waivers waivers(
      SignedIn who, Manuscript manuscript, SafetyNets.Typed typed, List<FormError> errors) {
    List<WaiverEditor.Line> lines = waivers.lines(manuscript.id());
    if (lines.isEmpty()) {
      return null;
    }
    List<Option> revocable =
        lines.stream()
            .filter(line -> line.revokedAt() == null)
            .map(line -> new Option(Long.toString(line.id()), given(line)))
            .toList();
    return new SafetyNets.Waivers(
        lines.stream().map(this::waiverLine).toList(),
        revocable.isEmpty() || !who.is(Role.REVIEWER)
            ? null
            : frame.paths().manuscript(manuscript.id()) + "/waiver/revoke",
        new Selection(
            FormField.of("waiver", typed.waiver(), FormField.Need.LATER, null, errors), revocable),
        FormField.of(
            "revokeReason",
            typed.revokeReason(),
            FormField.Need.LATER,
            ReviewRoutes.LONGEST_REASON,
            errors));
  }

  private SafetyNets.WaiverLine waiverLine(WaiverEditor.Line line) {
    java.time.Instant revoked = line.revokedAt();
    return new SafetyNets.WaiverLine(
        given(line),
        String.join(", ", line.terms()),
        line.reason(),
        revoked == null
            ? null
            : frame
                .words()
                .of(
                    "waivers.revoked",
                    String.valueOf(line.revokerName()),
                    Moment.of(revoked, frame.zone()).text()),
        line.revokeReason());
  }

  private String given(WaiverEditor.Line line) {
    return frame
        .words()
        .of(
            "waivers.line",
            line.number(),
            line.accountName(),
            Moment.of(line.givenAt(), frame.zone()).text());
  }

  /** Who writes for themselves alone has nobody else to choose. */
  private Chooser doctor(SignedIn who, ManuscriptForm form) {
    Long self = who.doctorId();
    return !who.is(Role.EDITOR) && self != null
        ? Chooser.listing(
            queries.doctorChoice(self).stream().toList(), frame.words().of("field.choose"))
        : doctors("field.choose", form.doctorId(), form.doctorName());
  }

  /**
   * The doctors to choose from.
   *
   * @param nothing the message for none of them
   * @param name by which they are looked for, if they are too many
   */
  Chooser doctors(String nothing, @Nullable Long chosen, String name) {
    return Chooser.of(
        queries.doctors(),
        frame.words().of(nothing),
        chosen,
        name,
        queries::doctorChoice,
        queries::doctorsCalled);
  }

  /** The same of specialties. */
  Chooser specialties(String nothing, @Nullable Long chosen, String name) {
    return Chooser.of(
        queries.specialties(),
        frame.words().of(nothing),
        chosen,
        name,
        queries::specialtyChoice,
        queries::specialtiesCalled);
  }

  /** Where new answers of one's own wait that were never saved, or null. */
  @Nullable Link unsavedNew(ManuscriptListQueries.Page page) {
    return page.unsavedNew()
        .map(
            kept ->
                new Link(
                    frame.paths().newManuscript(),
                    frame
                        .words()
                        .of(
                            "manuscripts.unsaved.new",
                            kept.forms(),
                            Moment.of(kept.savedAt(), frame.zone()).text())))
        .orElse(null);
  }

  /** Where one's own unsaved changes to an answer of the list wait, or null. */
  @Nullable Link unsaved(ManuscriptListQueries.Page page, ManuscriptListQueries.Listed line) {
    return page.unsavedOn(line)
        .map(
            kept ->
                new Link(
                    frame.paths().manuscript(line.id()),
                    frame
                        .words()
                        .of("manuscripts.unsaved", Moment.of(kept.savedAt(), frame.zone()).text())))
        .orElse(null);
  }

  /** Which part of the list a page shows, in words: as much as is known without counting it. */
  String place(ManuscriptListQueries.Page page, ManuscriptListQueries.Sort sort) {
    List<ManuscriptListQueries.Listed> lines = page.lines();
    if (lines.isEmpty()) {
      return "";
    }
    Words words = frame.words();
    String where =
        page.earlier() ? (page.later() ? "middle" : "last") : (page.later() ? "first" : "whole");
    return words.of(
        "manuscripts.place." + where,
        lines.size(),
        words.of(
            "manuscripts.range." + sort.code(),
            rangeEnd(lines.get(0), sort),
            rangeEnd(lines.get(lines.size() - 1), sort)));
  }

  private String rangeEnd(ManuscriptListQueries.Listed line, ManuscriptListQueries.Sort sort) {
    Words words = frame.words();
    LocalDate due = line.reviewDueOn();
    return switch (sort) {
      case UPDATED -> Moment.of(line.updatedAt(), frame.zone()).text();
      case DUE -> due == null ? words.of("manuscripts.range.never") : words.day(due).text();
      case TITLE ->
          line.title().isBlank() ? words.of("manuscript.untitled") : "“" + line.title() + "”";
    };
  }

  /**
   * What somebody else saved, and what becomes of it beside what was sent.
   *
   * @param was what both began with
   * @param merging the number of that revision
   * @param mine what was sent
   */
  ManuscriptPage.Conflict conflict(
      Manuscript manuscript,
      ManuscriptContent was,
      int merging,
      ManuscriptContent mine,
      ManuscriptMerge merge) {
    Words words = frame.words();
    Manuscript.Revision revision = manuscript.revision();
    ManuscriptContent theirs = revision.content();
    String account = revision.accountName();
    ManuscriptQueries.Names names = queries.names(theirs, mine, was);
    Map<String, FieldChange> came = FieldChange.byField(was, theirs, names, words);
    Map<String, FieldChange> between = FieldChange.byField(theirs, mine, names, words);
    List<FieldChange> taken = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    List<String> joined = new ArrayList<>();
    List<ManuscriptPage.Question> questions = new ArrayList<>();
    merge
        .parts()
        .forEach(
            (part, outcome) -> {
              switch (outcome) {
                case THEIRS -> {
                  List<FieldChange> changes = changesOf(part, came);
                  taken.addAll(
                      changes.isEmpty()
                          ? List.of(new FieldChange(label(part), unmarked(words)))
                          : changes);
                }
                case MINE -> kept.add(label(part));
                case JOINED -> joined.add(label(part));
                case CONFLICT -> {
                  if (!part.equals(ManuscriptMerge.TRANSCRIPT)) {
                    questions.add(question(part, between));
                  }
                }
                case SAME -> {
                  // There is nothing to say of it.
                }
              }
            });
    List<ManuscriptPage.Passage> passages = new ArrayList<>();
    for (ManuscriptMerge.Passage each : merge.passages()) {
      passages.add(
          new ManuscriptPage.Passage(
              passages.size() + 1,
              each.from() + "-" + each.to(),
              each.theirs(),
              WordDifference.of(each.theirs(), each.mine())
                  .markup(
                      words.of("history.removed"),
                      words.of("history.added"),
                      words.of("history.unchanged"))));
    }
    return new ManuscriptPage.Conflict(
        account == null ? words.of("account.nobody") : account,
        Moment.of(revision.createdAt(), frame.zone()),
        revision.number(),
        merging,
        taken,
        kept.isEmpty() ? null : String.join(", ", kept),
        joined.isEmpty() ? null : String.join(", ", joined),
        questions,
        passages,
        passages.isEmpty() ? "" : merge.merged().transcript(),
        theirs.transcript());
  }

  private ManuscriptPage.Question question(String part, Map<String, FieldChange> between) {
    List<FieldChange> changes = changesOf(part, between);
    String field =
        switch (part) {
          case "care" -> "careLevel";
          case "sources" -> "sourceTitle1";
          default -> part;
        };
    return new ManuscriptPage.Question(
        part,
        field,
        label(part),
        changes,
        part.equals("audio") && changes.isEmpty() ? frame.words().of("conflict.audio") : null);
  }

  private String label(String part) {
    return frame.words().of(part.equals("care") ? "legend.care" : "field." + part);
  }

  private static List<FieldChange> changesOf(String part, Map<String, FieldChange> changes) {
    List<String> fields =
        switch (part) {
          case "care" -> List.of("careLevel", "careText");
          case "audio" -> List.of("captions", "synthetic");
          default -> List.of(part);
        };
    return fields.stream().map(changes::get).filter(Objects::nonNull).toList();
  }

  private static SafeHtml unmarked(Words words) {
    return SafeHtml.marked(words.of("conflict.replaced"), '\u0001', '\u0002');
  }

  /**
   * @param since the revision with which the current one is compared; null for the one that readers
   *     have or had last, or else the one approved last, or else the one sent back last
   * @param time what was typed where something is scheduled, to be given back
   */
  ReviewPage review(
      SignedIn who,
      Manuscript manuscript,
      Manuscript.@Nullable Revision since,
      List<Finding> findings,
      Workflow.Typed typed,
      ScheduleForm time,
      @Nullable String notice) {
    return review(who, manuscript, since, findings, typed, time, SafetyNets.Typed.NOTHING, notice);
  }

  ReviewPage review(
      SignedIn who,
      Manuscript manuscript,
      Manuscript.@Nullable Revision since,
      List<Finding> findings,
      Workflow.Typed typed,
      ScheduleForm time,
      SafetyNets.Typed typedBeside,
      @Nullable String notice) {
    Words words = frame.words();
    Manuscript.Revision revision = manuscript.revision();
    Manuscript.Revision before = since == null ? comparedWith(manuscript) : since;
    boolean same = before == null || before.id() == revision.id();
    ManuscriptContent content = revision.content();
    List<FormError> errors = said(findings);
    Workflow workflow = workflow(Workflow.REVIEW, who, manuscript, typed, errors);
    return new ReviewPage(
        frame.desk(
            who, words.of("review.heading", titleOf(content)), frame.paths().manuscripts(), notice),
        content.lang(),
        captions(content),
        fields(content),
        audio(revision),
        before == null || Objects.equals(before.audioSha256(), revision.audioSha256())
            ? null
            : audio(before),
        same
            ? null
            : words.of(
                "review.since",
                before.number(),
                Moment.of(before.createdAt(), frame.zone()).text()),
        same
            ? List.of()
            : FieldChange.between(
                before.content(), content, queries.names(before.content(), content), words),
        errors,
        errors.stream().map(error -> new Link(workflow.href(error), error.text())).toList(),
        workflow,
        feedback
            .count(manuscript.articleId())
            .map(
                count ->
                    new Link(
                        frame.paths().feedbackOn(Objects.requireNonNull(manuscript.articleId())),
                        said(count, words)))
            .orElse(null),
        voices(manuscript),
        nets(who, manuscript, workflow.fieldsHref(), typedBeside, errors),
        schedule.panel(who, manuscript, workflow.reasonNeeded(), time, errors));
  }

  /** Where what stands beside a public answer is decided. */
  private @Nullable Link voices(Manuscript manuscript) {
    Long article = manuscript.articleId();
    VoicesQueries.Answer answer =
        article == null || !manuscript.isPublic() ? null : voices.answer(article).orElse(null);
    if (answer == null) {
      return null;
    }
    VoicesQueries.Question question = voices.question(answer);
    VoicesQueries.Note note = question.note();
    String key =
        question.doctors() < 2
            ? "voices.link"
            : note != null && note.outdatedAt() != null
                ? "voices.link.again"
                : "voices.link.question";
    return new Link(frame.paths().voices(answer.id()), frame.words().of(key, question.doctors()));
  }

  /** What readers said of an answer, in numbers. */
  static String said(FeedbackQueueQueries.Count count, Words words) {
    return words.of("queue.count", count.yes(), count.yes() + count.no(), count.errors());
  }

  /** What is to be said of a job that was just set, moved or cancelled, or null. */
  @Nullable String scheduled(Manuscript manuscript, @Nullable String job) {
    return schedule.confirmation(manuscript.id(), job);
  }

  @Nullable AudioLine audio(Manuscript.Revision revision) {
    return audio(revision.recordingId());
  }

  @Nullable AudioLine audio(@Nullable Long recording) {
    return recording == null
        ? null
        : queries.sound(recording).map(sound -> AudioLine.of(sound, frame)).orElse(null);
  }

  List<FormError> said(List<Finding> findings) {
    return findings.stream().map(finding -> finding.said(frame.words())).toList();
  }

  String titleOf(ManuscriptContent content) {
    return content.title().isBlank() ? frame.words().of("manuscript.untitled") : content.title();
  }

  private Manuscript.@Nullable Revision comparedWith(Manuscript manuscript) {
    Long live = manuscript.liveRevisionId();
    Long had = live == null ? log.publishedLast(manuscript).orElse(null) : live;
    if (had != null) {
      return queries.revisionById(manuscript.id(), had).orElse(null);
    }
    Manuscript.Approval approval = manuscript.approval();
    if (approval != null) {
      return queries.revisionById(manuscript.id(), approval.revisionId()).orElse(null);
    }
    return log.sentBack(manuscript.id())
        .flatMap(back -> queries.revision(manuscript.id(), back.number()))
        .orElse(null);
  }

  private Workflow workflow(
      @Nullable String from,
      SignedIn who,
      Manuscript manuscript,
      Workflow.Typed typed,
      List<FormError> errors) {
    return Workflow.of(
        from,
        manuscript,
        who,
        new Workflow.Facts(
            review.whyNotBy(who.accountId(), manuscript).orElse(null),
            review.needsReason(manuscript),
            review.findings(manuscript),
            log.sentBack(manuscript.id()).orElse(null),
            queries.comments(manuscript.id()),
            queries.reviewers(),
            schedule.notes(manuscript)),
        typed,
        errors,
        frame);
  }

  private List<ManuscriptPage.Offer> offers(SignedIn who, @Nullable Manuscript manuscript) {
    if (manuscript == null) {
      String path = frame.paths().newManuscript();
      return queries.unsaved(who.accountId()).stream()
          .map(
              kept ->
                  new ManuscriptPage.Offer(
                      kept.title().isBlank()
                          ? frame.words().of("manuscript.untitled")
                          : kept.title(),
                      Moment.of(kept.savedAt(), frame.zone()),
                      path + "?restore=" + kept.formId(),
                      path + "/discard",
                      kept.formId().toString()))
          .toList();
    }
    String path = frame.paths().manuscript(manuscript.id());
    return queries.unsaved(manuscript.id(), who.accountId()).stream()
        .map(
            kept ->
                new ManuscriptPage.Offer(
                    null,
                    Moment.of(kept.savedAt(), frame.zone()),
                    path + "?restore=" + kept.formId(),
                    path + "/autosave/discard",
                    kept.formId().toString()))
        .toList();
  }

  private List<Option> languages(String chosen) {
    Set<String> tags = new TreeSet<>(LANGUAGES);
    if (!chosen.isEmpty()) {
      tags.add(chosen);
    }
    return tags.stream()
        .map(tag -> new Option(tag, frame.words().language(tag)))
        .sorted(java.util.Comparator.comparing(Option::text))
        .toList();
  }

  private List<Option> careLevels() {
    Words words = frame.words();
    return Option.after(
        words.of("careLevel.none"),
        Arrays.stream(CareLevel.values())
            .map(level -> new Option(level.code(), words.of("careLevel." + level.code())))
            .toList());
  }

  static List<String> captions(ManuscriptContent content) {
    return content.cues().stream().map(Cue::text).toList();
  }

  /** What readers are told, part by part. */
  List<ReviewPage.Field> fields(ManuscriptContent content) {
    Words words = frame.words();
    ManuscriptQueries.Names names = queries.names(content);
    List<ReviewPage.Field> fields = new ArrayList<>();
    add(fields, "title", words.of("field.title"), content.title());
    Long doctor = content.doctorId();
    add(
        fields,
        "doctor",
        words.of("field.doctor"),
        doctor == null ? "" : names.doctors().getOrDefault(doctor, ""));
    Long specialty = content.specialtyId();
    add(
        fields,
        "specialty",
        words.of("field.specialty"),
        specialty == null ? "" : names.specialties().getOrDefault(specialty, ""));
    add(fields, "transcript", words.of("field.transcript"), content.transcript());
    CareLevel level = content.careLevel();
    add(
        fields,
        "careLevel",
        words.of("field.careLevel"),
        words.of("careLevel." + (level == null ? "none" : level.code())));
    add(fields, "careText", words.of("field.careText"), content.careText());
    fields.add(
        new ReviewPage.Field(
            "sourceTitle1",
            words.of("field.sources"),
            content.sources().isEmpty() ? List.of(words.of("field.empty")) : List.of(),
            content.sources()));
    add(
        fields,
        "topics",
        words.of("field.topics"),
        String.join(
            "\n\n",
            content.topicIds().stream()
                .map(id -> names.topics().getOrDefault(id, words.of("field.gone")))
                .toList()));
    add(fields, "conflicts", words.of("field.conflicts"), content.conflicts());
    add(
        fields,
        "recordedOn",
        words.of("field.recordedOn"),
        content.recordedOn() == null ? "" : words.day(content.recordedOn()).text());
    add(
        fields,
        "reviewDueOn",
        words.of("field.reviewDueOn"),
        content.reviewDueOn() == null ? "" : words.day(content.reviewDueOn()).text());
    add(fields, "slug", words.of("field.slug"), content.slug());
    add(fields, "lang", words.of("field.lang"), words.language(content.lang()));
    add(
        fields,
        "syntheticVoice",
        words.of("field.syntheticVoice"),
        words.of(content.syntheticVoice() ? "answer.yes" : "answer.no"));
    return fields;
  }

  private void add(List<ReviewPage.Field> fields, String id, String name, String text) {
    List<String> paragraphs =
        Arrays.stream(text.split("\\n\\s*\\n"))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
    fields.add(
        new ReviewPage.Field(
            id,
            name,
            paragraphs.isEmpty() ? List.of(frame.words().of("field.empty")) : paragraphs,
            List.of()));
  }

  /**
   * What stands in the form for an answer, and what is to be said of it.
   *
   * @param formId tells this form from others that are open beside it
   * @param alike answers that are similar to it; null where nobody is to be told of any
   */
  record Shown(
      ManuscriptForm form,
      int base,
      UUID formId,
      List<Finding> findings,
      ManuscriptPage.@Nullable Conflict conflict,
      Workflow.Typed typed,
      boolean moreRows,
      boolean offerAutosave,
      @Nullable String notice,
      SafetyNets.@Nullable Alike alike) {
    Shown {
      findings = List.copyOf(findings);
    }

    /** Without answers like it. */
    Shown(
        ManuscriptForm form,
        int base,
        UUID formId,
        List<Finding> findings,
        ManuscriptPage.@Nullable Conflict conflict,
        Workflow.Typed typed,
        boolean moreRows,
        boolean offerAutosave,
        @Nullable String notice) {
      this(form, base, formId, findings, conflict, typed, moreRows, offerAutosave, notice, null);
    }

    Shown with(SafetyNets.@Nullable Alike answers) {
      return new Shown(
          form, base, formId, findings, conflict, typed, moreRows, offerAutosave, notice, answers);
    }

    /** The same, beside what somebody else saved. */
    Shown beside(ManuscriptPage.Conflict theirs) {
      return new Shown(
          form, base, formId, findings, theirs, typed, moreRows, offerAutosave, notice, alike);
    }

    /** In a form of its own. */
    Shown(
        ManuscriptForm form,
        int base,
        List<Finding> findings,
        ManuscriptPage.@Nullable Conflict conflict,
        Workflow.Typed typed,
        boolean moreRows,
        boolean offerAutosave,
        @Nullable String notice) {
      this(
          form,
          base,
          UUID.randomUUID(),
          findings,
          conflict,
          typed,
          moreRows,
          offerAutosave,
          notice);
    }
  }
}
