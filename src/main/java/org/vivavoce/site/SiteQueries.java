package org.vivavoce.site;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.content.Specialty;
import org.vivavoce.content.Topic;
import org.vivavoce.db.PublicCache;

/** Reads what home shows: counts, specialties, the most answered conditions. */
final class SiteQueries {
  private static final int TOPICS_SHOWN = 24;
  private final Jdbi jdbi;
  private final PublicCache cache;

  SiteQueries(Jdbi jdbi, PublicCache cache) {
    this.jdbi = jdbi;
    this.cache = cache;
  }

  Counts counts() {
    return cache.get(
        "site-counts",
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select (select count(*) from published_article)::int as articles,
                                   (select count(*) from published_doctor)::int as doctors,
                                   (select count(*) from published_topic)::int as topics
                            """)
                        .mapTo(Counts.class)
                        .one()));
  }

  List<Specialty> specialties() {
    return cache.get(
        "site-specialties",
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select specialty.slug, specialty.name, specialty.description, counted.article_count
                              from (select specialty_id, count(*)::int as article_count
                                      from published_article group by specialty_id) counted
                              join published_specialty specialty on specialty.id = counted.specialty_id
                             order by counted.article_count desc, lower(specialty.name)
                            """)
                        .mapTo(Specialty.class)
                        .list()));
  }

  List<Topic> topics() {
    return cache.get(
        "site-topics",
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select topic.slug, topic.name, topic.definition, array[]::text[] as synonyms,
                                   counted.article_count
                              from (select topic_id, count(*)::int as article_count
                                      from published_article_topic group by topic_id
                                     order by article_count desc, topic_id limit :count) counted
                              join published_topic topic on topic.id = counted.topic_id
                             order by lower(topic.name), topic.id
                            """)
                        .bind("count", TOPICS_SHOWN)
                        .mapTo(Topic.class)
                        .list()));
  }

  /** How much there is to read. */
  public record Counts(int articles, int doctors, int topics) {}
}
