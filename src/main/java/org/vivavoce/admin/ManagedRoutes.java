package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Listing;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Link;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Portrait;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/**
 * {@code /admin/doctors}, {@code /admin/specialties} and {@code /admin/topics}: lists, forms,
 * portraits, merging.
 */
public final class ManagedRoutes {
  private static final Set<Role> EDITORS = Set.of(Role.EDITOR, Role.ADMINISTRATOR);
  private static final int LONGEST_SEARCH = 100;
  private static final int LONGEST_NAME = 200;
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

  /** What a redirect may say has been done. */
  private static final Set<String> NOTICES =
      Set.of("created", "saved", "merged", "deleted", "portrait", "portrait-removed");

  /** The members of schema.org's MedicalSpecialty. */
  private static final List<String> SCHEMA_ORG =
      List.of(
          ("Anesthesia Cardiovascular CommunityHealth Dentistry Dermatologic Dermatology"
                  + " DietNutrition Emergency Endocrine Gastroenterologic Genetic Geriatric"
                  + " Gynecologic Hematologic Infectious LaboratoryScience Midwifery"
                  + " Musculoskeletal Neurologic Nursing Obstetric Oncologic Optometric"
                  + " Otolaryngologic Pathology Pediatric PharmacySpecialty Physiotherapy"
                  + " PlasticSurgery Podiatric PrimaryCare Psychiatric PublicHealth Pulmonary"
                  + " Radiography Renal RespiratoryTherapy Rheumatologic SpeechPathology Surgical"
                  + " Toxicologic Urologic")
              .split(" "));

  /** Before the number of the term whose definition is to stand in the form. */
  private static final String TAKE = "take-";

  private final ManagedQueries queries;
  private final ManagedEditor editor;
  private final ManagedMergeEditor mergeEditor;
  private final Frame frame;
  private final Paths paths;
  private final Words words;
  private final Views views;

  public ManagedRoutes(Jdbi jdbi, Frame frame, Views views) {
    this.queries = new ManagedQueries(jdbi);
    this.editor = new ManagedEditor(jdbi);
    this.mergeEditor = new ManagedMergeEditor(jdbi, editor);
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    for (ManagedKind kind : ManagedKind.values()) {
      String list = kind.list(paths);
      routes.get(list, EDITORS, context -> list(context, kind));
      routes.post(list, EDITORS, context -> create(context, kind));
      routes.get(list + "/new", EDITORS, context -> blank(context, kind));
      routes.get(list + "/{id}", EDITORS, context -> edit(context, kind));
      routes.post(list + "/{id}", EDITORS, context -> save(context, kind));
      routes.post(list + "/{id}/delete", EDITORS, context -> delete(context, kind));
      routes.get(list + "/{id}/merge", EDITORS, context -> preview(context, kind));
      routes.post(list + "/{id}/merge", EDITORS, context -> merge(context, kind));
    }
    String doctor = paths.managedDoctors() + "/{id}";
    routes.get(doctor + "/portrait", EDITORS, this::portrait);
    routes.post(doctor + "/portrait", EDITORS, this::storePortrait);
    routes.post(doctor + "/portrait/remove", EDITORS, this::removePortrait);
  }

  private void list(Context context, ManagedKind kind) {
    SignedIn who = SignedIn.of(context);
    String asked = Requests.text(context, "q", LONGEST_SEARCH);
    String search = asked == null ? "" : asked;
    Listing<ManagedQueries.Row> listing = queries.list(kind, search, null, Requests.page(context));
    if (listing.page() > 1 && !listing.hasPage()) {
      throw new NotFoundResponse();
    }
    String path = kind.list(paths);
    String searched = search.isEmpty() ? path : path + "?q=" + Paths.encoded(search);
    Pager pager = frame.pager(listing, number -> paths.paged(searched, number));
    respond(
        context,
        "admin/management/list",
        new ManagedListPage(
            frame.desk(who, word(kind, "list"), path, notice(context)),
            path,
            search,
            words.of("managed.list.count", listing.total()),
            paths.managedNew(path),
            word(kind, "new"),
            listing.items().stream().map(row -> row(kind, row)).toList(),
            pager));
  }

