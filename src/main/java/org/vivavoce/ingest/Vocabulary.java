package org.vivavoce.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Slug;

/**
 * Doctors, specialties and topics by name: those that an import names and nobody has yet are
 * created. One that was merged into another stands for that other.
 */
final class Vocabulary {
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
                    select coalesce(merged_into_id, id) from doctor
                     where lower(name) = lower(:name) and kind = 'person' and demo = :demo
                     order by merged_into_id nulls first, id limit 1
                    """)
                .bind("name", name)
                .bind("demo", demo)
                .mapTo(Long.class)
                .findOne()
                .orElse(null));
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
          .createUpdate(
              """
              insert into topic_code (topic_id, system, code) values (:topic, :system, :code)
              on conflict do nothing
              """)
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
        select coalesce(merged_into_id, id) from specialty where lower(name) = lower(:name)
         order by merged_into_id nulls first, id limit 1
        """,
        name);
  }

  static @Nullable Long knownTopic(Handle handle, String name) {
    return find(
        handle,
        """
        select coalesce(merged_into_id, id) from topic where lower(name) = lower(:name)
         order by merged_into_id nulls first, id limit 1
        """,
        name);
  }

  static @Nullable Long knownDoctor(Handle handle, ImportedArticle.Author author, boolean demo) {
    return handle
        .createQuery(
            """
            select coalesce(merged_into_id, id) from doctor
             where lower(name) = lower(:name) and kind = :kind and demo = :demo
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

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
