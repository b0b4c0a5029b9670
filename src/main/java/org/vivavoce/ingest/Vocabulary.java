package org.vivavoce.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Slug;

/**
 * Doctors, specialties and topics by name: those that an import names and nobody has yet are
 * created. One that was merged into another stands for that other. Of each name, those that stand
 * and those that were merged are asked for apart, since each have an index of their own.
 */
final class Vocabulary {
  private static final String ADD_CODE =
      """
      insert into topic_code (topic_id, system, code) values (:topic, :system, :code)
      on conflict do nothing
      """;

  private final Handle handle;
  private final boolean demo;
  private final Map<String, Long> specialties = new HashMap<>();
  private final Map<String, Long> doctors = new HashMap<>();
  private final Map<ImportedArticle.NamedTopic, Long> topics = new HashMap<>();
  private final Map<String, @Nullable Long> reviewers = new HashMap<>();

  Vocabulary(Handle handle, boolean demo) {
    this.handle = handle;
    this.demo = demo;
  }

  long specialty(String name) {
    return specialties.computeIfAbsent(
        key(name),
        key -> {
          Long known = knownSpecialty(handle, name);
          return known != null
              ? known
              : handle
                  .createQuery(
                      "insert into specialty (slug, name) values (:slug, :name) returning id")
                  .bind("slug", freeSlug("specialty", name))
                  .bind("name", name)
                  .mapTo(Long.class)
                  .one();
        });
  }

  long doctor(ImportedArticle.Author author) {
    Long cached = doctors.get(author.kind() + key(author.name()));
    if (cached != null) {
      return cached;
    }
    Long known = knownDoctor(handle, author, demo);
    long id =
        known != null
            ? known
            : handle
                .createQuery(
                    """
                    insert into doctor (slug, kind, name, title, institution, demo)
                    values (:slug, :kind, :name, :title, :institution, :demo)
                    returning id
                    """)
                .bind("slug", freeSlug("doctor", author.name()))
                .bind("kind", author.kind())
                .bind("name", author.name())
                .bind("title", author.title())
                .bind("institution", author.institution())
                .bind("demo", demo)
                .mapTo(Long.class)
                .one();
    doctors.put(author.kind() + key(author.name()), id);
    return id;
  }

  /**
   * The person of that name, where there is one already: reviewers are not created by being named.
   */
  @Nullable Long knownPerson(String name) {
    return reviewers.computeIfAbsent(
        key(name),
        key ->
            handle
                .createQuery(
                    """
                    select coalesce(merged_into_id, id)
                      from (select id, merged_into_id from doctor
                             where lower(name) = lower(:name) and kind = 'person' and demo = :demo
                               and merged_into_id is null
                             union all
                            select id, merged_into_id from doctor
                             where lower(name) = lower(:name) and kind = 'person' and demo = :demo
                               and merged_into_id is not null) known
                     order by merged_into_id nulls first, id limit 1
                    """)
                .bind("name", name)
                .bind("demo", demo)
                .mapTo(Long.class)
                .findOne()
                .orElse(null));
  }

  /**
   * Looks many topics up at once, and creates those that nobody has yet: one by one they would take
   * longer than the articles. What cannot be settled so is left to {@link #topic}.
   */
  void prepare(Collection<ImportedArticle.NamedTopic> wanted) {
    List<ImportedArticle.NamedTopic> fresh =
        wanted.stream().filter(topic -> !topics.containsKey(topic)).distinct().toList();
    if (fresh.isEmpty()) {
      return;
    }
    Map<String, Long> ids = knownTopics(fresh);
    ids.putAll(createTopics(fresh, ids));
    PreparedBatch codes = handle.prepareBatch(ADD_CODE);
    for (ImportedArticle.NamedTopic topic : fresh) {
      Long id = ids.get(topic.name());
      if (id != null) {
        topics.put(topic, id);
        topic
            .codes()
            .forEach(
                (system, each) ->
                    each.forEach(
                        code ->
                            codes
                                .bind("topic", id)
                                .bind("system", system)
                                .bind("code", code)
                                .add()));
      }
    }
    if (codes.size() > 0) {
      codes.execute();
    }
  }

  /** By the names that were asked for. */
  private Map<String, Long> knownTopics(List<ImportedArticle.NamedTopic> wanted) {
    Map<String, Long> ids = new HashMap<>();
    handle
        .createQuery(
            """
            select distinct on (name) name, coalesce(merged_into_id, id) as id
              from (select wanted.name, topic.id, topic.merged_into_id
                      from unnest(cast(:names as text[])) wanted (name)
                      join topic on lower(topic.name) = lower(wanted.name) and topic.merged_into_id is null
                     union all
                    select wanted.name, topic.id, topic.merged_into_id
                      from unnest(cast(:names as text[])) wanted (name)
                      join topic on lower(topic.name) = lower(wanted.name) and topic.merged_into_id is not null) found
             order by name, merged_into_id nulls first, id
            """)
        .bind("names", names(wanted))
        .mapTo(Named.class)
        .forEach(each -> ids.put(each.name(), each.id()));
    return ids;
  }

