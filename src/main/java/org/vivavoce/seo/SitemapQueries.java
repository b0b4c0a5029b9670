package org.vivavoce.seo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.LastEdit;
import org.vivavoce.db.PublicCache;

/**
 * Reads what stands in sitemaps. A file holds those whose numbers lie in one range, so that a page
 * stays in its file whatever becomes of others, and each file is read from an index alone.
 */
final class SitemapQueries {
  /**
   * Well below the 50,000 that the protocol allows: what has changed is found in a smaller file,
   * and each is told of within a fraction of a second.
   */
  static final int MOST_URLS = 10_000;

  static final int SLICE = 1_000;

  private final Jdbi jdbi;
  private final PublicCache cache;
  private final boolean demo;
  private final int size;

  /**
   * @param demo whether demonstration content is for search engines
   * @param size how many numbers a file covers, at most {@value #MOST_URLS}
   */
  SitemapQueries(Jdbi jdbi, PublicCache cache, boolean demo, int size) {
    this.jdbi = jdbi;
    this.cache = cache;
    this.demo = demo;
    this.size = size;
  }

  /** The files that hold anything, counted from 1. */
  List<Integer> files(Kind kind) {
    return cache.get(
        List.of("sitemap-files", kind),
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            with recursive file (number) as (
                              select (min(id) - 1) / :size from %1$s where %2$s
                              union all
                              select (select (min(id) - 1) / :size from %1$s where id > (number + 1) * :size and %2$s)
                                from file where number is not null)
                            select number + 1 from file where number is not null order by number
                            """
                                .formatted(kind.view, kind.condition(demo)))
                        .bind("size", size)
                        .mapTo(Integer.class)
                        .list()));
  }

  /** Changes whenever anything in the file does. */
  State state(Kind kind, int file) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select count(*) as count,
                           coalesce(sum(hashtextextended(concat_ws('|', id, slug, edited_at, edited_on, picture), 0)), 0)::text
                             as hash
                      from (%s where id > :after and id <= :until and %s) listed
                    """
                        .formatted(kind.entries, kind.condition(demo)))
                .bindMap(range(file))
                .mapTo(State.class)
                .one());
  }

  /**
   * Some of a file, in the order of their numbers: no connection is held while they are sent.
   *
   * @param after the number of the last one that was read, or 0
   */
  List<Entry> entries(Kind kind, int file, long after) {
    Map<String, Long> range = range(file);
    return jdbi.withHandle(
        handle ->
            handle
                // The limit is bound, so that the range is read in its order and not sorted first.
                .createQuery(
                    "%s where id > :after and id <= :until and %s order by id limit :count"
                        .formatted(kind.entries, kind.condition(demo)))
                .bind("after", Math.max(after, range.get("after")))
                .bind("until", range.get("until"))
                .bind("count", SLICE)
                .mapTo(Entry.class)
                .list());
  }

  private Map<String, Long> range(int file) {
    return Map.of("after", (file - 1L) * size, "until", (long) file * size);
  }

  /** What has pages of its own. */
  enum Kind {
    ARTICLES(
        "published_article",
        """
        select id, slug, edited_at, edited_on, picture from published_sitemap_entry
        """,
        "not demo"),
    DOCTORS(
        "published_doctor",
        """
        select id, slug, null::timestamptz as edited_at, null::date as edited_on, portrait as picture
          from published_doctor
        """,
        "not demo"),
    SPECIALTIES(
        "published_specialty",
        """
        select id, slug, null::timestamptz as edited_at, null::date as edited_on, null as picture
          from published_specialty
        """,
        """
        exists (select from published_article article
                 where article.specialty_id = published_specialty.id and not article.demo)
        """),
    TOPICS(
        "published_topic",
        """
        select id, slug, null::timestamptz as edited_at, null::date as edited_on, null as picture
          from published_topic
        """,
        """
        exists (select from published_article_topic link join published_article article on article.id = link.article_id
                 where link.topic_id = published_topic.id and not article.demo)
        """);

    private final String view;
    private final String entries;
    private final String notDemo;

    Kind(String view, String entries, String notDemo) {
      this.view = view;
      this.entries = entries;
      this.notDemo = notDemo;
    }

    private String condition(boolean demo) {
      return demo ? "true" : notDemo;
    }
  }

  /**
   * @param hash of all that stands in the file
   */
  public record State(long count, String hash) {}

  /**
   * @param editedAt when it was last edited here in a way that matters, or null
   * @param editedOn the day of the last edit of which its source tells, or null
   * @param picture the name under /media of what stands on the page, or null
   */
  public record Entry(
      long id,
      String slug,
      @Nullable Instant editedAt,
      @Nullable LocalDate editedOn,
      @Nullable String picture) {
    /** The day of the last significant edit, or null where none is known. */
    @Nullable LocalDate lastEdit(ZoneId zone) {
      return new LastEdit(editedAt, editedOn).day(zone);
    }
  }
}
