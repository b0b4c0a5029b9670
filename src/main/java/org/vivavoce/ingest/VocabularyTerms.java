package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.NameKey;

/**
 * Writes the terms of one vocabulary, batch by batch, telling the new from the changed and the
 * unchanged. Of all that were written, a few bits each are kept.
 */
final class VocabularyTerms {
  /** To be raised whenever more or other things are kept of a term. */
  private static final String EDITION = "1";

  private static final int AT_ONCE = 1_000;

  private final Handle handle;
  private final long vocabulary;
  private final Marks seen;
  private final Marks created;
  private final Marks updated;
  private final Map<Long, String> obsolete = new HashMap<>();
  private int withdrawn;

  VocabularyTerms(Handle handle, long vocabulary) {
    this.handle = handle;
    this.vocabulary = vocabulary;
    Long first =
        handle
            .createQuery("select min(id) from vocabulary_term where vocabulary_id = :vocabulary")
            .bind("vocabulary", vocabulary)
            .mapTo(Long.class)
            .findOne()
            .orElse(null);
    this.seen = new Marks(first);
    this.created = new Marks(first);
    this.updated = new Marks(first);
  }

  /**
   * Writes terms; what an earlier import brought of one that cannot be used stays.
   *
   * @param repeated told of those whose accession stood in the file before
   */
  void write(List<OboStanza> batch, Consumer<OboStanza> repeated) {
    Map<String, Known> known = known(batch);
    Set<String> here = new HashSet<>();
    Map<String, OboTerm> fresh = new LinkedHashMap<>();
    Map<Long, OboTerm> changed = new LinkedHashMap<>();
    for (OboStanza stanza : batch) {
      Known before = known.get(stanza.accession());
      OboTerm term = stanza.term();
      if (term == null) {
        if (before != null && stanza.problem() != null) {
          seen.add(before.id());
        } else if (before != null) {
          obsolete.put(before.id(), stanza.replacedBy());
        }
        continue;
      }
      if (!here.add(term.accession()) || (before != null && seen.has(before.id()))) {
        repeated.accept(stanza);
      } else if (before == null) {
        fresh.put(term.accession(), term);
      } else {
        seen.add(before.id());
        if (!before.contentHash().equals(hash(term))) {
          changed.put(before.id(), term);
        }
      }
    }
    Map<Long, OboTerm> written = insert(fresh);
    written.keySet().stream().sorted().forEach(this::isNew);
    update(changed);
    changed.keySet().forEach(updated::add);
    written.putAll(changed);
    writeNames(written);
    writeCodes(written);
  }

