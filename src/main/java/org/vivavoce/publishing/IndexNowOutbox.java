package org.vivavoce.publishing;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What search engines are to be told of, written with what changed: all of it before and after a
 * change, so that former addresses and former lists are told of too. It waits for nobody but who
 * changes the same answer, and is nothing where nobody submits.
 */
public final class IndexNowOutbox {
  private static final String WANTED =
      "exists (select from indexnow_submitter where seen_at > now() - interval '7 days')";

  private IndexNowOutbox() {}

  /**
   * Notes the addresses that these answers have now, where they are or once were public, and those
   * of the pages that list them. The answers are locked already, or about to be; a demonstration is
   * for no search engine.
   */
  static void write(Handle handle, List<Long> articleIds) {
    if (articleIds.isEmpty()) {
      return;
    }
    Long[] ids = articleIds.toArray(Long[]::new);
    handle
        .createUpdate(
            """
            insert into indexnow_outbox (kind, slug, changed_at, not_before)
            select 'article', locked.slug, clock_timestamp(), clock_timestamp() + interval '10 seconds'
              from (select slug from article
                     where id = any(:ids) and published_at is not null and not demo and %s
                     order by id for no key update) locked
            on conflict (kind, slug) do update
              set changed_at = excluded.changed_at, claim = null,
                  not_before = greatest(excluded.not_before, indexnow_outbox.not_before)
            """
                .formatted(WANTED))
        .bind("ids", ids)
        .execute();
    handle
        .createUpdate(
            """
            with public as (
              select id, doctor_id, specialty_id from article
               where id = any(:ids) and published_at is not null and not demo and %s)
            insert into indexnow_listing (kind, slug, changed_at)
            select kind, slug, clock_timestamp()
              from (select 'doctor' as kind, slug from doctor
                     where id in (select doctor_id from public) and not demo
                    union all
                    select 'specialty', slug from specialty where id in (select specialty_id from public)
                    union all
                    select 'topic', topic.slug from topic
                     where id in (select link.topic_id from article_topic link
                                   where link.article_id in (select id from public))) listing
            """
                .formatted(WANTED))
        .bind("ids", ids)
        .execute();
  }

  /**
   * Notes the address that the page of a doctor, a specialty or a topic has now, where answers that
   * are or once were public hang on it. Not those of its answers: of their pages nothing but a name
   * changes.
   *
   * @param kind doctor, specialty or topic
   */
  public static void writeList(Handle handle, String kind, long id) {
    handle
        .createUpdate(
            """
            insert into indexnow_listing (kind, slug, changed_at)
            select :kind, slug, clock_timestamp() from (%s) listing where %s
            """
                .formatted(
                    switch (kind) {
                      case "doctor" ->
                          """
                          select slug from doctor
                           where id = :id and not demo
                             and exists (select from article
                                          where doctor_id = doctor.id and published_at is not null and not demo)
                          """;
                      case "specialty" ->
                          """
                          select slug from specialty
                           where id = :id
                             and exists (select from article
                                          where specialty_id = specialty.id and published_at is not null and not demo)
                          """;
                      case "topic" ->
                          """
                          select slug from topic
                           where id = :id
                             and exists (select from article_topic link join article on article.id = link.article_id
                                          where link.topic_id = topic.id and article.published_at is not null
                                            and not article.demo)
                          """;
                      default -> throw new IllegalArgumentException("no list is a " + kind);
                    },
                    WANTED))
        .bind("kind", kind)
        .bind("id", id)
        .execute();
  }
}
