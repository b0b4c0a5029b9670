package org.vivavoce.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.NameKey;
import org.vivavoce.db.TransactionLock;

/**
 * Finds which terms of the vocabularies are conditions of ours: by codes first, then by names. Of
 * each vocabulary at most one term is one condition; where several could be, and neither a code nor
 * a name tells them apart, none is. The same rows always give the same answer.
 */
public final class TopicMatcher {
  /** A code or a name that more than so many share says nothing about any of them. */
  private static final int COMMON = 20;

  /**
   * Of a condition with more codes of one system than this, each is one side of it at most. Sources
   * of imports name what a text is about, too.
   */
  private static final int OWN_CODES = 2;

  private static final int AT_ONCE = 1_000;
  // Any number will do, if only everybody who writes links asks for the same.
  private static final long LOCK = 0x564956564FL;

  private static final String BY_CODE =
      """
      select coded.topic_id, found.term_id, found.linked_to, shared.topics, found.terms,
             (select count(*) from topic_code own
               where own.topic_id = coded.topic_id and own.system = coded.system)::int as own
        from topic_code coded
        join topic on topic.id = coded.topic_id and topic.merged_into_id is null
        cross join lateral (
          select count(*)::int as topics
            from (select from topic_code same
                    join topic other on other.id = same.topic_id and other.merged_into_id is null
                   where same.system = coded.system and same.code = coded.code
                   limit :common + 1) bearing) shared
        cross join lateral (
          select term_id, linked_to, count(*) over ()::int as terms
            from (select term.id as term_id, term.topic_id as linked_to
                    from vocabulary_code code
                    join vocabulary_term term on term.id = code.term_id and term.vocabulary_id = :vocabulary
                   where code.system = coded.system and code.code = coded.code
                   limit :common + 1) bearing) found
       where shared.topics <= :common and found.terms <= :common
      """;
  private static final String BY_NAME =
      """
      select alias.topic_id, found.term_id, found.linked_to, alias.scope as ours, found.scope as theirs,
             length(replace(alias.key, ' ', '')) <= 4 as is_short
        from topic_alias alias
        cross join lateral (
          select term_id, linked_to, scope, count(*) over ()::int as terms
            from (select named.term_id, term.topic_id as linked_to, named.scope
                    from vocabulary_name named
                    join vocabulary_term term on term.id = named.term_id and term.vocabulary_id = :vocabulary
                   where named.key = alias.key and named.scope in ('name', 'exact')
                   limit :common + 1) bearing) found
       where alias.key <> '' and found.terms <= :common
      """;

  private final Handle handle;
  private final long vocabulary;
  private final @Nullable Set<Long> only;
  private final Map<Pair, Evidence> evidence = new HashMap<>();

  private TopicMatcher(Handle handle, long vocabulary, @Nullable Set<Long> only) {
    this.handle = handle;
    this.vocabulary = vocabulary;
    this.only = only;
  }

  /**
   * Sees to the conditions whose names or codes were changed: their aliases, and which terms they
   * are. Where somebody else is about it, or imports a vocabulary, it is left for later.
   *
   * @return whether there was anything to do here
   */
  public static boolean settle(Handle handle) {
    boolean pending =
        handle
            .createQuery("select exists (select from vocabulary_pending)")
            .mapTo(Boolean.class)
            .one();
    if (!pending || !TransactionLock.tryTake(handle, LOCK)) {
      return false;
    }
    settleAlone(handle);
    return true;
  }

  /** The same for who holds the lock already. */
  static void settleAlone(Handle handle) {
    List<Pending> rows = pending(handle);
    while (!rows.isEmpty()) {
      Set<Long> topics = new HashSet<>();
      rows.forEach(row -> topics.add(row.topicId()));
      writeAliases(handle, topics);
      for (long each :
          handle.createQuery("select id from vocabulary order by id").mapTo(Long.class).list()) {
        new TopicMatcher(handle, each, topics).match();
      }
      // By their own numbers: what was added meanwhile stays.
      handle
          .createUpdate("delete from vocabulary_pending where id = any(:ids)")
          .bind("ids", rows.stream().map(Pending::id).toArray(Long[]::new))
          .execute();
      rows = pending(handle);
    }
  }

  /** Waits until nobody else writes links, and keeps them waiting until the transaction ends. */
  static void lock(Handle handle) {
    TransactionLock.take(handle, LOCK);
  }

  /** Links the terms of a vocabulary anew, all of them. */
  static Matches matchAll(Handle handle, long vocabulary) {
    return new TopicMatcher(handle, vocabulary, null).match();
  }

