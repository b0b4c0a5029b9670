package org.vivavoce.seo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.ArticleLists;

/** Reads the newest answers for feeds. */
final class FeedQueries {
  /** More of a transcript than any feed shows. */
  private static final int BEGINNING = 2000;

  private static final int MOST_TOPICS = 20;

  /** What keeps demonstration content out. */
  private static final Map<String, String> NO_DEMO =
      Map.of(
          "published_article",
          "not demo",
          "published_episode",
          "not demo",
          "published_episode_topic",
          "not demo",
          "published_article_topic",
          "exists (select from published_article article where article.id = article_id and not article.demo)");

  private final Jdbi jdbi;
  private final boolean demo;

  /**
   * @param demo whether demonstration content is told of
   */
  FeedQueries(Jdbi jdbi, boolean demo) {
    this.jdbi = jdbi;
    this.demo = demo;
  }

  /** The one of that very slug; empty where it has nothing to show. */
  Optional<FeedSubject> find(FeedSubject.Kind kind, String slug) {
    if (kind == FeedSubject.Kind.SITE) {
      return Optional.of(FeedSubject.SITE);
    }
    String sql =
        switch (kind) {
          case SPECIALTY ->
              "select id, slug, name, null as portrait from published_specialty where slug = :slug";
          case TOPIC ->
              "select id, slug, name, null as portrait from published_topic where slug = :slug";
          default -> "select id, slug, name, portrait from published_doctor where slug = :slug";
        };
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(sql)
                .bind("slug", slug)
                .mapTo(Named.class)
                .findOne()
                .map(
                    row ->
                        new FeedSubject(kind, row.id(), row.slug(), row.name(), row.portrait())));
  }

  /** Where a former address leads; empty where it never led anywhere. */
  Optional<String> currentSlug(FeedSubject.Kind kind, String formerSlug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select current_slug from published_former_slug
                     where kind = :kind and slug = :slug
                    """)
                .bind("kind", kind.singular())
                .bind("slug", formerSlug)
                .mapTo(String.class)
                .findOne());
  }

  /** The newest answers, with or without sound. */
  Newest newest(FeedSubject subject, int count) {
    boolean byTopic = subject.kind() == FeedSubject.Kind.TOPIC;
    return jdbi.withHandle(
        handle -> {
          List<FeedEntry> entries =
              read(
                  handle,
                  subject,
                  byTopic ? "published_article_topic" : "published_article",
                  byTopic ? "article_id" : "id",
                  count);
          return new Newest(entries, topics(handle, entries));
        });
  }

  /** The newest answers that are heard as MP3. */
  List<FeedEntry> newestEpisodes(FeedSubject subject, int count) {
    boolean byTopic = subject.kind() == FeedSubject.Kind.TOPIC;
    return jdbi.withHandle(
        handle ->
            read(
                handle,
                subject,
                byTopic ? "published_episode_topic" : "published_episode",
                "article_id",
                count));
  }

  private List<FeedEntry> read(
      Handle handle, FeedSubject subject, String view, String key, int count) {
    String condition =
        switch (subject.kind()) {
          case SITE -> "true";
          case SPECIALTY -> "specialty_id = :id";
          case TOPIC -> "topic_id = :id";
          case DOCTOR -> "doctor_id = :id";
        };
    String sql =
        """
        with chosen as (
          select %1$s as id, published_at from %2$s
           where %3$s and %5$s
           order by published_at desc, %1$s desc
           limit %6$d)
        select %4$s, teaser.demo, article.synthetic_voice, article.reviewed_on is not null as reviewed,
               left(article.transcript, :beginning) as beginning,
               case article.care_level when 'emergency' then left(article.care_text, :beginning) end as emergency,
               exists (select from published_article_cue cue where cue.article_id = chosen.id) as captioned,
               recording.audio as r_audio, recording.byte_length as r_byte_length,
               recording.duration_ms as r_duration_millis
          from chosen
          join published_article article on article.id = chosen.id
          join published_teaser teaser on teaser.id = chosen.id
          left join published_recording recording on recording.id = article.recording_id
         order by chosen.published_at desc, chosen.id desc
        """
            .formatted(
                key,
                view,
                condition,
                ArticleLists.TEASER,
                demo ? "true" : NO_DEMO.get(view),
                count);
    Query query = handle.createQuery(sql).bind("beginning", BEGINNING);
    if (subject.kind() != FeedSubject.Kind.SITE) {
      query.bind("id", subject.id());
    }
    return query.mapTo(FeedEntry.class).list();
  }

  private static Map<Long, List<TopicName>> topics(Handle handle, List<FeedEntry> entries) {
    return handle
        .createQuery(
            """
            select link.article_id, topic.slug, topic.name
              from published_article_topic link join published_topic topic on topic.id = link.topic_id
             where link.article_id = any(:ids) and link.position < :most
             order by link.article_id, link.position, topic.id
            """)
        .bind("ids", entries.stream().map(each -> each.teaser().id()).toArray(Long[]::new))
        .bind("most", MOST_TOPICS)
        .mapTo(TopicName.class)
        .stream()
        .collect(Collectors.groupingBy(TopicName::articleId));
  }

  /** One that has a feed. */
  public record Named(long id, String slug, String name, @Nullable String portrait) {}

  /** A condition that an answer is about. */
  public record TopicName(long articleId, String slug, String name) {}

  /**
   * Answers, the newest first.
   *
   * @param topics what each is about, by its number
   */
  record Newest(List<FeedEntry> entries, Map<Long, List<TopicName>> topics) {
    Newest {
      entries = List.copyOf(entries);
      topics = Map.copyOf(topics);
    }
  }
}