  /** Of those that are not known the ones whose address is free, and no other's of them. */
  private Map<String, Long> createTopics(
      List<ImportedArticle.NamedTopic> wanted, Map<String, Long> known) {
    Map<String, String> names = new LinkedHashMap<>();
    for (ImportedArticle.NamedTopic topic : wanted) {
      if (!known.containsKey(topic.name())) {
        names.putIfAbsent(Slug.of(topic.name()).value(), topic.name());
      }
    }
    names.keySet().removeAll(takenTopics(names.keySet()));
    Map<String, Long> ids = new HashMap<>();
    if (!names.isEmpty()) {
      handle
          .createQuery(
              """
              insert into topic (slug, name)
              select slug, name
                from unnest(cast(:slugs as text[]), cast(:names as text[])) with ordinality fresh (slug, name, position)
               order by position
              on conflict do nothing returning name, id
              """)
          .bind("slugs", names.keySet().toArray(String[]::new))
          .bind("names", names.values().toArray(String[]::new))
          .mapTo(Named.class)
          .forEach(each -> ids.put(each.name(), each.id()));
    }
    return ids;
  }

  private Set<String> takenTopics(Set<String> slugs) {
    return handle
        .createQuery(
            """
            select slug from topic where slug = any(:slugs) and merged_into_id is null
             union
            select slug from former_slug where kind = 'topic' and slug = any(:slugs)
            """)
        .bind("slugs", slugs.toArray(String[]::new))
        .mapTo(String.class)
        .set();
  }

  private static String[] names(List<ImportedArticle.NamedTopic> wanted) {
    return wanted.stream().map(ImportedArticle.NamedTopic::name).distinct().toArray(String[]::new);
  }

  long topic(ImportedArticle.NamedTopic topic) {
    Long cached = topics.get(topic);
    if (cached != null) {
      return cached;
    }
    Long known = knownTopic(handle, topic.name());
    long id =
        known != null
            ? known
            : handle
                .createQuery("insert into topic (slug, name) values (:slug, :name) returning id")
                .bind("slug", freeSlug("topic", topic.name()))
                .bind("name", topic.name())
                .mapTo(Long.class)
                .one();
    topic.codes().forEach((system, codes) -> addCodes(id, system, codes));
    topics.put(topic, id);
    return id;
  }

  private void addCodes(long topicId, String system, List<String> codes) {
    for (String code : codes) {
      handle
          .createUpdate(ADD_CODE)
          .bind("topic", topicId)
          .bind("system", system)
          .bind("code", code)
          .execute();
    }
  }

  static @Nullable Long knownSpecialty(Handle handle, String name) {
    return find(
        handle,
        """
        select coalesce(merged_into_id, id)
          from (select id, merged_into_id from specialty
                 where lower(name) = lower(:name) and merged_into_id is null
                 union all
                select id, merged_into_id from specialty
                 where lower(name) = lower(:name) and merged_into_id is not null) known
         order by merged_into_id nulls first, id limit 1
        """,
        name);
  }

  static @Nullable Long knownTopic(Handle handle, String name) {
    return find(
        handle,
        """
        select coalesce(merged_into_id, id)
          from (select id, merged_into_id from topic
                 where lower(name) = lower(:name) and merged_into_id is null
                 union all
                select id, merged_into_id from topic
                 where lower(name) = lower(:name) and merged_into_id is not null) known
         order by merged_into_id nulls first, id limit 1
        """,
        name);
  }

  static @Nullable Long knownDoctor(Handle handle, ImportedArticle.Author author, boolean demo) {
    return handle
        .createQuery(
            """
            select coalesce(merged_into_id, id)
              from (select id, merged_into_id from doctor
                     where lower(name) = lower(:name) and kind = :kind and demo = :demo and merged_into_id is null
                     union all
                    select id, merged_into_id from doctor
                     where lower(name) = lower(:name) and kind = :kind and demo = :demo
                       and merged_into_id is not null) known
             order by merged_into_id nulls first, id limit 1
            """)
        .bind("name", author.name())
        .bind("kind", author.kind())
        .bind("demo", demo)
        .mapTo(Long.class)
        .findOne()
        .orElse(null);
  }

  private static @Nullable Long find(Handle handle, String sql, String name) {
    return handle.createQuery(sql).bind("name", name).mapTo(Long.class).findOne().orElse(null);
  }

  private String freeSlug(String table, String name) {
    Slug wanted = Slug.of(name);
    Slug slug = wanted;
    for (int number = 2; isTaken(table, slug); number++) {
      slug = wanted.numbered(number);
    }
    return slug.value();
  }

  private boolean isTaken(String table, Slug slug) {
    String sql =
        switch (table) {
          case "specialty" ->
              "select exists (select from specialty where slug = :slug and merged_into_id is null)";
          case "doctor" ->
              "select exists (select from doctor where slug = :slug and merged_into_id is null)";
          case "topic" ->
              "select exists (select from topic where slug = :slug and merged_into_id is null)";
          default -> throw new IllegalArgumentException(table);
        };
    return handle.createQuery(sql).bind("slug", slug.value()).mapTo(Boolean.class).one()
        || handle
            .createQuery(
                "select exists (select from former_slug where kind = :kind and slug = :slug)")
            .bind("kind", table)
            .bind("slug", slug.value())
            .mapTo(Boolean.class)
            .one();
  }

  /** A topic by name. */
  public record Named(String name, long id) {}

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
