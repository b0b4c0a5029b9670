package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.ContentNotice;

/**
 * Imports vocabularies from files in OBO format, streaming, in one transaction: all of it or
 * nothing. What a file no longer names, or calls obsolete, is withdrawn; importing the same file
 * again changes nothing. What readers are told of a condition stays as the newsroom wrote it: terms
 * give it names to be found by, and codes where it had none.
 */
public final class VocabularyImporter {
  private static final int BATCH = 500;
  // In characters.
  private static final long HEAVIEST_BATCH = 4_000_000;
  private static final int BAD_KEPT = 20;
  private static final int CANDIDATES_TOLD = 5;
  private static final int ROUNDS = 5;
  private static final String UNTOUCHED = "untouched";

  private final Jdbi jdbi;
  private final Clock clock;

  public VocabularyImporter(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * @throws BadImportException where a term is bad and bad ones are not skipped; nothing is changed
   *     then
   * @throws UncheckedIOException where a file cannot be read, is no OBO or has no terms, or the
   *     report not be begun; nothing is changed then. Or where the finished report cannot be put in
   *     its place; the message says that the import is done
   */
  public VocabularySummary run(List<Path> files, ImportOptions options, ImportProgress progress) {
    Path report = options.report();
    Path draft = report == null ? null : report.resolveSibling(report.getFileName() + ".part");
    try {
      VocabularySummary summary =
          jdbi.inTransaction(handle -> run(handle, files, options, progress, draft));
      if (report != null && draft != null) {
        Files.move(draft, report, StandardCopyOption.REPLACE_EXISTING);
      }
      return summary;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the import is done, but its report could not be written: " + e.getMessage(), e);
    } finally {
      Importer.deleteQuietly(draft);
    }
  }

  private VocabularySummary run(
      Handle handle,
      List<Path> files,
      ImportOptions options,
      ImportProgress progress,
      @Nullable Path draft) {
    TopicMatcher.lock(handle);
    handle.savepoint(UNTOUCHED);
    try (Run run = new Run(handle, options, progress, draft)) {
      // As in other imports: tables that fill up within a transaction are taken for empty.
      handle.execute("set local enable_seqscan = off");
      TopicMatcher.settleAlone(handle);
      for (Path file : files) {
        run.read(file);
      }
      run.finish();
      handle.execute("set local enable_seqscan to default");
      if (options.dryRun()) {
        handle.rollbackToSavepoint(UNTOUCHED);
      }
      return run.summary();
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("no such file: " + e.getFile(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** One import while it runs. */
  private final class Run implements AutoCloseable {
    private final Handle handle;
    private final ImportOptions options;
    private final ImportProgress progress;
    private final @Nullable Writer report;
    private final Map<String, String> ontologies = new HashMap<>();
    private final List<BadLine> bad = new ArrayList<>();
    private int badCount;
    private int created;
    private int updated;
    private int unchanged;
    private int withdrawn;
    private int ambiguous;
    private int unmatched;
    private int codes;
    private final Map<String, Integer> matched = new HashMap<>();
    private final List<Imported> imported = new ArrayList<>();
    // Before any code was given: by its own code every condition would be found.
    private final Map<Long, Map<Long, TopicMatcher.Link>> firstLinks = new HashMap<>();
    private boolean changed;

    Run(Handle handle, ImportOptions options, ImportProgress progress, @Nullable Path draft)
        throws IOException {
      this.handle = handle;
      this.options = options;
      this.progress = progress;
      this.report = draft == null ? null : Files.newBufferedWriter(draft, UTF_8);
      tell("vocabulary", "accession", "name", "result", "match", "topic", "note");
    }

    void read(Path file) throws IOException {
      String name = String.valueOf(file.getFileName());
      long total = Files.size(file);
      try (CountingStream counting = new CountingStream(Files.newInputStream(file));
          InputStream content = counting.unzipped();
          BoundedLines lines =
              new BoundedLines(
                  CountingStream.utf8(content), OboReader.LONGEST_LINE, Long.MAX_VALUE)) {
        OboReader reader = new OboReader(lines);
        try {
          read(name, reader, counting, total);
        } catch (CharacterCodingException e) {
          throw new IOException(
              name + " is not UTF-8; it could be read to line " + reader.lines(), e);
        }
        progress.read(name, total, total);
      } catch (EOFException e) {
        throw new IOException(name + " is damaged: it breaks off", e);
      } catch (ZipException e) {
        throw new IOException(name + " is damaged: " + e.getMessage(), e);
      }
    }

    /** Links, gives codes, and reports, once all terms of all files are written. */
    void finish() throws IOException {
      if (badCount > 0 && !options.skipBad()) {
        throw new BadImportException(bad, badCount);
      }
      // A code that a condition gets may speak for a term of another vocabulary, or against it.
      int given = giveCodes();
      for (int round = 1; round < ROUNDS && given > 0; round++) {
        given = giveCodes();
      }
      Map<Long, TopicMatcher.Matches> matches = matchAll();
      for (Imported each : imported) {
        report(each, Objects.requireNonNull(matches.get(each.standing().id())));
      }
      if (changed) {
        handle.execute(
            "analyze vocabulary_term, vocabulary_name, vocabulary_code, topic_alias, topic_code");
        ContentNotice.all(handle);
      }
      close();
    }

    VocabularySummary summary() {
      return new VocabularySummary(
          created,
          updated,
          unchanged,
          withdrawn,
          matched.getOrDefault("code", 0),
          matched.getOrDefault("name", 0),
          matched.getOrDefault("synonym", 0),
          ambiguous,
          unmatched,
          codes,
          bad,
          badCount);
    }

    @Override
    public void close() throws IOException {
      if (report != null) {
        report.close();
      }
    }

    private void read(String file, OboReader reader, CountingStream counting, long total)
        throws IOException {
      if (!reader.readHeader()) {
        throw new IOException(file + " is no OBO file");
      }
      String ontology =
          reader.ontology().isEmpty()
              ? file.replaceFirst("(?i)(\\.obo)?(\\.gz)?$", "")
              : reader.ontology();
      String before = ontologies.put(ontology, file);
      if (before != null) {
        throw new IOException(file + " is the vocabulary '" + ontology + "', as is " + before);
      }
      if (ontology.isBlank() || ontology.length() > 300 || reader.version().length() > 300) {
        throw new IOException(
            file + " has an ontology or a data-version of more than 300 characters");
      }
      Standing standing = standing(ontology);
      VocabularyTerms terms = new VocabularyTerms(handle, standing.id());
      List<OboStanza> batch = new ArrayList<>();
      long weight = 0;
      long taken = 0;
      for (OboStanza stanza = reader.next(); stanza != null; stanza = reader.next()) {
        FieldException problem = stanza.problem();
        OboTerm term = stanza.term();
        if (problem != null) {
          note(file, stanza.line(), problem);
        }
        weight += term == null ? 0 : term.weight();
        batch.add(stanza);
        if (batch.size() >= BATCH || weight > HEAVIEST_BATCH) {
          write(file, terms, batch);
          weight = 0;
        }
        if (++taken % 100 == 0) {
          progress.read(file, counting.count(), total);
        }
      }
      write(file, terms, batch);
      if (badCount > 0 && !options.skipBad()) {
        return;
      }
      if (terms.created() + terms.updated() + terms.unchanged() == 0) {
        // A file that broke off, or another one: nobody means to withdraw everything.
        throw new IOException(file + " has no terms that are in force");
      }
      Imported done = new Imported(terms, standing, ontology, reader.version());
      withdraw(done);
      imported.add(done);
    }

    private void write(String file, VocabularyTerms terms, List<OboStanza> batch) {
      // With a bad term nothing will be kept, and only further bad ones are looked for.
      if (badCount == 0 || options.skipBad()) {
        terms.write(
            batch,
            repeated ->
                note(
                    file,
                    repeated.line(),
                    new FieldException(
                        "id", "'" + repeated.accession() + "' stands in the file twice")));
      }
      batch.clear();
    }

    /** Takes away what the file does not name any more. */
    private void withdraw(Imported done) throws IOException {
      VocabularyTerms terms = done.terms();
      try {
        terms.withdrawOthers(
            row ->
                tellUnchecked(
                    done.ontology(),
                    row.accession(),
                    row.name(),
                    "withdrawn",
                    "",
                    row.topic() == null ? "" : row.topic(),
                    !terms.isObsolete(row.id())
                        ? "not in the file"
                        : terms.replacedBy(row.id()).isEmpty()
                            ? "obsolete"
                            : "obsolete, replaced by " + terms.replacedBy(row.id())));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      created += terms.created();
      updated += terms.updated();
      unchanged += terms.unchanged();
      withdrawn += terms.withdrawn();
      boolean otherTerms = terms.created() + terms.updated() + terms.withdrawn() > 0;
      if (otherTerms || !done.version().equals(done.standing().version())) {
        log(done);
      }
      changed |= otherTerms;
    }

    private int giveCodes() {
      int given = 0;
      for (Imported each : imported) {
        long id = each.standing().id();
        TopicMatcher.Matches matches = TopicMatcher.matchAll(handle, id);
        changed |= matches.changed();
        firstLinks.putIfAbsent(id, matches.links());
        given += giveCodes(id, matches);
      }
      TopicMatcher.settleAlone(handle);
      codes += given;
      changed |= given > 0;
      return given;
    }

    private Map<Long, TopicMatcher.Matches> matchAll() {
      Map<Long, TopicMatcher.Matches> matches = new HashMap<>();
      handle
          .createQuery("select id from vocabulary order by id")
          .mapTo(Long.class)
          .list()
          .forEach(id -> matches.put(id, TopicMatcher.matchAll(handle, id)));
      return matches;
    }

    private void report(Imported done, TopicMatcher.Matches matches) throws IOException {
      Map<Long, String> candidates = candidates(matches);
      try {
        done.terms()
            .forEach(
                row -> {
                  TopicMatcher.Link link = asFirstFound(done, row.id(), matches);
                  List<Long> others = matches.ambiguous().getOrDefault(row.id(), List.of());
                  count(link, !others.isEmpty());
                  tellUnchecked(
                      done.ontology(),
                      row.accession(),
                      row.name(),
                      done.terms().resultOf(row.id()),
                      link != null ? link.how() : others.isEmpty() ? "none" : "ambiguous",
                      row.topic() == null ? "" : row.topic(),
                      noted(others, candidates));
                });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private TopicMatcher.@Nullable Link asFirstFound(
        Imported done, long term, TopicMatcher.Matches matches) {
      TopicMatcher.Link link = matches.links().get(term);
      TopicMatcher.Link first = firstLinks.getOrDefault(done.standing().id(), Map.of()).get(term);
      return link != null && first != null && first.topicId() == link.topicId() ? first : link;
    }

    private void count(TopicMatcher.@Nullable Link link, boolean several) {
      if (link != null) {
        matched.merge(link.how(), 1, Integer::sum);
      } else if (several) {
        ambiguous++;
      } else {
        unmatched++;
      }
    }

    /** The addresses of the conditions that terms may be, by their ids. */
    private Map<Long, String> candidates(TopicMatcher.Matches matches) {
      Map<Long, String> slugs = new HashMap<>();
      if (report != null) {
        handle
            .createQuery("select id, slug from topic where id = any(:ids)")
            .bind(
                "ids",
                matches.ambiguous().values().stream()
                    .flatMap(ids -> ids.stream().limit(CANDIDATES_TOLD))
                    .distinct()
                    .toArray(Long[]::new))
            .mapTo(Addressed.class)
            .forEach(row -> slugs.put(row.id(), row.slug()));
      }
      return slugs;
    }

    private static String noted(List<Long> others, Map<Long, String> slugs) {
      String told =
          String.join(
              ", ",
              others.stream()
                  .limit(CANDIDATES_TOLD)
                  .map(id -> slugs.getOrDefault(id, ""))
                  .toList());
      return others.size() <= CANDIDATES_TOLD
          ? told
          : told + " and " + (others.size() - CANDIDATES_TOLD) + " more";
    }

    private Standing standing(String ontology) {
      return handle
          .createQuery("select id, version from vocabulary where name = :name")
          .bind("name", ontology)
          .mapTo(Standing.class)
          .findOne()
          .orElseGet(
              () ->
                  handle
                      .createQuery(
                          """
                          insert into vocabulary (name, imported_at) values (:name, :now)
                          returning id, version
                          """)
                      .bind("name", ontology)
                      .bind("now", clock.instant())
                      .mapTo(Standing.class)
                      .one());
    }

    /**
     * Conditions that are a term by name get its code of each system of which they have none, where
     * the term has one and nobody else has it. Editors find that in the log.
     *
     * @return how many codes were given
     */
    private int giveCodes(long vocabulary, TopicMatcher.Matches matches) {
      return handle
          .createQuery(
              """
              with offered as (
                select term.topic_id, code.system, min(code.code) as code
                  from vocabulary_term term join vocabulary_code code on code.term_id = term.id
                 where term.vocabulary_id = :vocabulary and term.topic_id = any(:topics)
                 group by term.topic_id, code.system
                having count(*) = 1),
              given as (
                insert into topic_code (topic_id, system, code)
                select topic_id, system, code from offered
                 where not exists (select from topic_code own
                                    where own.topic_id = offered.topic_id and own.system = offered.system)
                   and not exists (select from topic_code other
                                    where other.system = offered.system and other.code = offered.code)
                   and (select count(*) from vocabulary_code same
                          join vocabulary_term bearer on bearer.id = same.term_id
                         where bearer.vocabulary_id = :vocabulary
                           and same.system = offered.system and same.code = offered.code) = 1
                returning topic_id, system, code),
              touched as (
                update topic set updated_at = greatest(now(), topic.updated_at + interval '1 microsecond')
                 where id in (select topic_id from given)
                returning id, name),
              logged as (
                insert into audit_entry (actor, action, detail)
                select :actor, 'topic.change',
                       jsonb_build_object('id', touched.id, 'name', touched.name, 'changes',
                         (select jsonb_object_agg(system, jsonb_build_object('before', '', 'after', code))
                            from given where given.topic_id = touched.id))
                  from touched order by touched.id)
              select count(*)::int from given
              """)
          .bind("vocabulary", vocabulary)
          .bind(
              "topics",
              matches.links().values().stream()
                  .filter(TopicMatcher.Link::isNamed)
                  .map(TopicMatcher.Link::topicId)
                  .toArray(Long[]::new))
          .bind("actor", options.actor())
          .mapTo(Integer.class)
          .one();
    }

    private void log(Imported done) {
      handle
          .createUpdate(
              "update vocabulary set version = :version, imported_at = :now where id = :id")
          .bind("version", done.version())
          .bind("now", clock.instant())
          .bind("id", done.standing().id())
          .execute();
      handle
          .createUpdate(
              """
              insert into audit_entry (actor, action, detail)
              values (:actor, 'vocabulary.import',
                      jsonb_build_object('name', :name, 'version', :version, 'created', :created,
                                         'updated', :updated, 'withdrawn', :withdrawn))
              """)
          .bind("actor", options.actor())
          .bind("name", done.ontology())
          .bind("version", done.version())
          .bind("created", done.terms().created())
          .bind("updated", done.terms().updated())
          .bind("withdrawn", done.terms().withdrawn())
          .execute();
    }

    private void note(String file, long line, FieldException problem) {
      badCount++;
      if (bad.size() < BAD_KEPT) {
        bad.add(new BadLine(file, line, problem.field(), String.valueOf(problem.getMessage())));
      }
    }

    private void tellUnchecked(String... columns) {
      try {
        tell(columns);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void tell(String... columns) throws IOException {
      if (report != null) {
        report.write(String.join("\t", columns) + "\n");
      }
    }
  }

  /** A file of which all terms are written. */
  private record Imported(
      VocabularyTerms terms, Standing standing, String ontology, String version) {}

  /** A vocabulary as an earlier import left it. */
  public record Standing(long id, String version) {}

  /** A condition's address. */
  public record Addressed(long id, String slug) {}
}