  private static List<Pending> pending(Handle handle) {
    return handle
        .createQuery(
            """
            select id, topic_id from vocabulary_pending
             where topic_id in (select distinct topic_id from vocabulary_pending order by topic_id limit :most)
             order by id
            """)
        .bind("most", AT_ONCE)
        .mapTo(Pending.class)
        .list();
  }

  private static void writeAliases(Handle handle, Set<Long> topics) {
    Long[] ids = topics.toArray(Long[]::new);
    handle
        .createUpdate("delete from topic_alias where topic_id = any(:ids)")
        .bind("ids", ids)
        .execute();
    List<Alias> aliases =
        handle
            .createQuery(
                """
                select id as topic_id, name, 'name' as scope from topic
                 where id = any(:ids) and merged_into_id is null
                union all
                select synonym.topic_id, synonym.name, 'exact'
                  from topic_synonym synonym join topic on topic.id = synonym.topic_id
                 where topic.id = any(:ids) and topic.merged_into_id is null
                """)
            .bind("ids", ids)
            .mapTo(Alias.class)
            .list();
    handle
        .createUpdate(
            """
            insert into topic_alias (topic_id, name, scope, key)
            select topic_id, name, scope, key
              from unnest(cast(:topics as bigint[]), cast(:names as text[]), cast(:scopes as text[]),
                          cast(:keys as text[])) fresh (topic_id, name, scope, key)
            """)
        .bind("topics", aliases.stream().map(Alias::topicId).toArray(Long[]::new))
        .bind("names", aliases.stream().map(Alias::name).toArray(String[]::new))
        .bind("scopes", aliases.stream().map(Alias::scope).toArray(String[]::new))
        .bind(
            "keys", aliases.stream().map(alias -> NameKey.of(alias.name())).toArray(String[]::new))
        .execute();
  }

  private Matches match() {
    gather(BY_CODE, "coded", ByCode.class)
        .forEach(
            row -> note(row.termId(), row.topicId(), row.linkedTo(), found -> found.take(row)));
    gather(BY_NAME, "alias", ByName.class)
        .forEach(
            row -> note(row.termId(), row.topicId(), row.linkedTo(), found -> found.take(row)));
    Matches matches = chosen();
    boolean changed = write(matches);
    return new Matches(matches.links(), matches.ambiguous(), changed);
  }

  private <T> List<T> gather(String sql, String table, Class<T> row) {
    Set<Long> asked = only;
    Query query =
        handle
            .createQuery(asked == null ? sql : sql + " and " + table + ".topic_id = any(:topics)")
            .bind("common", COMMON)
            .bind("vocabulary", vocabulary);
    if (asked != null) {
      query.bind("topics", asked.toArray(Long[]::new));
    }
    return query.mapTo(row).list();
  }

  /** A term that is another condition already stays that, unless that one is looked at as well. */
  private void note(long term, long topic, @Nullable Long linkedTo, Consumer<Evidence> take) {
    if (only == null || linkedTo == null || only.contains(linkedTo)) {
      take.accept(evidence.computeIfAbsent(new Pair(term, topic), pair -> new Evidence()));
    }
  }

  /** From the strongest evidence to the weakest. */
  private Matches chosen() {
    Map<Strength, List<Pair>> groups = new TreeMap<>();
    evidence.forEach(
        (pair, found) -> {
          if (found.rank() > 0) {
            groups.computeIfAbsent(found.strength(), strength -> new ArrayList<>()).add(pair);
          }
        });
    Map<Long, Link> links = new HashMap<>();
    Set<Long> topics = new HashSet<>();
    groups.forEach(
        (strength, pairs) -> {
          List<Pair> free =
              pairs.stream()
                  .filter(pair -> !links.containsKey(pair.term()) && !topics.contains(pair.topic()))
                  .sorted(Comparator.comparingLong(Pair::topic).thenComparingLong(Pair::term))
                  .toList();
          Map<Long, Integer> ofTerm = new HashMap<>();
          Map<Long, Integer> ofTopic = new HashMap<>();
          free.forEach(pair -> ofTerm.merge(pair.term(), 1, Integer::sum));
          free.forEach(pair -> ofTopic.merge(pair.topic(), 1, Integer::sum));
          for (Pair pair : free) {
            boolean clear =
                strength.isBothNames()
                    || (ofTerm.get(pair.term()) == 1 && ofTopic.get(pair.topic()) == 1);
            if (clear && !links.containsKey(pair.term()) && !topics.contains(pair.topic())) {
              links.put(pair.term(), new Link(pair.topic(), strength.how(), strength.isNamed()));
              topics.add(pair.topic());
            }
          }
        });
    Map<Long, List<Long>> ambiguous = new HashMap<>();
    evidence.keySet().stream()
        .filter(pair -> !links.containsKey(pair.term()))
        .sorted(Comparator.comparingLong(Pair::topic))
        .forEach(
            pair ->
                ambiguous
                    .computeIfAbsent(pair.term(), term -> new ArrayList<>())
                    .add(pair.topic()));
    return new Matches(links, ambiguous, false);
  }

