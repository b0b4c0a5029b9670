package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Words;

/** Puts together the pages about imports. */
final class ImportPages {
  /** In the order in which they matter to whoever looks. */
  static final List<String> RESULTS = List.of("bad", "conflict", "created", "updated", "unchanged");

  private static final int PERCENT = 100;

  private final ImportQueries queries;
  private final ManuscriptQueries manuscripts;
  private final Frame frame;
  private final Paths paths;
  private final Words words;

  ImportPages(ImportQueries queries, ManuscriptQueries manuscripts, Frame frame) {
    this.queries = queries;
    this.manuscripts = manuscripts;
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
  }

  ImportsPage list(SignedIn who, List<FormError> errors) {
    return new ImportsPage(
        frame.desk(who, words.of("import.heading"), paths.imports(), null),
        paths.imports(),
        errors,
        paths.export(),
        queries.conflicts(0).isEmpty() ? null : paths.importConflicts(),
        queries.runs().stream()
            .map(
                run ->
                    new ImportsPage.Row(
                        paths.importRun(run.id()),
                        run.fileName(),
                        looks(run),
                        status(run),
                        Moment.of(run.uploadedAt(), frame.zone()),
                        Audit.name(run.uploadedBy()),
                        run.hasRows() && !run.isOpen() ? summary(run) : ""))
            .toList());
  }

  /**
   * @param result which lines are listed; null for the first kind of which there are any
   */
  ImportRunPage run(
      SignedIn who,
      ImportRun run,
      @Nullable String result,
      long after,
      @Nullable String notice,
      List<FormError> errors) {
    String href = paths.importRun(run.id());
    boolean known = run.hasRows();
    String shown =
        !known
            ? null
            : result != null
                ? result
                : RESULTS.stream().filter(each -> run.count(each) > 0).findFirst().orElse(null);
    List<ImportQueries.Row> rows = shown == null ? List.of() : queries.rows(run.id(), shown, after);
    boolean more = rows.size() > ImportQueries.PAGE_SIZE;
    List<ImportQueries.Row> page = more ? rows.subList(0, ImportQueries.PAGE_SIZE) : rows;
    boolean start = run.state().equals("checked") && run.created() + run.updated() > 0;
    boolean again =
        run.state().equals("interrupted")
            && (who.is(Role.ADMINISTRATOR) || "waiting".equals(run.interrupted()));
    boolean cancel =
        (run.isOpen() && !Boolean.TRUE.equals(run.cancelled()))
            || run.state().equals("checked")
            || run.state().equals("interrupted");
    return new ImportRunPage(
        frame.desk(who, words.of("import.run.heading", run.fileName()), paths.imports(), notice),
        List.of(new Link(paths.imports(), words.of("import.heading"))),
        looks(run),
        status(run),
        said(who, run),
        facts(run),
        errors,
        href,
        run.isOpen() ? progress(run) : null,
        known ? RESULTS.stream().map(each -> count(run, each, shown)).toList() : List.of(),
        shown == null ? null : words.of("import.lines." + shown),
        page.isEmpty() ? List.of() : lines(page, Objects.requireNonNull(shown)),
        after == 0 ? null : href + "?result=" + shown,
        more ? href + "?result=" + shown + "&after=" + page.get(page.size() - 1).line() : null,
        known ? href + "/report.tsv" : null,
        start && who.is(Role.ADMINISTRATOR) ? href + "/start" : null,
        run.bad() == 0 ? null : words.of("import.skipBad", run.bad()),
        again ? href + "/again" : null,
        cancel ? href + "/cancel" : null);
  }

  ConflictsPage conflicts(SignedIn who, long after, @Nullable String notice) {
    List<ImportQueries.Conflict> found = queries.conflicts(after);
    boolean more = found.size() > ImportQueries.PAGE_SIZE;
    List<ImportQueries.Conflict> page = more ? found.subList(0, ImportQueries.PAGE_SIZE) : found;
    return new ConflictsPage(
        frame.desk(who, words.of("import.conflicts.heading"), paths.imports(), notice),
        List.of(new Link(paths.imports(), words.of("import.heading"))),
        page.stream()
            .map(
                each ->
                    new ConflictsPage.Row(
                        paths.importConflict(each.id()),
                        each.title(),
                        each.sourceId(),
                        Moment.of(each.foundAt(), frame.zone())))
            .toList(),
        more ? paths.importConflicts() + "?after=" + page.get(page.size() - 1).id() : null);
  }