  /**
   * Takes away what stands in the database and was not written.
   *
   * @param gone told of each
   */
  void withdrawOthers(Consumer<Row> gone) {
    List<Long> ids = new ArrayList<>();
    forEach(
        row -> {
          if (!seen.has(row.id())) {
            ids.add(row.id());
            withdrawn++;
            gone.accept(row);
          }
        });
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      handle
          .createUpdate("delete from vocabulary_term where id = any(:ids)")
          .bind("ids", ids.subList(from, Math.min(ids.size(), from + AT_ONCE)).toArray(Long[]::new))
          .execute();
    }
  }

  /** Every term as it stands now, by accession. */
  void forEach(Consumer<Row> use) {
    try (ResultIterator<Row> rows =
        handle
            .createQuery(
                """
                select term.id, term.accession, term.name, topic.slug as topic
                  from vocabulary_term term left join topic on topic.id = term.topic_id
                 where term.vocabulary_id = :vocabulary
                 order by term.accession
                """)
            .bind("vocabulary", vocabulary)
            .setFetchSize(AT_ONCE)
            .mapTo(Row.class)
            .iterator()) {
      rows.forEachRemaining(use);
    }
  }

  /** created, updated or unchanged. */
  String resultOf(long id) {
    return created.has(id) ? "created" : updated.has(id) ? "updated" : "unchanged";
  }

  /** Accessions of what stands for an obsolete term, or empty. */
  String replacedBy(long id) {
    return obsolete.getOrDefault(id, "");
  }

  boolean isObsolete(long id) {
    return obsolete.containsKey(id);
  }

  int created() {
    return created.count();
  }

  int updated() {
    return updated.count();
  }

  int unchanged() {
    return seen.count() - created.count() - updated.count();
  }

  int withdrawn() {
    return withdrawn;
  }

  private void isNew(long id) {
    seen.add(id);
    created.add(id);
  }

  private Map<String, Known> known(List<OboStanza> batch) {
    Map<String, Known> known = new HashMap<>();
    handle
        .createQuery(
            """
            select id, accession, content_hash from vocabulary_term
             where vocabulary_id = :vocabulary and accession = any(:accessions)
            """)
        .bind("vocabulary", vocabulary)
        .bind("accessions", batch.stream().map(OboStanza::accession).toArray(String[]::new))
        .mapTo(Known.class)
        .forEach(row -> known.put(row.accession(), row));
    return known;
  }

  private Map<Long, OboTerm> insert(Map<String, OboTerm> fresh) {
    Map<Long, OboTerm> written = new LinkedHashMap<>();
    if (fresh.isEmpty()) {
      return written;
    }
    handle
        .createQuery(
            """
            insert into vocabulary_term (vocabulary_id, accession, name, definition, content_hash)
            select :vocabulary, accession, name, definition, hash
              from unnest(cast(:accessions as text[]), cast(:names as text[]), cast(:definitions as text[]),
                          cast(:hashes as text[])) fresh (accession, name, definition, hash)
            returning id, accession
            """)
        .bind("vocabulary", vocabulary)
        .bind("accessions", texts(fresh, OboTerm::accession))
        .bind("names", texts(fresh, OboTerm::name))
        .bind("definitions", texts(fresh, OboTerm::definition))
        .bind("hashes", texts(fresh, VocabularyTerms::hash))
        .mapTo(Numbered.class)
        .forEach(
            row -> {
              OboTerm term = fresh.get(row.accession());
              if (term != null) {
                written.put(row.id(), term);
              }
            });
    return written;
  }

  private void update(Map<Long, OboTerm> changed) {
    if (changed.isEmpty()) {
      return;
    }
    Long[] ids = changed.keySet().toArray(Long[]::new);
    handle
        .createUpdate(
            """
            update vocabulary_term term
               set name = changed.name, definition = changed.definition, content_hash = changed.hash
              from unnest(cast(:ids as bigint[]), cast(:names as text[]), cast(:definitions as text[]),
                          cast(:hashes as text[])) changed (id, name, definition, hash)
             where term.id = changed.id
            """)
        .bind("ids", ids)
        .bind("names", texts(changed, OboTerm::name))
        .bind("definitions", texts(changed, OboTerm::definition))
        .bind("hashes", texts(changed, VocabularyTerms::hash))
        .execute();
    handle
        .createUpdate("delete from vocabulary_name where term_id = any(:ids)")
        .bind("ids", ids)
        .execute();
    handle
        .createUpdate("delete from vocabulary_code where term_id = any(:ids)")
        .bind("ids", ids)
        .execute();
  }

  private void writeNames(Map<Long, OboTerm> terms) {
    List<Named> names = new ArrayList<>();
    terms.forEach(
        (id, term) -> {
          names.add(new Named(id, 0, term.name(), "name", null));
          int position = 1;
          for (OboTerm.Synonym synonym : term.synonyms()) {
            String type = synonym.type().isEmpty() ? null : synonym.type();
            names.add(new Named(id, position++, synonym.name(), synonym.scope(), type));
          }
        });
    // A hostile term has thousands; a statement takes some.
    for (int from = 0; from < names.size(); from += 10 * AT_ONCE) {
      List<Named> some = names.subList(from, Math.min(names.size(), from + 10 * AT_ONCE));
      handle
          .createUpdate(
              """
              insert into vocabulary_name (term_id, position, name, scope, type, key)
              select term_id, position, name, scope, type, key
                from unnest(cast(:terms as bigint[]), cast(:positions as int[]), cast(:names as text[]),
                            cast(:scopes as text[]), cast(:types as text[]), cast(:keys as text[]))
                     fresh (term_id, position, name, scope, type, key)
              """)
          .bind("terms", some.stream().map(Named::termId).toArray(Long[]::new))
          .bind("positions", some.stream().map(Named::position).toArray(Integer[]::new))
          .bind("names", some.stream().map(Named::name).toArray(String[]::new))
          .bind("scopes", some.stream().map(Named::scope).toArray(String[]::new))
          .bind("types", some.stream().map(Named::type).toArray(String[]::new))
          .bind("keys", some.stream().map(each -> NameKey.of(each.name())).toArray(String[]::new))
          .execute();
    }
  }

  private void writeCodes(Map<Long, OboTerm> terms) {
    List<Long> ids = new ArrayList<>();
    List<OboTerm.Code> codes = new ArrayList<>();
    terms.forEach(
        (id, term) ->
            term.codes()
                .forEach(
                    code -> {
                      ids.add(id);
                      codes.add(code);
                    }));
    if (codes.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            insert into vocabulary_code (term_id, system, code)
            select term_id, system, code
              from unnest(cast(:terms as bigint[]), cast(:systems as text[]), cast(:codes as text[]))
                   fresh (term_id, system, code)
            """)
        .bind("terms", ids.toArray(Long[]::new))
        .bind("systems", codes.stream().map(OboTerm.Code::system).toArray(String[]::new))
        .bind("codes", codes.stream().map(OboTerm.Code::code).toArray(String[]::new))
        .execute();
  }

  private static String[] texts(Map<?, OboTerm> terms, Function<OboTerm, String> part) {
    return terms.values().stream().map(part).toArray(String[]::new);
  }

  private static String hash(OboTerm term) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest((EDITION + term).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Numbers of rows, none lower than the first; a bit each. */
  private static final class Marks {
    private final BitSet bits = new BitSet();
    private @Nullable Long first;

    Marks(@Nullable Long first) {
      this.first = first;
    }

    void add(long id) {
      if (first == null) {
        first = id;
      }
      bits.set(Math.toIntExact(id - first));
    }

    boolean has(long id) {
      return first != null && id >= first && bits.get(Math.toIntExact(id - first));
    }

    int count() {
      return bits.cardinality();
    }
  }

  /** A term as the database has it. */
  public record Row(long id, String accession, String name, @Nullable String topic) {}

  /** What an earlier import brought. */
  public record Known(long id, String accession, String contentHash) {}

  /** What was just written. */
  public record Numbered(long id, String accession) {}

  private record Named(
      long termId, int position, String name, String scope, @Nullable String type) {}
}