  private boolean write(Matches matches) {
    Long[] terms = matches.links().keySet().toArray(Long[]::new);
    Long[] topics = new Long[terms.length];
    for (int at = 0; at < terms.length; at++) {
      topics[at] = matches.links().get(terms[at]).topicId();
    }
    Set<Long> asked = only;
    int unlinked =
        handle
            .createUpdate(
                """
                update vocabulary_term term set topic_id = null
                 where term.vocabulary_id = :vocabulary and term.topic_id is not null
                   and (:all or term.topic_id = any(:only))
                   and not exists (select from unnest(cast(:terms as bigint[])) kept (id) where kept.id = term.id)
                """)
            .bind("vocabulary", vocabulary)
            .bind("all", asked == null)
            .bind("only", asked == null ? new Long[0] : asked.toArray(Long[]::new))
            .bind("terms", terms)
            .execute();
    int linked =
        handle
            .createUpdate(
                """
                update vocabulary_term term set topic_id = found.topic_id
                  from unnest(cast(:terms as bigint[]), cast(:topics as bigint[])) found (term_id, topic_id)
                 where term.id = found.term_id and term.topic_id is distinct from found.topic_id
                """)
            .bind("terms", terms)
            .bind("topics", topics)
            .execute();
    return unlinked + linked > 0;
  }

  /** A term and a condition that it may be. */
  private record Pair(long term, long topic) {}

  /** What speaks for a pair. */
  private static final class Evidence {
    private int codes;
    private boolean codeOfItsOwn;
    private int names;

    void take(ByCode row) {
      codes++;
      codeOfItsOwn |= row.topics() == 1 && row.terms() == 1 && row.own() <= OWN_CODES;
    }

    void take(ByName row) {
      boolean ours = row.ours().equals("name");
      boolean theirs = row.theirs().equals("name");
      // Of two synonyms that are abbreviations the same letters often mean something else.
      int strength = ours && theirs ? 3 : ours || theirs ? 2 : row.isShort() ? 0 : 1;
      names = Math.max(names, strength);
    }

    /** 0 where it is not enough. */
    int rank() {
      if (codes > 0 && names > 0) {
        return names == 3 ? 1 : 2;
      }
      if (codeOfItsOwn) {
        return 3;
      }
      return names == 0 ? 0 : 7 - names;
    }

    Strength strength() {
      return new Strength(rank(), names, codes);
    }
  }

  /** The strongest first. */
  private record Strength(int rank, int names, int codes) implements Comparable<Strength> {
    private static final Comparator<Strength> ORDER =
        Comparator.comparingInt(Strength::rank)
            .thenComparing(Comparator.comparingInt(Strength::names).reversed())
            .thenComparing(Comparator.comparingInt(Strength::codes).reversed());

    @Override
    public int compareTo(Strength other) {
      return ORDER.compare(this, other);
    }

    boolean isBothNames() {
      return names == 3;
    }

    boolean isNamed() {
      return rank <= 2 || names == 3;
    }

    String how() {
      return rank <= 3 ? "code" : names == 3 ? "name" : "synonym";
    }
  }

  /**
   * Which terms are which conditions.
   *
   * @param links by the terms' ids
   * @param ambiguous the conditions that a term may be, where it was not decided; by the terms' ids
   * @param changed whether anything is otherwise than it was
   */
  record Matches(Map<Long, Link> links, Map<Long, List<Long>> ambiguous, boolean changed) {
    Matches {
      links = Map.copyOf(links);
      ambiguous = Map.copyOf(ambiguous);
    }
  }

  /**
   * @param how code, name or synonym
   * @param isNamed whether names agree, so that codes may be taken over
   */
  record Link(long topicId, String how, boolean isNamed) {}

  /** A row of the query by codes. */
  public record ByCode(
      long topicId, long termId, @Nullable Long linkedTo, int topics, int terms, int own) {}

  /** A row of the query by names. */
  public record ByName(
      long topicId,
      long termId,
      @Nullable Long linkedTo,
      String ours,
      String theirs,
      boolean isShort) {}

  /** A name of a condition. */
  public record Alias(long topicId, String name, String scope) {}

  /** That a condition was changed. */
  public record Pending(long id, long topicId) {}
}