  /**
   * @param taken the fields of which theirs is chosen
   */
  ConflictPage conflict(
      SignedIn who,
      ImportQueries.Against conflict,
      Ours here,
      Set<ConflictField> taken,
      List<FormError> errors) {
    ManuscriptContent ours = here.content();
    Theirs theirs = Theirs.of(queries.incoming(conflict.line()), conflict, here);
    ManuscriptQueries.Names names = names(ours, theirs);
    List<ConflictPage.Choice> choices = new ArrayList<>();
    for (ConflictField field : ConflictField.values()) {
      ManuscriptContent changed = ConflictField.merged(ours, theirs.content(), EnumSet.of(field));
      List<FieldChange> changes = FieldChange.between(ours, changed, names, words);
      boolean recording =
          field == ConflictField.SOUND && !Objects.equals(theirs.recordingId(), here.recordingId());
      if (!changes.isEmpty() || recording) {
        choices.add(
            new ConflictPage.Choice(
                field.id(),
                words.of("import.field." + field.id()),
                taken.contains(field),
                changes,
                recording ? words.of("import.field.sound.other") : null,
                recording ? heard(here.recordingId()) : null,
                recording ? heard(theirs.recordingId()) : null));
      }
    }
    String title = ours.title().isBlank() ? words.of("manuscript.untitled") : ours.title();
    boolean open = conflict.resolution() == null;
    return new ConflictPage(
        frame.desk(who, words.of("import.conflict.heading", title), paths.imports(), null),
        List.of(
            new Link(paths.imports(), words.of("import.heading")),
            new Link(paths.importConflicts(), words.of("import.conflicts.heading"))),
        open
            ? null
            : words.of(
                "import.conflict.said." + conflict.resolution(),
                Objects.requireNonNull(conflict.resolvedBy()),
                Moment.of(Objects.requireNonNull(conflict.resolvedAt()), frame.zone()).text()),
        ours.lang(),
        new Link(address(here), title),
        conflict.sourceId(),
        Moment.of(conflict.foundAt(), frame.zone()),
        errors,
        open && who.is(Role.EDITOR) ? paths.importConflict(conflict.id()) : null,
        here.base(),
        conflict.lineHash(),
        open ? choices : List.of());
  }

  private @Nullable AudioLine heard(@Nullable Long recording) {
    return recording == null
        ? null
        : manuscripts.sound(recording).map(sound -> AudioLine.of(sound, frame)).orElse(null);
  }

  /** Where it is edited; where nobody has begun to, where it is read. */
  private String address(Ours here) {
    Long manuscript = here.manuscriptId();
    return manuscript == null
        ? paths.article(Objects.requireNonNull(here.articleSlug()))
        : paths.manuscript(manuscript);
  }

  /** With those that are not here yet, by what stands for them. */
  private ManuscriptQueries.Names names(ManuscriptContent ours, Theirs theirs) {
    ManuscriptQueries.Names known = manuscripts.names(ours, theirs.content());
    return new ManuscriptQueries.Names(
        with(known.doctors(), theirs.newDoctors()),
        with(known.specialties(), theirs.newSpecialties()),
        with(known.topics(), theirs.newTopics()));
  }

  private Map<Long, String> with(Map<Long, String> known, Map<Long, String> fresh) {
    Map<Long, String> all = new HashMap<>(known);
    fresh.forEach((id, name) -> all.put(id, words.of("import.field.fresh", name)));
    return all;
  }

  /** The class of its looks: one of those that answers have, too. */
  private static String looks(ImportRun run) {
    return switch (run.state()) {
      case "checked" -> "approved";
      case "imported" -> "published";
      case "refused" -> "withdrawn";
      case "interrupted" -> "changes";
      case "waiting", "queued" -> "in_review";
      default -> "draft";
    };
  }

  private String status(ImportRun run) {
    return words.of(
        "import.status." + run.state() + (run.isOpen() && run.isRunning() ? ".running" : ""));
  }

