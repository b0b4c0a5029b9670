package org.vivavoce.seo;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.PublicCache;

/**
 * Reads what stands in sitemaps. A file holds those whose numbers lie in one range, so that a page
 * stays in its file whatever becomes of others, and each file is read from an index alone.
 */
final class SitemapQueries {
  /** The most that the protocol allows in one file. */
  static final int MOST_URLS = 50_000;

  private static final int FETCH = 1_000;

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

  /** Changes whenever the file does. */
  State state(Kind kind, int file) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select count(*) as count, coalesce(max(updated_at)::text, '') as updated_at
                      from %s where id > :after and id <= :until and %s
                    """
                        .formatted(kind.view, kind.condition(demo)))
                .bindMap(range(file))
                .mapTo(State.class)
                .one());
  }

  /** Tells of each, one after the other, as they come from the database. */
  void each(Kind kind, int file, Consumer<Entry> consumer) {
    jdbi.useTransaction(
        handle -> {
          handle.setReadOnly(true);
          each(handle, kind, file, consumer);
        });
  }

  private void each(Handle handle, Kind kind, int file, Consumer<Entry> consumer) {
    handle
        .createQuery(
            """
            select slug, %s as last_edit, %s as picture
              from %s as listed
             where id > :after and id <= :until and %s
             order by id
            """
                .formatted(kind.lastEdit, kind.picture, kind.view, kind.condition(demo)))
        .bindMap(range(file))
        .setFetchSize(FETCH)
        .mapTo(Entry.class)
        .useIterator(each -> each.forEachRemaining(consumer));
  }

  private Map<String, Long> range(int file) {
    return Map.of("after", (file - 1L) * size, "until", (long) file * size);
  }

  /** What has pages of its own. */
  enum Kind {
    ARTICLES(
        "published_article",
        """
        (select last_edit.day from published_last_edit last_edit where last_edit.article_id = listed.id)
        """,
        "null",
        true),
    DOCTORS("published_doctor", "null::date", "portrait", true),
    SPECIALTIES("published_specialty", "null::date", "null", false),
    TOPICS("published_topic", "null::date", "null", false);

    private final String view;
    private final String lastEdit;
    private final String picture;
    private final boolean canBeDemo;

    Kind(String view, String lastEdit, String picture, boolean canBeDemo) {
      this.view = view;
      this.lastEdit = lastEdit;
      this.picture = picture;
      this.canBeDemo = canBeDemo;
    }

    private String condition(boolean demo) {
      return canBeDemo && !demo ? "not demo" : "true";
    }
  }

  /** How many there are, and when one of them changed last, as the database writes it. */
  public record State(long count, String updatedAt) {}

  /**
   * @param lastEdit the day of the last significant edit, or null where none is known
   * @param picture the name under /media of what shows it, or null
   */
  public record Entry(String slug, @Nullable LocalDate lastEdit, @Nullable String picture) {}
}
