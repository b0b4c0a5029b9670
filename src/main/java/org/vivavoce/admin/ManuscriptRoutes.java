package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.article.ArticlePage;
import org.vivavoce.media.BadMediaException;
import org.vivavoce.media.Captions;
import org.vivavoce.media.MediaRoutes;
import org.vivavoce.media.TemporaryFolder;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/articles}: the list, the form, what the browser keeps, the preview, the sound. */
public final class ManuscriptRoutes {
  private static final Set<Role> WRITERS = Set.of(Role.AUTHOR, Role.EDITOR);
  private static final String LIST = "manuscripts";
  private static final String MINE = "mine=1";
  private static final int LONGEST_QUERY = 200;
  private static final int LONGEST_CAPTIONS_BYTES = 1024 * 1024;
  private static final int LONGEST_REMEMBERED = 2_000;

  private static final String FIND_ALIKE = "find-alike";
  private static final String SAVE_ANYWAY = "save-anyway";

  /** What the form's other buttons do: they only show it once more. */
  private static final Set<String> ACTS =
      Set.of("more-sources", "find-doctor", "find-specialty", FIND_ALIKE);

  private static final Pattern FORM_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

  /** Which paragraphs a passage is. */
  private static final Pattern PLACE = Pattern.compile("([0-9]{1,7})-([0-9]{1,7})");

  private static final int MOST_PASSAGES = 500;

  /** What a redirect may say that has been done. */
  private static final Map<String, String> NOTICES =
      Map.ofEntries(
          Map.entry("saved", "notice.saved"),
          Map.entry("created", "notice.created"),
          Map.entry("restored", "notice.restored"),
          Map.entry("discarded", "notice.discarded"),
          Map.entry("submitted", "notice.submitted"),
          Map.entry("published", "notice.published"),
          Map.entry("withdrawn", "notice.withdrawn"),
          Map.entry("sent-back", "notice.sentBack"),
          Map.entry("approved", "notice.approved"),
          Map.entry("commented", "notice.commented"),
          Map.entry("waived", "notice.waived"),
          Map.entry("waiver-revoked", "notice.waiver.revoked"),
          Map.entry("preview-revoked", "notice.preview.revoked"));

  private final ManuscriptQueries queries;
  private final ManuscriptListQueries lists;
  private final ManuscriptMediaQueries media;
  private final FeedbackQueueQueries feedback;
  private final ManuscriptEditor editor;
  private final ManuscriptPreview preview;
  private final ManuscriptPages pages;
  private final Jdbi jdbi;
  private final Clock clock;
  private final Frame frame;
  private final Views views;