  private List<String> said(SignedIn who, ImportRun run) {
    List<String> said = new ArrayList<>();
    said.add(words.of("import.said." + run.state()));
    if (run.problem() != null) {
      said.add(words.of("import.said.problem", run.problem()));
    }
    if (run.state().equals("interrupted")) {
      said.add(words.of("import.said.interrupted." + run.interrupted()));
    }
    if (run.state().equals("checked")) {
      if (run.created() + run.updated() == 0) {
        said.add(words.of("import.said.nothing"));
      } else if (!who.is(Role.ADMINISTRATOR)) {
        said.add(words.of("import.said.administrator"));
      }
    }
    if (run.conflicts() > 0 && !run.isOpen()) {
      said.add(words.of("import.said.conflicts"));
    }
    return said;
  }

  private List<ImportRunPage.Fact> facts(ImportRun run) {
    List<ImportRunPage.Fact> facts = new ArrayList<>();
    facts.add(
        new ImportRunPage.Fact(
            words.of("import.fact.uploaded"),
            words.of(
                "import.fact.by",
                Audit.name(run.uploadedBy()),
                Moment.of(run.uploadedAt(), frame.zone()).text())));
    if (run.startedBy() != null) {
      facts.add(
          new ImportRunPage.Fact(words.of("import.fact.started"), Audit.name(run.startedBy())));
    }
    if (run.finishedAt() != null && !run.isOpen()) {
      facts.add(
          new ImportRunPage.Fact(
              words.of("import.fact.finished"), Moment.of(run.finishedAt(), frame.zone()).text()));
    }
    facts.add(new ImportRunPage.Fact(words.of("import.fact.size"), words.size(run.byteLength())));
    facts.add(new ImportRunPage.Fact(words.of("import.fact.sha256"), run.sha256()));
    return facts;
  }

  private ImportRunPage.Progress progress(ImportRun run) {
    Long lines = run.lines();
    Long read = run.bytesRead();
    Long total = run.bytesTotal();
    if (lines == null) {
      String why =
          queries.atWork(run.id()) != null ? "waits" : queries.isLocked() ? "locked" : "soon";
      return new ImportRunPage.Progress(null, words.of("import.progress." + why));
    }
    if (Boolean.TRUE.equals(run.cancelled())) {
      return new ImportRunPage.Progress(null, words.of("import.progress.cancelled"));
    }
    if (run.related() != null) {
      return new ImportRunPage.Progress(null, words.of("import.progress.related", run.related()));
    }
    if (read == null || total == null || read == 0 || total == 0) {
      return new ImportRunPage.Progress(null, words.of("import.progress.begun", lines));
    }
    return new ImportRunPage.Progress(
        (int) Math.min(PERCENT, PERCENT * read / total),
        words.of("import.progress.lines", lines, Math.max(lines, lines * total / read)));
  }

  private ImportRunPage.Count count(ImportRun run, String result, @Nullable String shown) {
    int count = run.count(result);
    return new ImportRunPage.Count(
        words.of("import.result." + result),
        words.of("managed.number", count),
        count == 0 ? null : paths.importRun(run.id()) + "?result=" + result,
        result.equals(shown));
  }

  private List<ImportRunPage.Line> lines(List<ImportQueries.Row> rows, String result) {
    Map<String, ImportQueries.Conflict> conflicts =
        !result.equals("conflict")
            ? Map.of()
            : queries.conflictsOf(rows.stream().map(ImportQueries.Row::sourceId).toList()).stream()
                .collect(Collectors.toMap(ImportQueries.Conflict::sourceId, Function.identity()));
    return rows.stream()
        .map(
            row -> {
              ImportQueries.Conflict conflict = conflicts.get(row.sourceId());
              return new ImportRunPage.Line(
                  words.of("managed.number", row.line()),
                  row.sourceId(),
                  row.slug(),
                  row.field(),
                  row.reason(),
                  conflict == null ? null : paths.importConflict(conflict.id()));
            })
        .toList();
  }

  private String summary(ImportRun run) {
    return RESULTS.stream()
        .filter(result -> run.count(result) > 0)
        .map(result -> words.of("import.summary." + result, run.count(result)))
        .collect(Collectors.joining(", "));
  }
}
