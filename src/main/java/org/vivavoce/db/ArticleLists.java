package org.vivavoce.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Listing;

/**
 * Published answers, newest first, page by page. Where each page begins is counted once and kept,
 * so that page 1,000 costs what page 1 costs.
 */
public final class ArticleLists {
  /** The columns of {@code published_teaser} that make an {@link ArticleTeaser}. */
  public static final String TEASER =
      """
      teaser.id, teaser.slug, teaser.lang, teaser.title, teaser.excerpt, teaser.doctor_slug, teaser.doctor_name,
      teaser.doctor_portrait, teaser.specialty_slug, teaser.specialty_name, teaser.duration_seconds,
      teaser.edited_at, teaser.edited_on, teaser.review_due_on, teaser.published_at, teaser.audio, teaser.audio_opus
      """;

  public static final int PAGE_SIZE = 20;

  private final Jdbi jdbi;
  private final PublicCache cache;

  public ArticleLists(Jdbi jdbi, PublicCache cache) {
    this.jdbi = jdbi;
    this.cache = cache;
  }

  /**
   * @param id of the specialty, doctor or topic; ignored for all
   * @param page counted from 1; beyond the last page the listing is empty
   */
  public Listing<ArticleTeaser> page(Scope scope, long id, int page) {
    if (page == 1) {
      // Where the other pages begin is nothing to it, and dear to find out.
      return new Listing<>(articles(scope, id, null, PAGE_SIZE), page, PAGE_SIZE, total(scope, id));
    }
    Starts starts = starts(scope, id);
    if (page - 2 >= starts.after().size()) {
      return new Listing<>(List.of(), page, PAGE_SIZE, starts.total());
    }
    Key after = starts.after().get(page - 2);
    return new Listing<>(articles(scope, id, after, PAGE_SIZE), page, PAGE_SIZE, starts.total());
  }

  public List<ArticleTeaser> newest(int count) {
    return articles(Scope.ALL, 0, null, count);
  }

  /** Whether demonstration answers may stand in any list. */
  public boolean hasDemo() {
    return cache.get(
        "has-demo",
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery("select exists (select from published_doctor where demo)")
                        .mapTo(Boolean.class)
                        .one()));
  }

  private List<ArticleTeaser> articles(Scope scope, long id, @Nullable Key after, int count) {
    String sql =
        """
        with chosen as (
          select %1$s as id, published_at from %2$s
           where %3$s%5$s
           order by published_at desc, %1$s desc
           limit %6$d)
        select %4$s
          from chosen join published_teaser teaser on teaser.id = chosen.id
         order by chosen.published_at desc, chosen.id desc
        """
            .formatted(
                scope.key,
                scope.view,
                scope.condition,
                TEASER,
                // Left out rather than made optional, so that the index leads straight to the
                // place.
                after == null ? "" : " and (published_at, " + scope.key + ") < (:at, :after)",
                count);
    return jdbi.withHandle(
        handle -> {
          Query query = scope.of(id, handle.createQuery(sql));
          if (after != null) {
            query.bind("at", after.publishedAt()).bind("after", after.id());
          }
          return query.mapTo(ArticleTeaser.class).list();
        });
  }

  private int total(Scope scope, long id) {
    return figure(
        scope,
        id,
        "total",
        () ->
            jdbi.withHandle(
                handle ->
                    scope
                        .of(
                            id,
                            handle.createQuery(
                                "select count(*)::int from %s where %s"
                                    .formatted(scope.view, scope.condition)))
                        .mapTo(Integer.class)
                        .one()));
  }

  private Starts starts(Scope scope, long id) {
    return figure(scope, id, "starts", () -> countStarts(scope, id));
  }

  private <T> T figure(Scope scope, long id, String name, Supplier<T> compute) {
    List<Object> key = List.of(name, scope, id);
    return switch (scope) {
      case ALL -> cache.get(key, compute);
      case SPECIALTY -> cache.get(ContentChange.specialty(id), key, compute);
      case DOCTOR -> cache.get(ContentChange.doctor(id), key, compute);
      case TOPIC -> cache.get(ContentChange.topic(id), key, compute);
    };
  }

  private Starts countStarts(Scope scope, long id) {
    String sql =
        """
        select published_at, id, number from (
          select published_at, %1$s as id, row_number() over newest as number,
                 lead(%1$s) over newest is null as last
            from %2$s where %3$s
          window newest as (order by published_at desc, %1$s desc)) numbered
         where number %% :size = 0 or last
         order by number
        """
            .formatted(scope.key, scope.view, scope.condition);
    return jdbi.withHandle(
        handle -> {
          List<Key> after = new ArrayList<>();
          int total = 0;
          for (Numbered row :
              scope.of(id, handle.createQuery(sql)).bind("size", PAGE_SIZE).mapTo(Numbered.class)) {
            if (row.number() % PAGE_SIZE == 0) {
              after.add(new Key(row.publishedAt(), row.id()));
            }
            total = row.number();
          }
          if (total > 0 && total % PAGE_SIZE == 0) {
            after.remove(after.size() - 1);
          }
          return new Starts(after, total);
        });
  }

  /** Which answers a list holds. */
  public enum Scope {
    ALL("published_article", "id", "true"),
    SPECIALTY("published_article", "id", "specialty_id = :id"),
    DOCTOR("published_article", "id", "doctor_id = :id"),
    TOPIC("published_article_topic", "article_id", "topic_id = :id");

    private final String view;
    private final String key;
    private final String condition;

    Scope(String view, String key, String condition) {
      this.view = view;
      this.key = key;
      this.condition = condition;
    }

    private Query of(long id, Query query) {
      return this == ALL ? query : query.bind("id", id);
    }
  }

  /** A place in a list. */
  public record Key(Instant publishedAt, long id) {}

  /** A place in a list and its number, counted from 1. */
  public record Numbered(Instant publishedAt, long id, int number) {}

  private record Starts(List<Key> after, int total) {}
}
