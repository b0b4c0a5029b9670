package org.vivavoce.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.publishing.IndexNowOutbox;
import org.vivavoce.related.RelatedEditor;
import org.vivavoce.search.SearchIndex;
import org.vivavoce.search.SuggestionIndex;
import org.vivavoce.web.SignedIn;

/**
 * Merges duplicates: everything that hangs on the one that goes is hung on the one that stays, in
 * one transaction. The row of the one that goes is kept and points to the other, so that drafts and
 * imports which still name it find the one that stays.
 */
final class ManagedMergeEditor {
  private final Jdbi jdbi;
  private final ManagedEditor editor;

  ManagedMergeEditor(Jdbi jdbi, ManagedEditor editor) {
    this.jdbi = jdbi;
    this.editor = editor;
  }

  /** What a merge would move, and what stands in its way. */
  Optional<Preview> preview(ManagedKind kind, long fromId, long intoId) {
    return jdbi.withHandle(
        handle -> {
          Optional<ManagedEntry> from = ManagedQueries.find(handle, kind, fromId);
          Optional<ManagedEntry> into = ManagedQueries.find(handle, kind, intoId);
          if (fromId == intoId
              || from.isEmpty()
              || into.isEmpty()
              || from.get().mergedIntoId() != null
              || into.get().mergedIntoId() != null) {
            return Optional.empty();
          }
          return Optional.of(
              new Preview(
                  from.get(),
                  into.get(),
                  counts(handle, kind, fromId, intoId),
                  obstacles(handle, kind, from.get(), into.get())));
        });
  }

  /**
   * Merges one into the other, unless either was changed since the preview.
   *
   * @return a conflict where it was; refused where something stands in the way
   */
  ManagedEditor.Outcome merge(
      ManagedKind kind,
      long fromId,
      String fromVersion,
      long intoId,
      String intoVersion,
      SignedIn who) {
    return editor.inTransaction(
        kind,
        handle -> {
          // In the order of their ids, as everybody locks them.
          Optional<ManagedEntry> lower =
              ManagedEditor.locked(handle, kind, Math.min(fromId, intoId));
          Optional<ManagedEntry> upper =
              ManagedEditor.locked(handle, kind, Math.max(fromId, intoId));
          Optional<ManagedEntry> from = fromId < intoId ? lower : upper;
          Optional<ManagedEntry> into = fromId < intoId ? upper : lower;
          if (fromId == intoId || from.isEmpty() || into.isEmpty()) {
            return ManagedEditor.Outcome.gone();
          }
          if (!from.get().version().equals(fromVersion)
              || !into.get().version().equals(intoVersion)) {
            return ManagedEditor.Outcome.conflict(into.get());
          }
          List<ManagedFault> obstacles = obstacles(handle, kind, from.get(), into.get());
          if (!obstacles.isEmpty()) {
            return ManagedEditor.Outcome.refused(obstacles);
          }
          Counts counts = counts(handle, kind, fromId, intoId);
          IndexNowOutbox.writeList(handle, kind.code(), fromId);
          switch (kind) {
            case DOCTOR -> moveDoctor(handle, fromId, intoId);
            case SPECIALTY -> moveSpecialty(handle, fromId, intoId);
            case TOPIC -> moveTopic(handle, fromId, intoId);
          }
          moveSlugs(handle, kind, from.get(), into.get());
          IndexNowOutbox.writeList(handle, kind.code(), intoId);
          if (kind != ManagedKind.SPECIALTY) {
            SearchIndex.refresh(handle, ManagedEditor.articlesOf(handle, kind, intoId));
          }
          SuggestionIndex.refreshNames(handle, kind.code(), List.of(fromId, intoId));
          RelatedEditor.ask(handle, ManagedEditor.articlesOf(handle, kind, intoId));
          log(
              handle,
              who,
              kind,
              from.get(),
              into.get(),
              ManagedQueries.find(handle, kind, intoId).orElseThrow(),
              counts);
          ManagedEditor.tellReaders(handle);
          return ManagedEditor.Outcome.saved(intoId);
        });
  }