  private ManagedListPage.Row row(ManagedKind kind, ManagedQueries.Row row) {
    return new ManagedListPage.Row(
        paths.managed(kind.list(paths), row.id()),
        row.name(),
        row.note(),
        kind == ManagedKind.DOCTOR ? tile(row.id(), row.name(), row.hasPortrait()) : null,
        words.of("managed.list.answers", row.answers(), row.published()),
        words.day(row.updatedAt().atZone(ZoneOffset.UTC).toLocalDate()));
  }

  private void blank(Context context, ManagedKind kind) {
    // A condition that was named elsewhere, and is not there yet.
    String name = kind == ManagedKind.TOPIC ? Requests.text(context, "name", LONGEST_NAME) : null;
    respondForm(context, kind, null, ManagedForm.blank(kind, name == null ? "" : name), List.of());
  }

  private void create(Context context, ManagedKind kind) {
    SignedIn who = SignedIn.of(context);
    ManagedForm form = ManagedForm.of(kind, FormParams.of(context));
    ManagedEditor.Outcome outcome = editor.create(form, who);
    Long id = outcome.saved();
    if (id == null) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respondForm(context, kind, null, form, outcome.faults());
      return;
    }
    seeOther(context, paths.managed(kind.list(paths), id) + "?done=created");
  }

  private void edit(Context context, ManagedKind kind) {
    ManagedEntry entry = queries.find(kind, id(context)).orElseThrow(NotFoundResponse::new);
    Long mergedInto = entry.mergedIntoId();
    if (mergedInto != null) {
      seeOther(context, paths.managed(kind.list(paths), mergedInto));
      return;
    }
    respondForm(context, kind, entry, entry.form(), List.of());
  }

  private void save(Context context, ManagedKind kind) {
    SignedIn who = SignedIn.of(context);
    long id = id(context);
    FormParams params = FormParams.of(context);
    ManagedForm form = ManagedForm.of(kind, params);
    String act = params.line("act");
    if (kind == ManagedKind.TOPIC && act.startsWith(TAKE)) {
      takeDefinition(context, id, form, act.substring(TAKE.length()));
      return;
    }
    ManagedEditor.Outcome outcome = editor.save(id, form, who);
    ManagedEntry current = outcome.current();
    if (outcome.isGone()) {
      throw new NotFoundResponse();
    } else if (outcome.saved() != null) {
      seeOther(context, paths.managed(kind.list(paths), id) + "?done=saved");
    } else if (current != null) {
      context.status(HttpStatus.CONFLICT);
      respondConflict(context, kind, form, current);
    } else {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      ManagedEntry entry = queries.find(kind, id).orElseThrow(NotFoundResponse::new);
      respondForm(context, kind, entry, form, outcome.faults());
    }
  }

  /**
   * Fills the field in, for an editor to look over; what else was typed stays, nothing is saved.
   */
  private void takeDefinition(Context context, long id, ManagedForm form, String term) {
    ManagedEntry entry = queries.find(ManagedKind.TOPIC, id).orElseThrow(NotFoundResponse::new);
    ManagedQueries.Definition definition =
        queries.definitions(id).stream()
            .filter(each -> Long.toString(each.id()).equals(term))
            .findFirst()
            .orElseThrow(NotFoundResponse::new);
    Map<String, String> values = new LinkedHashMap<>(form.values());
    values.put("definition", definition.definition());
    respondForm(
        context,
        ManagedKind.TOPIC,
        entry,
        new ManagedForm(ManagedKind.TOPIC, values, form.version()),
        List.of(),
        null,
        PortraitForm.CENTRE,
        words.of("managed.offer.taken"));
  }

  private void delete(Context context, ManagedKind kind) {
    SignedIn who = SignedIn.of(context);
    long id = id(context);
    ManagedEditor.Outcome outcome = editor.delete(kind, id, who);
    if (outcome.isGone()) {
      throw new NotFoundResponse();
    }
    if (outcome.saved() == null) {
      context.status(HttpStatus.CONFLICT);
      ManagedEntry entry = queries.find(kind, id).orElseThrow(NotFoundResponse::new);
      respondForm(context, kind, entry, entry.form(), outcome.faults());
      return;
    }
    seeOther(context, kind.list(paths) + "?done=deleted");
  }

  private void preview(Context context, ManagedKind kind) {
    SignedIn who = SignedIn.of(context);
    long from = id(context);
    ManagedEntry entry = queries.find(kind, from).orElseThrow(NotFoundResponse::new);
    Long mergedInto = entry.mergedIntoId();
    if (mergedInto != null) {
      seeOther(context, paths.managed(kind.list(paths), mergedInto));
      return;
    }
    String into = context.queryParam("into");
    if (into == null) {
      respondMerge(context, kind, entry, null, false, List.of());
      return;
    }
    long intoId = id(into);
    if (!who.provedLately()) {
      seeOther(context, paths.prove(mergePath(kind, from, intoId)));
      return;
    }
    ManagedMergeEditor.Preview plan =
        mergeEditor.preview(kind, from, intoId).orElseThrow(NotFoundResponse::new);
    respondMerge(context, kind, entry, plan, false, plan.obstacles());
  }

  private void merge(Context context, ManagedKind kind) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    long from = id(context);
    long into = id(params.line("into"));
    if (!who.provedLately()) {
      seeOther(context, paths.prove(mergePath(kind, from, into)));
      return;
    }
    ManagedEditor.Outcome outcome =
        mergeEditor.merge(
            kind, from, params.line("fromVersion"), into, params.line("intoVersion"), who);
    if (outcome.isGone()) {
      throw new NotFoundResponse();
    }
    if (outcome.saved() != null) {
      seeOther(context, paths.managed(kind.list(paths), into) + "?done=merged");
      return;
    }
    boolean conflict = outcome.current() != null;
    context.status(conflict ? HttpStatus.CONFLICT : HttpStatus.UNPROCESSABLE_CONTENT);
    ManagedMergeEditor.Preview plan =
        mergeEditor.preview(kind, from, into).orElseThrow(NotFoundResponse::new);
    respondMerge(context, kind, plan.from(), plan, conflict, plan.obstacles());
  }

  private String mergePath(ManagedKind kind, long from, long into) {
    return paths.managedMerge(kind.list(paths), from) + "?into=" + into;
  }

  private void portrait(Context context) {
    SignedIn.of(context);
    ManagedQueries.Picture picture =
        queries.portrait(id(context)).orElseThrow(NotFoundResponse::new);
    HttpCache.noStore(context);
    // A drawing may hold script; opened by itself it must be as inert as inside <img>.
    context.header("Content-Security-Policy", "default-src 'none'; sandbox");
    context.contentType(picture.contentType()).result(picture.bytes());
  }

  private void storePortrait(Context context) {
    SignedIn who = SignedIn.of(context);
    long id = id(context);
    ManagedEntry entry = queries.find(ManagedKind.DOCTOR, id).orElseThrow(NotFoundResponse::new);
    FormParams params = FormParams.of(context);
    PortraitForm form = PortraitForm.of(params);
    List<ManagedFault> faults = form.faults();
    if (!faults.isEmpty()) {
      refusePortrait(context, entry, form, faults);
      return;
    }
    UploadedFile file = context.uploadedFile("picture");
    byte[] jpeg;
    try {
      jpeg = PortraitImage.of(file == null ? new byte[0] : bytes(file), form.crop());
    } catch (PortraitException e) {
      refusePortrait(context, entry, form, List.of(ManagedFault.of("picture", e.key())));
      return;
    }
    if (editor.portrait(id, jpeg, who).isGone()) {
      throw new NotFoundResponse();
    }
    seeOther(context, paths.managed(paths.managedDoctors(), id) + "?done=portrait");
  }

  private void removePortrait(Context context) {
    SignedIn who = SignedIn.of(context);
    long id = id(context);
    if (editor.portrait(id, null, who).isGone()) {
      throw new NotFoundResponse();
    }
    seeOther(context, paths.managed(paths.managedDoctors(), id) + "?done=portrait-removed");
  }

  private void refusePortrait(
      Context context, ManagedEntry entry, PortraitForm portrait, List<ManagedFault> faults) {
    context.status(HttpStatus.UNPROCESSABLE_CONTENT);
    respondForm(context, ManagedKind.DOCTOR, entry, entry.form(), faults, null, portrait);
  }

  /**
   * What was typed stays; saved once more, it goes on top of what somebody else wrote. Only where
   * the sender had touched nothing does the form take over what was saved meanwhile.
   */
  private void respondConflict(
      Context context, ManagedKind kind, ManagedForm yours, ManagedEntry current) {
    List<ManagedQueries.Saving> savings = queries.savedSince(kind, current.id(), yours.version());
    Map<String, String> opened = new LinkedHashMap<>();
    savings.forEach(saving -> saving.before().forEach(opened::putIfAbsent));
    Map<String, String> values = new LinkedHashMap<>(yours.values());
    List<String> taken = new ArrayList<>();
    List<ManagedEditPage.Difference> differences = new ArrayList<>();
    for (ManagedKind.Field field : kind.fields()) {
      String id = field.id();
      String theirs = current.form().value(id);
      String typed = yours.value(id);
      if (theirs.equals(typed)) {
        continue;
      }
      if (typed.equals(opened.get(id))) {
        values.put(id, theirs);
        taken.add(label(kind, id));
      } else if (savings.isEmpty() || opened.containsKey(id)) {
        differences.add(new ManagedEditPage.Difference(label(kind, id), theirs, typed));
      }
    }
    respondForm(
        context,
        kind,
        current,
        new ManagedForm(kind, values, current.version()),
        List.of(),
        new ManagedEditPage.Conflict(
            savings(context, kind, savings, current),
            taken.isEmpty() ? null : String.join(", ", taken),
            differences),
        PortraitForm.CENTRE);
  }

  private List<ManagedEditPage.Saving> savings(
      Context context,
      ManagedKind kind,
      List<ManagedQueries.Saving> savings,
      ManagedEntry current) {
    if (savings.isEmpty()) {
      return List.of(
          new ManagedEditPage.Saving(
              words.of("managed.conflict.somebody"),
              Moment.of(current.changedAt(), frame.zone()),
              null));
    }
    long own = SignedIn.of(context).accountId();
    return savings.stream()
        .map(
            saving ->
                new ManagedEditPage.Saving(
                    saving.accountId() == own
                        ? words.of("managed.conflict.you")
                        : Audit.name(saving.actor()),
                    Moment.of(saving.at(), frame.zone()),
                    what(kind, saving)))
        .toList();
  }

  private @Nullable String what(ManagedKind kind, ManagedQueries.Saving saving) {
    List<String> what = new ArrayList<>();
    if (saving.action().contains(".portrait.")) {
      what.add(words.of("managed.conflict.picture"));
    } else if (saving.action().endsWith(".merge")) {
      what.add(words.of("managed.conflict.merge"));
    }
    kind.fields().stream()
        .filter(field -> saving.before().containsKey(field.id()))
        .forEach(field -> what.add(label(kind, field.id())));
    return what.isEmpty() ? null : String.join(", ", what);
  }

  private void respondForm(
      Context context,
      ManagedKind kind,
      @Nullable ManagedEntry entry,
      ManagedForm form,
      List<ManagedFault> faults) {
    respondForm(context, kind, entry, form, faults, null, PortraitForm.CENTRE);
  }

  private void respondForm(
      Context context,
      ManagedKind kind,
      @Nullable ManagedEntry entry,
      ManagedForm form,
      List<ManagedFault> faults,
      ManagedEditPage.@Nullable Conflict conflict,
      PortraitForm portrait) {
    respondForm(context, kind, entry, form, faults, conflict, portrait, notice(context));
  }

  private void respondForm(
      Context context,
      ManagedKind kind,
      @Nullable ManagedEntry entry,
      ManagedForm form,
      List<ManagedFault> faults,
      ManagedEditPage.@Nullable Conflict conflict,
      PortraitForm portrait,
      @Nullable String notice) {
    String list = kind.list(paths);
    List<FormError> errors =
        faults.stream()
            .map(
                fault ->
                    new FormError(
                        fault.field(), words.of(fault.key(), fault.arguments().toArray())))
            .toList();
    Desk desk =
        frame.desk(
            SignedIn.of(context), entry == null ? word(kind, "new") : entry.name(), list, notice);
    respond(
        context,
        "admin/management/edit",
        new ManagedEditPage(
            desk,
            List.of(new Link(list, word(kind, "list"))),
            entry == null ? list : paths.managed(list, entry.id()),
            form.version(),
            errors,
            kind.fields().stream()
                .map(field -> question(kind, field, form.value(field.id()), errors))
                .toList(),
            conflict,
            entry == null ? null : more(kind, entry, form),
            entry == null || kind != ManagedKind.DOCTOR ? null : picture(entry, errors, portrait)));
  }

  private ManagedEditPage.Question question(
      ManagedKind kind, ManagedKind.Field field, String value, List<FormError> errors) {
    String key = "managed." + kind.code() + "." + field.id();
    boolean line = field.type() == ManagedKind.Type.LINE;
    boolean choice = field.type() == ManagedKind.Type.CHOICE;
    FormField asked =
        FormField.of(
            field.id(),
            value,
            field.required() ? Need.REQUIRED : choice ? Need.LATER : Need.OPTIONAL,
            line ? Integer.valueOf(field.longest()) : null,
            errors);
    return new ManagedEditPage.Question(
        line ? "line" : choice ? "choice" : "text",
        field.isCode() ? asked.asCode() : asked,
        label(kind, field.id()),
        words.has(key + ".hint") ? words.of(key + ".hint") : null,
        field.rows(),
        choice ? options(field.id(), value) : List.of());
  }

  private List<Option> options(String field, String value) {
    if (field.equals("kind")) {
      return Stream.of("person", "organization")
          .map(each -> new Option(each, words.of("managed.doctor.kind." + each)))
          .toList();
    }
    // What an import brought stays as it is until somebody changes it.
    boolean imported = !value.isEmpty() && !SCHEMA_ORG.contains(value);
    return Option.after(
        words.of("managed.specialty.schemaOrg.none"),
        Stream.concat(SCHEMA_ORG.stream(), imported ? Stream.of(value) : Stream.of())
            .map(each -> new Option(each, each))
            .toList());
  }

  private String label(ManagedKind kind, String field) {
    return words.of("managed." + kind.code() + "." + field);
  }

  /** What the one that goes says otherwise: neither kept, nor an address that leads on. */
  private List<ManagedEditPage.Difference> losses(
      ManagedKind kind, ManagedForm from, ManagedForm into) {
    return kind.fields().stream()
        .map(ManagedKind.Field::id)
        .filter(field -> !kind.keepsBoth(field))
        .filter(field -> !from.value(field).isEmpty() && !into.value(field).isEmpty())
        .filter(field -> !from.value(field).equals(into.value(field)))
        .map(
            field ->
                new ManagedEditPage.Difference(
                    label(kind, field), from.value(field), into.value(field)))
        .toList();
  }

  private ManagedEditPage.More more(ManagedKind kind, ManagedEntry entry, ManagedForm form) {
    String list = kind.list(paths);
    return new ManagedEditPage.More(
        List.of(
            fact("managed.fact.answers", entry.answers()),
            fact("managed.fact.published", entry.published())),
        entry.published() == 0 ? null : kind.page(paths, entry.slug()),
        paths.managedMerge(list, entry.id()),
        entry.used() ? null : paths.managedDeletion(list, entry.id()),
        kind == ManagedKind.TOPIC ? offers(entry.id(), form.value("definition")) : List.of());
  }

  private List<ManagedEditPage.Offer> offers(long topicId, String definition) {
    return queries.definitions(topicId).stream()
        .filter(each -> !each.definition().strip().equals(definition.strip()))
        .map(
            each ->
                new ManagedEditPage.Offer(
                    words.of("managed.offer.source", vocabulary(each), each.accession()),
                    each.definition(),
                    TAKE + each.id()))
        .toList();
  }

  /** By the name under which people know it; a file's part is of the whole. */
  private String vocabulary(ManagedQueries.Definition definition) {
    String name = definition.vocabulary();
    String key = "managed.vocabulary." + name.replaceAll("[/.].*", "").toLowerCase(Locale.ROOT);
    return words.has(key) ? words.of(key) : name;
  }

  private ManagedEditPage.Picture picture(
      ManagedEntry entry, List<FormError> errors, PortraitForm form) {
    return new ManagedEditPage.Picture(
        tile(entry.id(), entry.name(), entry.hasPortrait()),
        paths.managedPortrait(entry.id()),
        entry.hasPortrait() ? paths.managedPortraitRemoval(entry.id()) : null,
        frame.portraitScript(),
        FormField.of("picture", "", Need.REQUIRED, null, errors),
        !form.equals(PortraitForm.CENTRE),
        FormField.of("across", form.across(), Need.LATER, null, errors).between(0, 100),
        FormField.of("down", form.down(), Need.LATER, null, errors).between(0, 100),
        FormField.of("size", form.size(), Need.LATER, null, errors)
            .between(PortraitCrop.SMALLEST_SIZE, 100),
        PortraitImage.SMALLEST_SIDE);
  }

  /** Pictures of doctors who are not public yet are seen in the newsroom alone. */
  private Portrait tile(long doctorId, String name, boolean hasPortrait) {
    Portrait bare = frame.portrait(name, null);
    String src = hasPortrait ? paths.managedPortrait(doctorId) : null;
    return new Portrait(src, src, bare.initials(), bare.tint());
  }

  private void respondMerge(
      Context context,
      ManagedKind kind,
      ManagedEntry from,
      ManagedMergeEditor.@Nullable Preview preview,
      boolean conflict,
      List<ManagedFault> obstacles) {
    String list = kind.list(paths);
    String asked = Requests.text(context, "q", LONGEST_SEARCH);
    String search = asked == null ? "" : asked;
    List<ManagedMergePage.Candidate> candidates =
        asked == null
            ? List.of()
            : queries.list(kind, search, from.id(), 1).items().stream()
                .map(
                    row ->
                        new ManagedMergePage.Candidate(
                            mergePath(kind, from.id(), row.id()),
                            row.name(),
                            row.note(),
                            words.of("managed.list.answers", row.answers(), row.published())))
                .toList();
    respond(
        context,
        "admin/management/merge",
        new ManagedMergePage(
            frame.desk(
                SignedIn.of(context), words.of("managed.merge.heading", from.name()), list, null),
            List.of(
                new Link(list, word(kind, "list")),
                new Link(paths.managed(list, from.id()), from.name())),
            paths.managedMerge(list, from.id()),
            search,
            asked != null,
            candidates,
            preview == null
                ? null
                : new ManagedMergePage.Plan(
                    preview.from().name(),
                    preview.into().name(),
                    preview.into().id(),
                    preview.from().version(),
                    preview.into().version(),
                    facts(kind, preview.counts()),
                    losses(kind, preview.from().form(), preview.into().form()),
                    obstacles.stream()
                        .map(each -> words.of(each.key(), each.arguments().toArray()))
                        .toList(),
                    conflict)));
  }

  private List<ManagedEditPage.Fact> facts(ManagedKind kind, ManagedMergeEditor.Counts counts) {
    List<ManagedEditPage.Fact> facts = new ArrayList<>();
    facts.add(fact("managed.merge.answers", counts.answers()));
    switch (kind) {
      case DOCTOR -> {
        facts.add(fact("managed.merge.reviews", counts.reviews()));
        facts.add(fact("managed.merge.account", counts.accounts()));
      }
      case TOPIC -> {
        facts.add(fact("managed.merge.shared", counts.shared()));
        facts.add(fact("managed.merge.synonyms", counts.synonyms()));
        facts.add(fact("managed.merge.codes", counts.codes()));
      }
      case SPECIALTY -> {}
    }
    facts.add(fact("managed.merge.addresses", counts.addresses()));
    return facts;
  }

  private ManagedEditPage.Fact fact(String key, int count) {
    return new ManagedEditPage.Fact(words.of(key), words.of("managed.number", count));
  }

  private String word(ManagedKind kind, String what) {
    return words.of("managed." + kind.code() + "." + what);
  }

  private @Nullable String notice(Context context) {
    String done = context.queryParam("done");
    return done != null && NOTICES.contains(done) ? words.of("managed.done." + done) : null;
  }

  private void respond(Context context, String template, Record page) {
    views.respondPrivately(context, template, page);
  }

  private static void seeOther(Context context, String path) {
    HttpCache.noStore(context);
    context.redirect(path, HttpStatus.SEE_OTHER);
  }

  private static long id(Context context) {
    return id(context.pathParam("id"));
  }

  private static long id(String number) {
    if (!ID.matcher(number).matches()) {
      throw new NotFoundResponse();
    }
    return Long.parseLong(number);
  }

  /** A little more than is taken, so that it is told from what is too large. */
  private static byte[] bytes(UploadedFile file) {
    try (InputStream content = file.content()) {
      return content.readNBytes(PortraitImage.LARGEST_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