  public ManuscriptRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.queries = new ManuscriptQueries(jdbi);
    this.lists = new ManuscriptListQueries(jdbi);
    this.media = new ManuscriptMediaQueries(jdbi);
    this.feedback = new FeedbackQueueQueries(jdbi);
    this.editor = new ManuscriptEditor(jdbi);
    this.preview = new ManuscriptPreview(queries, clock);
    this.pages = new ManuscriptPages(jdbi, clock, frame);
    this.frame = frame;
    this.views = views;
  }

  /** Everything about manuscripts, their review and their revisions. */
  public void addTo(RouteTable routes) {
    routes.get("/admin/articles", Role.ACCOUNTS, this::list);
    routes.get("/admin/articles/new", WRITERS, this::blank);
    routes.post("/admin/articles/new", WRITERS, this::create);
    routes.post("/admin/articles/new/discard", WRITERS, this::discardNew);
    routes.post("/admin/articles/from/{article}", WRITERS, this::open);
    new RecordingRoutes(jdbi, clock, frame, views).addTo(routes);
    routes.get("/admin/articles/{id}", Role.ACCOUNTS, this::form);
    routes.post("/admin/articles/{id}", WRITERS, this::save);
    routes.post("/admin/articles/{id}/autosave", WRITERS, this::autosave);
    routes.post("/admin/articles/{id}/autosave/discard", WRITERS, this::discard);
    routes.get("/admin/articles/{id}/preview", Role.ACCOUNTS, this::preview);
    routes.get("/admin/articles/{id}/captions.vtt", Role.ACCOUNTS, this::captions);
    routes.get("/admin/media/{name}", Role.ACCOUNTS, this::media);
    new CueRoutes(jdbi, frame, views).addTo(routes);
    new ReviewRoutes(jdbi, clock, frame, views).addTo(routes);
    new SafetyRoutes(jdbi, clock, frame, views).addTo(routes);
    new ScheduleRoutes(jdbi, clock, frame, views).addTo(routes);
    new RevisionRoutes(jdbi, clock, frame, views).addTo(routes);
  }

  static long id(Context context, String name) {
    String id = context.pathParam(name);
    if (!ID.matcher(id).matches()) {
      throw new NotFoundResponse();
    }
    return Long.parseLong(id);
  }

  /** The revision on which a form is based; 0, which no revision is, where it does not say. */
  static int base(FormParams params) {
    return number(params, "base");
  }

  private static int number(FormParams params, String name) {
    String number = params.line(name);
    return number.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(number) : 0;
  }

  static @Nullable String notice(Context context, Words words) {
    String done = Objects.requireNonNullElse(context.queryParam("done"), "");
    String key = NOTICES.getOrDefault(done, RecordingRoutes.NOTICES.get(done));
    return key == null ? null : words.of(key);
  }

  static void seeOther(Context context, String path) {
    HttpCache.noStore(context);
    context.redirect(path, HttpStatus.SEE_OTHER);
  }

  private void list(Context context) {
    SignedIn who = SignedIn.of(context);
    Paths paths = frame.paths();
    boolean fresh = false;
    if (context.queryString() == null) {
      Optional<String> remembered = queries.remembered(who.accountId(), LIST);
      if (remembered.filter(query -> !query.isEmpty()).isPresent()) {
        seeOther(context, paths.manuscripts() + "?" + remembered.get());
        return;
      }
      fresh = remembered.isEmpty();
    }
    String text = Objects.requireNonNullElse(Requests.text(context, "q", LONGEST_QUERY), "");
    String status = Objects.requireNonNullElse(context.queryParam("status"), "");
    if (!ManuscriptListQueries.Filter.STATUSES.contains(status)) {
      status = "";
    }
    // Who writes for themselves alone begins with what is theirs.
    boolean own = who.is(Role.AUTHOR) && !who.is(Role.EDITOR);
    boolean mine = context.queryParam("mine") != null || (fresh && own);
    Long specialty = chosen(context, "specialty");
    Long doctor = chosen(context, "doctor");
    ManuscriptListQueries.Sort sort = ManuscriptListQueries.Sort.of(context.queryParam("sort"));
    ManuscriptListQueries.Key after =
        ManuscriptListQueries.Key.read(sort, context.queryParam("after"));
    ManuscriptListQueries.Key before =
        ManuscriptListQueries.Key.read(sort, context.queryParam("before"));
    ManuscriptListQueries.Place place =
        after != null ? new ManuscriptListQueries.Place(after, false) : null;
    place = place == null && before != null ? new ManuscriptListQueries.Place(before, true) : place;
    String filter = filter(text, status, specialty, doctor, mine);
    String sorted =
        sort == ManuscriptListQueries.Sort.UPDATED ? filter : joined(filter, "sort=" + sort.code());
    ManuscriptListQueries.Page found =
        lists.page(
            new ManuscriptListQueries.Filter(
                text,
                status,
                specialty,
                doctor,
                mine ? who.accountId() : null,
                who.doctorId(),
                who.is(Role.REVIEWER),
                today(),
                sort,
                place),
            who.accountId());
    List<ManuscriptListQueries.Listed> shown = found.lines();
    String here =
        place == null || !found.earlier()
            ? sorted
            : joined(sorted, (place.before() ? "before=" : "after=") + place.key().written(sort));
    if (here.length() <= LONGEST_REMEMBERED) {
      queries.remember(who.accountId(), LIST, here);
    }
    Map<String, FeedbackQueueQueries.Count> said =
        feedback.counts(
            shown.stream()
                .map(ManuscriptListQueries.Listed::articleSlug)
                .filter(Objects::nonNull)
                .toList());
    Words words = frame.words();
    List<Option> statuses =
        ManuscriptListQueries.Filter.STATUSES.stream()
            .map(each -> new Option(each, words.of("status." + each)))
            .toList();
    List<Option> sorts =
        Arrays.stream(ManuscriptListQueries.Sort.values())
            .map(each -> new Option(asked(each), words.of("manuscripts.sort." + each.code())))
            .toList();
    String anyone = "manuscripts.any";
    String list = paths.manuscripts() + "?";
    ManuscriptsPage page =
        new ManuscriptsPage(
            frame.desk(
                who, words.of("manuscripts.heading"), paths.manuscripts(), notice(context, words)),
            paths.manuscripts(),
            list + "all",
            who.is(Role.EDITOR) || who.is(Role.AUTHOR) ? paths.newManuscript() : null,
            pages.unsavedNew(found),
            text,
            Selection.of("status", status, Option.after(words.of(anyone), statuses)),
            Selection.of(
                "specialty",
                Objects.toString(specialty, ""),
                pages.specialties(anyone, specialty, "").options()),
            Selection.of(
                "doctor",
                Objects.toString(doctor, ""),
                pages.doctors(anyone, doctor, text).options()),
            Selection.of("sort", asked(sort), sorts),
            mine,
            !filter.isEmpty(),
            !filter.isEmpty() && !(own && filter.equals(MINE)),
            pages.place(found, sort),
            shown.stream()
                .map(listed -> line(listed, found, said.get(listed.articleSlug()), who))
                .toList(),
            found.earlier()
                ? list + joined(sorted, "before=" + shown.get(0).key(sort).written(sort))
                : null,
            found.later()
                ? list
                    + joined(sorted, "after=" + shown.get(shown.size() - 1).key(sort).written(sort))
                : null,
            found.earlier() ? list + (sorted.isEmpty() ? "all" : sorted) : null);
    views.respondPrivately(context, "admin/manuscript/manuscripts", page);
  }

  private ManuscriptsPage.Line line(
      ManuscriptListQueries.Listed listed,
      ManuscriptListQueries.Page found,
      FeedbackQueueQueries.@Nullable Count said,
      SignedIn who) {
    Words words = frame.words();
    Paths paths = frame.paths();
    boolean opens =
        !listed.isManuscript()
            && (who.is(Role.EDITOR)
                || (who.is(Role.AUTHOR)
                    && who.doctorId() != null
                    && who.doctorId().equals(listed.doctorId())));
    String slug = listed.articleSlug();
    List<String> notes = new ArrayList<>(Workflow.notes(found.on(listed), listed.stage(), words));
    if (said != null) {
      notes.add(ManuscriptPages.said(said, words));
    }
    return new ManuscriptsPage.Line(
        listed.title().isBlank() ? words.of("manuscript.untitled") : listed.title(),
        listed.isManuscript()
            ? paths.manuscript(listed.id())
            : opens || slug == null || !listed.status().equals("published")
                ? null
                : paths.article(slug),
        opens ? paths.manuscriptFrom(listed.id()) : null,
        listed.doctorName(),
        listed.specialtyName(),
        listed.status(),
        Workflow.label(listed.status(), listed.stage(), words),
        pages.unsaved(found, listed),
        notes,
        Moment.of(listed.updatedAt(), frame.zone()),
        listed.reviewDueOn() == null ? null : words.day(listed.reviewDueOn()),
        listed.isOverdue(today()),
        listed.ownerName());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private void blank(Context context) {
    SignedIn who = SignedIn.of(context);
    UUID restored = formId(context.queryParam("restore"));
    Optional<ManuscriptForm> kept =
        restored == null ? Optional.empty() : queries.unsaved(who.accountId(), restored);
    Long self = who.doctorId();
    ManuscriptForm form =
        kept.orElseGet(
            () ->
                ManuscriptForm.of(
                    self == null ? ManuscriptContent.EMPTY : ManuscriptContent.EMPTY.by(self),
                    null,
                    queries.names()));
    ManuscriptPages.Shown shown =
        new ManuscriptPages.Shown(
            form,
            0,
            kept.isPresent() && restored != null ? restored : UUID.randomUUID(),
            List.of(),
            null,
            Workflow.Typed.NOTHING,
            false,
            kept.isEmpty(),
            kept.isPresent()
                ? frame.words().of("notice.autosave")
                : notice(context, frame.words()));
    respond(context, who, null, shown, HttpStatus.OK);
  }

  /** Null where it is none that a form was given. */
  static @Nullable UUID formId(@Nullable String text) {
    return text != null && FORM_ID.matcher(text).matches() ? UUID.fromString(text) : null;
  }

  /** Of what a browser keeps; 0 where it does not say. */
  private static long sequence(FormParams params) {
    String sequence = params.line("sequence");
    return sequence.matches("[0-9]{1,15}") ? Long.parseLong(sequence) : 0;
  }

  private void create(Context context) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    if (params.line("act").equals("keep")) {
      keepNew(context, who, params);
      return;
    }
    UUID given = formId(params.line("form"));
    UUID form = given == null ? UUID.randomUUID() : given;
    Submitted submitted = submitted(context, who, null);
    SafetyNets.Alike alike = alikeNew(who, form, submitted);
    if (submitted.isSave() && submitted.findings().isEmpty() && alike == null) {
      Optional<Long> fresh = editor.create(who, form, submitted.content(), submitted.recordingId());
      if (fresh.isPresent()) {
        saved(context, fresh.get(), "created");
      } else {
        createdBefore(context, who, form, submitted);
      }
      return;
    }
    // Not saved, and not lost either.
    boolean kept = given == null || editor.keepUnsaved(who, form, null, submitted.form());
    respond(
        context,
        who,
        null,
        submitted.shown(0, form, unlessKept(kept)).with(alike),
        submitted.isSave() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK);
  }

  /** Answers like a new one, of which nobody was told yet, or for which somebody asked. */
  private SafetyNets.@Nullable Alike alikeNew(SignedIn who, UUID form, Submitted submitted) {
    if (submitted.act().equals(FIND_ALIKE)) {
      return pages.alike(submitted.content(), null, true);
    }
    boolean warns =
        submitted.isSave()
            && submitted.findings().isEmpty()
            && !submitted.act().equals(SAVE_ANYWAY)
            && queries.begunIn(who.accountId(), form).isEmpty();
    return warns ? pages.alike(submitted.content(), null, false) : null;
  }

  /** On to where the button leads that saved it. */
  private void saved(Context context, long id, String done) {
    Paths paths = frame.paths();
    switch (FormParams.of(context).line("act")) {
      case "record" -> seeOther(context, paths.record(id));
      case "cues" -> seeOther(context, paths.cues(id));
      default -> seeOther(context, paths.manuscript(id) + "?done=" + done);
    }
  }

  /** The form was sent before, by a second press of its button or after going back to it. */
  private void createdBefore(Context context, SignedIn who, UUID form, Submitted submitted) {
    Manuscript there =
        queries
            .begunIn(who.accountId(), form)
            .flatMap(queries::find)
            .orElseThrow(NotFoundResponse::new);
    Manuscript.Revision revision = there.revision();
    ManuscriptContent content = submitted.content();
    boolean same =
        revision
                .content()
                .equals(
                    content.slug().isEmpty()
                        ? content.withSlug(revision.content().slug())
                        : content)
            && Objects.equals(revision.recordingId(), submitted.recordingId());
    if (same) {
      seeOther(context, frame.paths().manuscript(there.id()) + "?done=created");
    } else {
      boolean kept = editor.keepUnsaved(who, form, null, submitted.form());
      respondConflict(context, who, there, form, 0, submitted, kept);
    }
  }

  private void keepNew(Context context, SignedIn who, FormParams params) {
    UUID form = formId(params.line("form"));
    if (form == null) {
      throw new BadRequestResponse();
    }
    answer(context, editor.keepUnsaved(who, form, sequence(params), ManuscriptForm.read(params)));
  }

  /** Tells the browser whether what it sent is kept, and in words why not. */
  private void answer(Context context, boolean kept) {
    HttpCache.noStore(context);
    String why = unlessKept(kept);
    if (why == null) {
      context.status(HttpStatus.NO_CONTENT);
    } else {
      context
          .status(HttpStatus.UNPROCESSABLE_CONTENT)
          .contentType("text/plain; charset=utf-8")
          .result(why);
    }
  }

  private @Nullable String unlessKept(boolean kept) {
    return kept ? null : frame.words().of("autosave.full", ManuscriptEditor.MOST_UNSAVED);
  }

  private void discardNew(Context context) {
    SignedIn who = SignedIn.of(context);
    UUID form = formId(FormParams.of(context).line("form"));
    if (form != null) {
      editor.discardUnsaved(who, form);
    }
    seeOther(context, frame.paths().newManuscript() + "?done=discarded");
  }

  private void open(Context context) {
    SignedIn who = SignedIn.of(context);
    long article = id(context, "article");
    Optional<Long> there = queries.ofArticle(article);
    if (there.isPresent()) {
      seeOther(context, frame.paths().manuscript(there.get()));
      return;
    }
    if (!who.is(Role.EDITOR) && !speaksIn(who, article)) {
      throw new ForbiddenResponse();
    }
    try {
      seeOther(context, frame.paths().manuscript(editor.fromArticle(who, article)));
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  private boolean speaksIn(SignedIn who, long article) {
    Long doctor = who.doctorId();
    return doctor != null && queries.isBy(article, doctor);
  }

  private void form(Context context) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript = manuscript(context);
    if (!Workflow.mayEdit(who, manuscript)) {
      String query = context.queryString();
      seeOther(context, frame.paths().review(manuscript.id()) + (query == null ? "" : "?" + query));
      return;
    }
    UUID restored = formId(context.queryParam("restore"));
    Optional<ManuscriptQueries.Autosave> kept =
        restored == null
            ? Optional.empty()
            : queries.autosave(manuscript.id(), who.accountId(), restored);
    ManuscriptForm form =
        kept.map(each -> ManuscriptJson.read(each.content(), ManuscriptForm.class))
            .orElseGet(() -> pages.form(manuscript));
    int base =
        kept.map(ManuscriptQueries.Autosave::baseNumber).orElse(manuscript.revision().number());
    String notice =
        kept.isPresent() ? frame.words().of("notice.autosave") : notice(context, frame.words());
    ManuscriptPages.Shown shown =
        new ManuscriptPages.Shown(
            form,
            base,
            kept.map(ManuscriptQueries.Autosave::formId).orElseGet(UUID::randomUUID),
            List.of(),
            null,
            Workflow.Typed.NOTHING,
            false,
            kept.isEmpty(),
            notice);
    respond(context, who, manuscript, shown, HttpStatus.OK);
  }

  private void save(Context context) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript = editable(context, who);
    FormParams params = FormParams.of(context);
    int base = base(params);
    UUID given = formId(params.line("form"));
    UUID form = given == null ? UUID.randomUUID() : given;
    Submitted submitted = submitted(context, who, manuscript);
    long id = manuscript.id();
    if (submitted.isSave() && submitted.findings().isEmpty()) {
      try {
        editor.save(who, id, base, form, submitted.content(), submitted.recordingId());
        saved(context, id, "saved");
      } catch (RevisionConflictException e) {
        boolean kept = editor.autosave(who, id, base, form, null, submitted.form());
        // As it stands now: what was read above may have been saved over since.
        Manuscript current = queries.find(id).orElseThrow(NotFoundResponse::new);
        respondConflict(context, who, current, form, base, submitted, kept);
      }
      return;
    }
    // Not saved, and not lost either.
    boolean kept = editor.autosave(who, id, base, form, null, submitted.form());
    ManuscriptPages.Shown shown = submitted.shown(base, form, unlessKept(kept));
    if (params.has("merging") && manuscript.revision().number() == base) {
      shown = shown.beside(stillAsked(manuscript, number(params, "merging"), submitted));
    }
    respond(
        context,
        who,
        manuscript,
        shown.with(
            submitted.act().equals(FIND_ALIKE)
                ? pages.alike(submitted.content(), manuscript, true)
                : null),
        submitted.isSave() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK);
  }

  /** Both together, and asked about where they stand against each other. */
  private void respondConflict(
      Context context,
      SignedIn who,
      Manuscript current,
      UUID form,
      int base,
      Submitted submitted,
      boolean kept) {
    ManuscriptContent was = began(current.id(), base);
    ManuscriptContent mine = submitted.content();
    ManuscriptMerge merge =
        ManuscriptMerge.of(
            pages.form(was, recordingOf(current.id(), base)),
            pages.form(current),
            pages.form(mine, submitted.recordingId()));
    ManuscriptPages.Shown shown =
        new ManuscriptPages.Shown(
            merge.merged(),
            current.revision().number(),
            form,
            List.of(),
            pages.conflict(current, was, base, mine, merge),
            Workflow.Typed.NOTHING,
            false,
            false,
            unlessKept(kept));
    respond(context, who, current, shown, HttpStatus.CONFLICT);
  }

  /**
   * What is still to be chosen where the form is shown once more before it is saved. The transcript
   * is as it was sent: what was chosen of it is in there.
   */
  private ManuscriptPage.Conflict stillAsked(
      Manuscript manuscript, int merging, Submitted submitted) {
    ManuscriptContent was = began(manuscript.id(), merging);
    ManuscriptForm mine = submitted.form();
    ManuscriptMerge merge =
        ManuscriptMerge.of(
            pages.form(was, recordingOf(manuscript.id(), merging)), pages.form(manuscript), mine);
    return pages.conflict(
        manuscript,
        was,
        merging,
        submitted.content(),
        new ManuscriptMerge(mine, merge.parts(), List.of()));
  }

  /** What a revision says; nothing at all where there is none of that number. */
  private ManuscriptContent began(long id, int number) {
    return queries
        .revision(id, number)
        .map(Manuscript.Revision::content)
        .orElse(ManuscriptContent.EMPTY);
  }

  private @Nullable Long recordingOf(long id, int number) {
    return queries.revision(id, number).map(Manuscript.Revision::recordingId).orElse(null);
  }

  /** What of it is theirs after all, where somebody has chosen so. */
  private ManuscriptForm chosen(
      FormParams params, ManuscriptForm typed, @Nullable Manuscript manuscript) {
    Optional<Manuscript.Revision> theirs =
        manuscript == null || !params.has("merging")
            ? Optional.empty()
            : queries.revision(manuscript.id(), base(params));
    if (theirs.isEmpty()) {
      return typed;
    }
    ManuscriptForm form = typed;
    for (String part : ManuscriptMerge.names()) {
      if (params.line("keep-" + part).equals("theirs")) {
        form = ManuscriptMerge.taking(form, part, pages.form(theirs.get()));
      }
    }
    List<ManuscriptMerge.Passage> passages = new ArrayList<>();
    for (int number = 1; params.has("passage-" + number) && number <= MOST_PASSAGES; number++) {
      Matcher place = PLACE.matcher(params.line("passage-" + number));
      if (place.matches() && params.line("keep-passage-" + number).equals("theirs")) {
        passages.add(
            0,
            new ManuscriptMerge.Passage(
                Integer.parseInt(place.group(1)),
                Integer.parseInt(place.group(2)),
                params.text("passage-theirs-" + number),
                ""));
      }
    }
    return passages.isEmpty()
        ? form
        : ManuscriptMerge.withTranscript(
            form, ManuscriptMerge.taking(params.text("shown"), form.transcript(), passages));
  }

  private void autosave(Context context) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript = editable(context, who);
    FormParams params = FormParams.of(context);
    UUID form = formId(params.line("form"));
    if (form == null) {
      throw new BadRequestResponse();
    }
    answer(
        context,
        editor.autosave(
            who,
            manuscript.id(),
            base(params),
            form,
            sequence(params),
            ManuscriptForm.read(params)));
  }

  private void discard(Context context) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript = editable(context, who);
    UUID form = formId(FormParams.of(context).line("form"));
    if (form != null) {
      editor.discardAutosave(who, manuscript.id(), form);
    }
    seeOther(context, frame.paths().manuscript(manuscript.id()) + "?done=discarded");
  }

  private void preview(Context context) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript = manuscript(context);
    ManuscriptContent content = manuscript.revision().content();
    Long recording = manuscript.revision().recordingId();
    Manuscript.Approval approval =
        manuscript.stage() == Manuscript.Stage.APPROVED ? manuscript.approval() : null;
    boolean unsaved = false;
    UUID asked = formId(context.queryParam("unsaved"));
    if (asked != null) {
      Optional<ManuscriptForm.Parsed> kept =
          queries
              .autosave(manuscript.id(), who.accountId(), asked)
              .map(each -> ManuscriptJson.read(each.content(), ManuscriptForm.class))
              .map(form -> form.parse(queries, frame.paths(), mayCreateTopics(who)));
      unsaved = kept.isPresent();
      content = kept.map(ManuscriptForm.Parsed::content).orElse(content);
      recording = kept.isPresent() ? kept.get().recordingId() : recording;
    }
    Words words = frame.words();
    Head.Preview shown =
        new Head.Preview(
            words.of(
                unsaved ? "preview.unsaved" : "preview.version", manuscript.revision().number()),
            new Link(frame.paths().manuscript(manuscript.id()), words.of("preview.back")));
    ArticlePage page =
        ArticlePage.preview(
            preview.article(content, recording, unsaved ? null : approval, words),
            frame.previewing(manuscript.id()),
            shown);
    views.respondPrivately(context, "article/article", page);
    context.header("X-Robots-Tag", "noindex");
    RequestGuard.mayBeFramed(context);
  }

  private void captions(Context context) {
    Manuscript manuscript = manuscript(context);
    if (manuscript.revision().content().cues().isEmpty()) {
      throw new NotFoundResponse();
    }
    HttpCache.noStore(context);
    context
        .contentType("text/vtt; charset=utf-8")
        .result(Captions.vtt(manuscript.revision().content().cues(), false));
  }

  private void media(Context context) throws IOException {
    MediaRoutes.serve(context, media, "private, no-store");
  }

  private void respond(
      Context context,
      SignedIn who,
      @Nullable Manuscript manuscript,
      ManuscriptPages.Shown shown,
      HttpStatus status) {
    context.status(status);
    views.respondPrivately(
        context, "admin/manuscript/manuscript", pages.page(who, manuscript, shown));
    RequestGuard.mayFrame(context);
  }

  private Manuscript manuscript(Context context) {
    return queries.find(id(context, "id")).orElseThrow(NotFoundResponse::new);
  }

  private Manuscript editable(Context context, SignedIn who) {
    Manuscript manuscript = manuscript(context);
    if (!Workflow.mayEdit(who, manuscript)) {
      throw new ForbiddenResponse();
    }
    return manuscript;
  }

  /** Reads the form, takes its files in, and finds what is wrong with it. */
  private Submitted submitted(Context context, SignedIn who, @Nullable Manuscript manuscript) {
    FormParams params = FormParams.of(context);
    ManuscriptForm form = chosen(params, ManuscriptForm.read(params), manuscript);
    List<Finding> findings = new ArrayList<>();
    UploadedFile audio = context.uploadedFile("audioFile");
    if (audio != null && isChosen(audio)) {
      try {
        form = form.withRecording(Long.toString(recording(audio)));
      } catch (BadMediaException e) {
        findings.add(
            new Finding(
                "audio", "finding.audio.bad", audio.filename(), String.valueOf(e.getMessage())));
      }
    }
    UploadedFile captions = context.uploadedFile("captionsFile");
    if (captions != null && isChosen(captions)) {
      String text = captions(captions);
      if (text == null) {
        findings.add(new Finding("captions", "finding.captions.encoding", captions.filename()));
      } else {
        form = form.withCaptions(text);
      }
    }
    unsearched(params, "doctor").ifPresent(findings::add);
    unsearched(params, "specialty").ifPresent(findings::add);
    ManuscriptForm.Parsed parsed = form.parse(queries, frame.paths(), mayCreateTopics(who));
    findings.addAll(parsed.findings());
    ManuscriptContent content = parsed.content();
    Long doctor = content.doctorId();
    Long self = who.doctorId();
    if (!who.is(Role.EDITOR) && self != null && doctor != null && !self.equals(doctor)) {
      findings.add(new Finding("doctor", "finding.doctor.notYours"));
    }
    boolean newSlug =
        manuscript == null || !manuscript.revision().content().slug().equals(content.slug());
    if (newSlug && findings.stream().noneMatch(finding -> finding.field().equals("slug"))) {
      Long article = manuscript == null ? null : manuscript.articleId();
      jdbi.withHandle(handle -> ManuscriptChecks.slugClash(handle, article, content.slug()))
          .ifPresent(findings::add);
    }
    String act = params.line("act");
    boolean save = !ACTS.contains(act);
    return new Submitted(
        form, content, parsed.recordingId(), save ? findings : List.of(), save, act);
  }

  static boolean mayCreateTopics(SignedIn who) {
    return who.is(Role.EDITOR) || who.is(Role.ADMINISTRATOR);
  }

  /** A name was typed, and nobody of that name chosen: it is not for us to guess who is meant. */
  private static Optional<Finding> unsearched(FormParams params, String field) {
    String name = params.line(field + "Name");
    return name.isEmpty() || name.equals(params.line(field + "Found"))
        ? Optional.empty()
        : Optional.of(new Finding(field, "finding." + field + ".unsearched", name));
  }

  private long recording(UploadedFile audio) {
    try (TemporaryFolder folder = TemporaryFolder.create("upload")) {
      Path file = folder.path().resolve("sound");
      try (InputStream content = audio.content()) {
        Files.copy(content, file);
      }
      return editor.takeRecording(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Null where it is not UTF-8; what is too long is left to the reader of captions to refuse. */
  private static @Nullable String captions(UploadedFile file) {
    try (InputStream content = file.content()) {
      byte[] bytes = content.readNBytes(LONGEST_CAPTIONS_BYTES + 1);
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isChosen(UploadedFile file) {
    return !file.filename().isEmpty() || file.size() > 0;
  }

  private static @Nullable Long chosen(Context context, String name) {
    String value = Objects.requireNonNullElse(context.queryParam(name), "");
    return ID.matcher(value).matches() ? Long.valueOf(value) : null;
  }

  /** As the list is asked for it; by the last change it is sorted anyway. */
  private static String asked(ManuscriptListQueries.Sort sort) {
    return sort == ManuscriptListQueries.Sort.UPDATED ? "" : sort.code();
  }

  private static String filter(
      String text, String status, @Nullable Long specialty, @Nullable Long doctor, boolean mine) {
    String query = text.isEmpty() ? "" : "q=" + Paths.encoded(text);
    query = status.isEmpty() ? query : joined(query, "status=" + status);
    query = specialty == null ? query : joined(query, "specialty=" + specialty);
    query = doctor == null ? query : joined(query, "doctor=" + doctor);
    return mine ? joined(query, MINE) : query;
  }

  private static String joined(String query, String more) {
    return query.isEmpty() ? more : query + "&" + more;
  }

  /** What a form brought. */
  private record Submitted(
      ManuscriptForm form,
      ManuscriptContent content,
      @Nullable Long recordingId,
      List<Finding> findings,
      boolean isSave,
      String act) {
    ManuscriptPages.Shown shown(int base, UUID formId, @Nullable String notice) {
      return new ManuscriptPages.Shown(
          form,
          base,
          formId,
          findings,
          null,
          Workflow.Typed.NOTHING,
          act.equals("more-sources"),
          false,
          notice);
    }
  }
}