  private static Counts counts(Handle handle, ManagedKind kind, long from, long into) {
    return handle
        .createQuery(
            switch (kind) {
              case DOCTOR ->
                  """
                  select (select count(*) from article where doctor_id = :from)::int as answers, 0 as shared,
                         (select count(*) from article where reviewer_id = :from)::int as reviews,
                         0 as synonyms, 0 as codes,
                         (select count(*) from account where doctor_id = :from)::int as accounts,
                         (select count(*) from former_slug where kind = 'doctor' and target_id = :from)::int + 1
                           as addresses
                   where :into > 0
                  """;
              case SPECIALTY ->
                  """
                  select (select count(*) from article where specialty_id = :from)::int as answers, 0 as shared,
                         0 as reviews, 0 as synonyms, 0 as codes, 0 as accounts,
                         (select count(*) from former_slug where kind = 'specialty' and target_id = :from)::int + 1
                           as addresses
                   where :into > 0
                  """;
              case TOPIC ->
                  """
                  select (select count(*) from article_topic where topic_id = :from)::int as answers,
                         (select count(*) from article_topic one
                            join article_topic other on other.article_id = one.article_id
                           where one.topic_id = :from and other.topic_id = :into)::int as shared,
                         0 as reviews,
                         (select count(*) from topic_synonym where topic_id = :from)::int + 1 as synonyms,
                         (select count(*) from topic_code where topic_id = :from)::int as codes, 0 as accounts,
                         (select count(*) from former_slug where kind = 'topic' and target_id = :from)::int + 1
                           as addresses
                  """;
            })
        .bind("from", from)
        .bind("into", into)
        .mapTo(Counts.class)
        .one();
  }

  /** Nobody's answer may turn out to have been reviewed by its own author, and so on. */
  private static List<ManagedFault> obstacles(
      Handle handle, ManagedKind kind, ManagedEntry from, ManagedEntry into) {
    if (kind != ManagedKind.DOCTOR) {
      return List.of();
    }
    List<ManagedFault> obstacles = new ArrayList<>();
    Function<String, Integer> count =
        sql ->
            handle
                .createQuery(sql)
                .bind("from", from.id())
                .bind("into", into.id())
                .mapTo(Integer.class)
                .one();
    int reviewedByEachOther =
        count.apply(
            """
            select count(*)::int from article
             where (doctor_id = :from and reviewer_id = :into) or (doctor_id = :into and reviewer_id = :from)
            """);
    if (reviewedByEachOther > 0) {
      obstacles.add(ManagedFault.of("into", "managed.merge.reviewed", reviewedByEachOther));
    }
    if (count.apply("select count(*)::int from account where doctor_id in (:from, :into)") > 1) {
      obstacles.add(ManagedFault.of("into", "managed.merge.accounts"));
    }
    if (from.demo() != into.demo()) {
      obstacles.add(ManagedFault.of("into", "managed.merge.demo"));
    }
    if (!from.form().value("kind").equals(into.form().value("kind"))) {
      obstacles.add(ManagedFault.of("into", "managed.merge.kinds"));
    }
    return obstacles;
  }

  private static void moveDoctor(Handle handle, long from, long into) {
    // Manuscripts before their articles, as everybody locks them.
    move(handle, from, into, "update manuscript set doctor_id = :into where doctor_id = :from");
    move(handle, from, into, "update article set doctor_id = :into where doctor_id = :from");
    move(handle, from, into, "update article set reviewer_id = :into where reviewer_id = :from");
    move(
        handle,
        from,
        into,
        "update account set doctor_id = :into, updated_at = now() where doctor_id = :from");
    // What the profile that stays does not say is taken from the other.
    move(
        handle,
        from,
        into,
        """
        update doctor kept
           set title = coalesce(kept.title, gone.title), credentials = coalesce(kept.credentials, gone.credentials),
               institution = coalesce(kept.institution, gone.institution),
               biography = coalesce(kept.biography, gone.biography),
               languages = case when kept.languages = '{}' then gone.languages else kept.languages end,
               portrait_media_id = coalesce(kept.portrait_media_id, gone.portrait_media_id),
               updated_at = greatest(now(), kept.updated_at + interval '1 microsecond')
          from doctor gone
         where kept.id = :into and gone.id = :from
        """);
    move(
        handle,
        from,
        into,
        "update doctor set merged_into_id = :into where :from in (id, merged_into_id)");
    // Nobody's picture is kept without a use.
    move(
        handle,
        from,
        into,
        "update doctor set portrait_media_id = null where id = :from and merged_into_id = :into");
  }

