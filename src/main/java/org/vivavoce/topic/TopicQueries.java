package org.vivavoce.topic;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.content.CatalogueEntry;
import org.vivavoce.content.Topic;
import org.vivavoce.db.PublicCache;

/** Reads conditions that have published answers. */
public final class TopicQueries {
  private final Jdbi jdbi;
  private final PublicCache cache;

  public TopicQueries(Jdbi jdbi, PublicCache cache) {
    this.jdbi = jdbi;
    this.cache = cache;
  }

  /** Where a former address leads; empty where it never led anywhere. */
  Optional<String> currentSlug(String formerSlug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select current_slug from published_former_slug
                     where kind = 'topic' and slug = :slug
                    """)
                .bind("slug", formerSlug)
                .mapTo(String.class)
                .findOne());
  }

  Optional<Found> find(String slug) {
    return cache.find(
        List.of("topic", slug),
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select topic.id, topic.slug, topic.name, topic.definition,
                                   array(select name from published_topic_synonym synonym
                                          where synonym.topic_id = topic.id order by lower(name), name) as synonyms,
                                   exists (select from published_article_topic link
                                             join published_article article on article.id = link.article_id
                                            where link.topic_id = topic.id and article.demo) as demo,
                                   not exists (select from published_article_topic link
                                                 join published_article article on article.id = link.article_id
                                                where link.topic_id = topic.id and not article.demo) as only_demo
                              from published_topic topic
                             where topic.slug = :slug
                            """)
                        .bind("slug", slug)
                        .mapTo(Found.class)
                        .findOne()));
  }

  /** The codes by which a condition is known elsewhere. */
  List<CatalogueEntry.Code> codes(long topicId) {
    return cache.get(
        List.of("topic-codes", topicId),
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select system, code from published_topic_code where topic_id = :id order by system, code
                            """)
                        .bind("id", topicId)
                        .mapTo(CatalogueEntry.Code.class)
                        .list()));
  }

  /** A condition's own row. */
  public record Found(
      long id,
      String slug,
      String name,
      String definition,
      List<String> synonyms,
      boolean demo,
      boolean onlyDemo) {
    Topic topic() {
      return new Topic(slug, name, definition, synonyms, 0);
    }
  }
}