  private static void moveSpecialty(Handle handle, long from, long into) {
    move(
        handle,
        from,
        into,
        "update manuscript set specialty_id = :into where specialty_id = :from");
    move(handle, from, into, "update article set specialty_id = :into where specialty_id = :from");
    move(
        handle,
        from,
        into,
        """
        update specialty kept
           set description = case kept.description when '' then gone.description else kept.description end,
               schema_org = coalesce(kept.schema_org, gone.schema_org),
               updated_at = greatest(now(), kept.updated_at + interval '1 microsecond')
          from specialty gone
         where kept.id = :into and gone.id = :from
        """);
    move(
        handle,
        from,
        into,
        "update specialty set merged_into_id = :into where :from in (id, merged_into_id)");
  }

  private static void moveTopic(Handle handle, long from, long into) {
    // An answer that had both keeps the one that stays, in the better of the two places.
    move(
        handle,
        from,
        into,
        """
        update article_topic kept set position = least(kept.position, gone.position)
          from article_topic gone
         where kept.topic_id = :into and gone.topic_id = :from and gone.article_id = kept.article_id
        """);
    move(
        handle,
        from,
        into,
        """
        delete from article_topic gone
         where gone.topic_id = :from
           and exists (select from article_topic kept
                        where kept.topic_id = :into and kept.article_id = gone.article_id)
        """);
    move(handle, from, into, "update article_topic set topic_id = :into where topic_id = :from");
    move(handle, from, into, "update related_article set topic_id = :into where topic_id = :from");
    move(
        handle,
        from,
        into,
        """
        insert into topic_synonym (topic_id, name)
        select :into, added.name
          from (select distinct on (lower(name)) name
                  from (select name from topic_synonym where topic_id = :from
                        union all
                        select name from topic where id = :from) named
                 order by lower(name), name) added
         where not exists (select from topic where id = :into and lower(topic.name) = lower(added.name))
           and not exists (select from topic_synonym known
                            where known.topic_id = :into and lower(known.name) = lower(added.name))
        """);
    move(handle, from, into, "delete from topic_synonym where topic_id = :from and :into > 0");
    move(
        handle,
        from,
        into,
        """
        insert into topic_code (topic_id, system, code)
        select :into, system, code from topic_code where topic_id = :from
        on conflict do nothing
        """);
    move(handle, from, into, "delete from topic_code where topic_id = :from and :into > 0");
    move(
        handle,
        from,
        into,
        """
        update topic kept
           set definition = case kept.definition when '' then gone.definition else kept.definition end,
               updated_at = greatest(now(), kept.updated_at + interval '1 microsecond')
          from topic gone
         where kept.id = :into and gone.id = :from
        """);
    move(
        handle,
        from,
        into,
        "update topic set merged_into_id = :into where :from in (id, merged_into_id)");
  }

  private static void moveSlugs(
      Handle handle, ManagedKind kind, ManagedEntry from, ManagedEntry into) {
    handle
        .createUpdate(
            "update former_slug set target_id = :into where kind = :kind and target_id = :from")
        .bind("kind", kind.code())
        .bind("from", from.id())
        .bind("into", into.id())
        .execute();
    ManagedEditor.leaveFormerSlug(handle, kind, from.slug(), into.slug(), into.id());
  }

  private static void move(Handle handle, long from, long into, String sql) {
    handle.createUpdate(sql).bind("from", from).bind("into", into).execute();
  }

  private static void log(
      Handle handle,
      SignedIn who,
      ManagedKind kind,
      ManagedEntry from,
      ManagedEntry into,
      ManagedEntry merged,
      Counts counts) {
    ObjectNode detail = ManagedEditor.changes(into.id(), into.form(), merged.form());
    detail
        .putObject("merged")
        .put("id", from.id())
        .put("name", from.name())
        .put("slug", from.slug());
    detail.put("answers", counts.answers()).put("reviews", counts.reviews());
    ManagedEditor.log(handle, who, kind.code() + ".merge", detail);
  }

  /** What a merge moves. */
  public record Counts(
      int answers, int shared, int reviews, int synonyms, int codes, int accounts, int addresses) {}

  /**
   * What a merge would do.
   *
   * @param obstacles empty where nothing stands in its way
   */
  record Preview(
      ManagedEntry from, ManagedEntry into, Counts counts, List<ManagedFault> obstacles) {
    Preview {
      obstacles = List.copyOf(obstacles);
    }
  }
}
