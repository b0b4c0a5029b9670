package org.vivavoce.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.ContentNotice;
import org.vivavoce.media.MediaEditor;
import org.vivavoce.publishing.IndexNowOutbox;
import org.vivavoce.related.RelatedEditor;
import org.vivavoce.search.SearchIndex;
import org.vivavoce.search.SuggestionIndex;
import org.vivavoce.web.SignedIn;

/**
 * Writes doctors, specialties and conditions: one transaction for each thing that an editor does,
 * with its entry in the log. Whoever writes one of a kind waits for whoever writes another of that
 * kind, so that addresses are given out one at a time.
 */
final class ManagedEditor {
  private static final String UNIQUE_VIOLATION = "23505";

  /** Two that waited for each other, or could not both have been first: one may try again. */
  private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Jdbi jdbi;

  ManagedEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Writes a new one. */
  Outcome create(ManagedForm form, SignedIn who) {
    return inTransaction(
        form.kind(),
        handle -> {
          List<ManagedFault> faults = faults(handle, form, 0);
          if (!faults.isEmpty()) {
            return Outcome.refused(faults);
          }
          long id = insert(handle, form);
          writeLists(handle, form, id);
          // An address that led elsewhere and is free again; faults() has made sure of it.
          log(handle, who, form.kind().code() + ".create", changes(id, null, form));
          return Outcome.saved(id);
        });
  }

  /** Writes what was changed, unless somebody else did so since the form was opened. */
  Outcome save(long id, ManagedForm form, SignedIn who) {
    ManagedKind kind = form.kind();
    return inTransaction(
        kind,
        handle -> {
          Optional<ManagedEntry> found = locked(handle, kind, id);
          if (found.isEmpty()) {
            return Outcome.gone();
          }
          ManagedEntry current = found.get();
          if (!current.version().equals(form.version())) {
            return current.form().values().equals(form.values())
                ? Outcome.saved(id)
                : Outcome.conflict(current);
          }
          List<ManagedFault> faults = faults(handle, form, id);
          if (!faults.isEmpty()) {
            return Outcome.refused(faults);
          }
          if (current.form().values().equals(form.values())) {
            return Outcome.saved(id);
          }
          IndexNowOutbox.writeList(handle, kind.code(), id);
          update(handle, form, id);
          writeLists(handle, form, id);
          IndexNowOutbox.writeList(handle, kind.code(), id);
          if (!current.slug().equals(form.value("slug"))) {
            leaveFormerSlug(handle, kind, current.slug(), form.value("slug"), id);
          }
          refreshSearch(handle, kind, id, current.form(), form);
          log(handle, who, kind.code() + ".change", changes(id, current.form(), form));
          tellReaders(handle);
          return Outcome.saved(id);
        });
  }

  /**
   * Deletes what nothing refers to.
   *
   * @return refused where something does
   */
  Outcome delete(ManagedKind kind, long id, SignedIn who) {
    return inTransaction(
        kind,
        handle -> {
          Optional<ManagedEntry> found = locked(handle, kind, id);
          if (found.isEmpty()) {
            return Outcome.gone();
          }
          if (found.get().used()) {
            return Outcome.refused(List.of(ManagedFault.of("name", "managed.fault.used")));
          }
          handle
              .createUpdate("delete from former_slug where kind = :kind and target_id = :id")
              .bind("kind", kind.code())
              .bind("id", id)
              .execute();
          handle
              .createUpdate(
                  switch (kind) {
                    case DOCTOR -> "delete from doctor where id = :id";
                    case SPECIALTY -> "delete from specialty where id = :id";
                    case TOPIC -> "delete from topic where id = :id";
                  })
              .bind("id", id)
              .execute();
          log(handle, who, kind.code() + ".delete", changes(id, found.get().form(), null));
          return Outcome.saved(id);
        });
  }

  /**
   * Gives a doctor a picture, or takes it away.
   *
   * @param jpeg as {@link PortraitImage} made it, or null
   */
  Outcome portrait(long doctorId, byte @Nullable [] jpeg, SignedIn who) {
    return inTransaction(
        ManagedKind.DOCTOR,
        handle -> {
          Optional<ManagedEntry> found = locked(handle, ManagedKind.DOCTOR, doctorId);
          if (found.isEmpty()) {
            return Outcome.gone();
          }
          Long media =
              jpeg == null
                  ? null
                  : MediaEditor.store(handle, "image/jpeg", new ByteArrayInputStream(jpeg));
          handle
              .createUpdate(
                  """
                  update doctor set portrait_media_id = :media,
                         updated_at = greatest(now(), updated_at + interval '1 microsecond')
                   where id = :id
                  """)
              .bind("media", media)
              .bind("id", doctorId)
              .execute();
          IndexNowOutbox.writeList(handle, ManagedKind.DOCTOR.code(), doctorId);
          ObjectNode detail = JSON.createObjectNode().put("id", doctorId);
          detail.put("name", found.get().name());
          log(
              handle,
              who,
              jpeg == null ? "doctor.portrait.remove" : "doctor.portrait.change",
              detail);
          tellReaders(handle);
          return Outcome.saved(doctorId);
        });
  }

  /**
   * One at a time of a kind; what an importer wrote meanwhile under the same name is a fault. Where
   * it and a publication waited for each other, and it was the one that was given up, it is done
   * once more.
   */
  Outcome inTransaction(ManagedKind kind, Work work) {
    try {
      return once(kind, work);
    } catch (JdbiException e) {
      if (!TRY_AGAIN.contains(state(e))) {
        throw e;
      }
    }
    return once(kind, work);
  }

  private Outcome once(ManagedKind kind, Work work) {
    try {
      return jdbi.inTransaction(
          handle -> {
            handle
                .createQuery("select pg_advisory_xact_lock(hashtextextended(:lock, 0))::text")
                .bind("lock", "managed:" + kind.code())
                .mapTo(String.class)
                .one();
            return work.in(handle);
          });
    } catch (UnableToExecuteStatementException e) {
      if (UNIQUE_VIOLATION.equals(state(e))) {
        return Outcome.refused(List.of(ManagedFault.of("name", "managed.fault.taken.since")));
      }
      throw e;
    }
  }

  /** What the database says is wrong; empty where it is not the database that says so. */
  private static String state(JdbiException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException failure && failure.getSQLState() != null) {
        return failure.getSQLState();
      }
    }
    return "";
  }

  /**
   * As it is stored, locked, so that nothing new can hang on it meanwhile; not one that is gone.
   */
  static Optional<ManagedEntry> locked(Handle handle, ManagedKind kind, long id) {
    handle
        .createQuery(
            switch (kind) {
              case DOCTOR -> "select id from doctor where id = :id for update";
              case SPECIALTY -> "select id from specialty where id = :id for update";
              case TOPIC -> "select id from topic where id = :id for update";
            })
        .bind("id", id)
        .mapTo(Long.class)
        .findOne();
    return ManagedQueries.find(handle, kind, id).filter(entry -> entry.mergedIntoId() == null);
  }

  /** Under which address it was known leads to it from now on; the new one is its own again. */
  static void leaveFormerSlug(
      Handle handle, ManagedKind kind, String before, @Nullable String now, long id) {
    handle
        .createUpdate("delete from former_slug where kind = :kind and slug = :now")
        .bind("kind", kind.code())
        .bind("now", now)
        .execute();
    handle
        .createUpdate(
            """
            insert into former_slug (kind, slug, target_id) values (:kind, :before, :id)
            on conflict (kind, slug) do update set target_id = excluded.target_id
            """)
        .bind("kind", kind.code())
        .bind("before", before)
        .bind("id", id)
        .execute();
  }

  static void log(Handle handle, SignedIn who, String action, ObjectNode detail) {
    detail.put("account", who.accountId());
    handle
        .createUpdate(
            "insert into audit_entry (actor, action, detail) values (:actor, :action, :detail::jsonb)")
        .bind("actor", Audit.actor(who))
        .bind("action", action)
        .bind("detail", detail.toString())
        .execute();
  }

  /** Every instance drops the pages that it holds, when the transaction commits. */
  static void tellReaders(Handle handle) {
    ContentNotice.all(handle);
  }

  static List<Long> articlesOf(Handle handle, ManagedKind kind, long id) {
    return handle
        .createQuery(
            switch (kind) {
              case DOCTOR -> "select id from article where doctor_id = :id order by id";
              case SPECIALTY -> "select id from article where specialty_id = :id order by id";
              case TOPIC ->
                  "select article_id from article_topic where topic_id = :id order by article_id";
            })
        .bind("id", id)
        .mapTo(Long.class)
        .list();
  }

  private static List<ManagedFault> faults(Handle handle, ManagedForm form, long id) {
    List<ManagedFault> faults = new ArrayList<>(form.faults());
    if (!faults.isEmpty()) {
      return faults;
    }
    ManagedKind kind = form.kind();
    String slug = form.value("slug");
    String name = form.value("name");
    handle
        .createQuery(
            switch (kind) {
              case DOCTOR ->
                  """
                  select name from doctor
                   where lower(name) = lower(:name) and kind = :kind and id <> :id and merged_into_id is null
                     and demo = coalesce((select demo from doctor where id = :id), false)
                  """;
              case SPECIALTY ->
                  """
                  select name from specialty
                   where lower(name) = lower(:name) and id <> :id and merged_into_id is null and :kind = ''
                  """;
              case TOPIC ->
                  """
                  select name from topic
                   where lower(name) = lower(:name) and id <> :id and merged_into_id is null and :kind = ''
                  """;
            })
        .bind("name", name)
        .bind("kind", form.value("kind"))
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .ifPresent(taken -> faults.add(ManagedFault.of("name", "managed.fault.taken.name", taken)));
    handle
        .createQuery(
            switch (kind) {
              case DOCTOR ->
                  """
                  select name from doctor where slug = :slug and id <> :id and merged_into_id is null
                  union all
                  select doctor.name from former_slug former join doctor on doctor.id = former.target_id
                   where former.kind = 'doctor' and former.slug = :slug and doctor.id <> :id
                  limit 1
                  """;
              case SPECIALTY ->
                  """
                  select name from specialty where slug = :slug and id <> :id and merged_into_id is null
                  union all
                  select specialty.name from former_slug former join specialty on specialty.id = former.target_id
                   where former.kind = 'specialty' and former.slug = :slug and specialty.id <> :id
                  limit 1
                  """;
              case TOPIC ->
                  """
                  select name from topic where slug = :slug and id <> :id and merged_into_id is null
                  union all
                  select topic.name from former_slug former join topic on topic.id = former.target_id
                   where former.kind = 'topic' and former.slug = :slug and topic.id <> :id
                  limit 1
                  """;
            })
        .bind("slug", slug)
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .ifPresent(taken -> faults.add(ManagedFault.of("slug", "managed.fault.taken.slug", taken)));
    return faults;
  }

  private static long insert(Handle handle, ManagedForm form) {
    return handle
        .createQuery(
            switch (form.kind()) {
              case DOCTOR ->
                  """
                  insert into doctor (slug, kind, name, title, credentials, institution, biography, languages)
                  values (:slug, :kind, :name, :title, :credentials, :institution, :biography, :languages)
                  returning id
                  """;
              case SPECIALTY ->
                  """
                  insert into specialty (slug, name, description, schema_org)
                  values (:slug, :name, coalesce(:description, ''), :schemaOrg)
                  returning id
                  """;
              case TOPIC ->
                  """
                  insert into topic (slug, name, definition)
                  values (:slug, :name, coalesce(:definition, ''))
                  returning id
                  """;
            })
        .bindMap(columns(form))
        .mapTo(Long.class)
        .one();
  }

  private static void update(Handle handle, ManagedForm form, long id) {
    handle
        .createUpdate(
            switch (form.kind()) {
              case DOCTOR ->
                  """
                  update doctor set slug = :slug, kind = :kind, name = :name, title = :title,
                         credentials = :credentials, institution = :institution, biography = :biography,
                         languages = :languages,
                         updated_at = greatest(now(), updated_at + interval '1 microsecond')
                   where id = :id
                  """;
              case SPECIALTY ->
                  """
                  update specialty set slug = :slug, name = :name, description = coalesce(:description, ''),
                         schema_org = :schemaOrg,
                         updated_at = greatest(now(), updated_at + interval '1 microsecond')
                   where id = :id
                  """;
              case TOPIC ->
                  """
                  update topic set slug = :slug, name = :name, definition = coalesce(:definition, ''),
                         updated_at = greatest(now(), updated_at + interval '1 microsecond')
                   where id = :id
                  """;
            })
        .bindMap(columns(form))
        .bind("id", id)
        .execute();
  }

  private static java.util.Map<String, @Nullable Object> columns(ManagedForm form) {
    java.util.Map<String, @Nullable Object> columns = new java.util.HashMap<>();
    for (ManagedKind.Field field : form.kind().fields()) {
      if (field.type() == ManagedKind.Type.LIST) {
        columns.put(field.id(), form.entries(field.id()).toArray(String[]::new));
      } else {
        String value = form.value(field.id());
        columns.put(field.id(), value.isBlank() ? null : value);
      }
    }
    return columns;
  }

  private static void writeLists(Handle handle, ManagedForm form, long id) {
    if (form.kind() != ManagedKind.TOPIC) {
      return;
    }
    handle.createUpdate("delete from topic_synonym where topic_id = :id").bind("id", id).execute();
    handle
        .createUpdate(
            """
            insert into topic_synonym (topic_id, name)
            select :id, synonym from unnest(:synonyms) synonym where lower(synonym) <> lower(:name)
            on conflict do nothing
            """)
        .bind("id", id)
        .bind("synonyms", form.entries("synonyms").toArray(String[]::new))
        .bind("name", form.value("name"))
        .execute();
    for (String system : List.of("icd10", "mesh", "umls")) {
      // What stays is left alone: whoever writes a code asks for the Other Voices of its answers.
      handle
          .createUpdate(
              """
              delete from topic_code
               where topic_id = :id and system = :system and code <> all(:codes)
              """)
          .bind("id", id)
          .bind("system", system)
          .bind("codes", form.entries(system).toArray(String[]::new))
          .execute();
      handle
          .createUpdate(
              """
              insert into topic_code (topic_id, system, code)
              select :id, :system, code from unnest(:codes) code
              on conflict do nothing
              """)
          .bind("id", id)
          .bind("system", system)
          .bind("codes", form.entries(system).toArray(String[]::new))
          .execute();
    }
  }

  /** Search finds answers by the names of their doctor and conditions. */
  private static void refreshSearch(
      Handle handle, ManagedKind kind, long id, ManagedForm before, ManagedForm after) {
    boolean renamed = !before.value("name").equals(after.value("name"));
    boolean calledOtherwise = !before.value("synonyms").equals(after.value("synonyms"));
    if (kind != ManagedKind.SPECIALTY && (renamed || calledOtherwise)) {
      SearchIndex.refresh(handle, articlesOf(handle, kind, id));
    }
    boolean isNamed = kind == ManagedKind.TOPIC && (renamed || calledOtherwise);
    if (isNamed || !before.value("kind").equals(after.value("kind"))) {
      RelatedEditor.ask(handle, articlesOf(handle, kind, id));
    }
    if (renamed || calledOtherwise) {
      SuggestionIndex.refreshNames(handle, kind.code(), List.of(id));
    }
  }

  static ObjectNode changes(long id, @Nullable ManagedForm before, @Nullable ManagedForm after) {
    ManagedForm any = after == null ? java.util.Objects.requireNonNull(before) : after;
    ObjectNode detail = JSON.createObjectNode().put("id", id);
    detail.put("name", any.value("name"));
    ObjectNode changed = detail.putObject("changes");
    for (ManagedKind.Field field : any.kind().fields()) {
      String was = before == null ? "" : before.value(field.id());
      String is = after == null ? "" : after.value(field.id());
      if (!was.equals(is)) {
        changed.putObject(field.id()).put("before", was).put("after", is);
      }
    }
    return detail;
  }

  /** What is done in one transaction. */
  @FunctionalInterface
  interface Work {
    Outcome in(Handle handle);
  }

  /**
   * How it ended.
   *
   * @param saved the id of what was written, or null
   * @param current what somebody else wrote meanwhile, or null
   */
  record Outcome(@Nullable Long saved, @Nullable ManagedEntry current, List<ManagedFault> faults) {
    Outcome {
      faults = List.copyOf(faults);
    }

    static Outcome saved(long id) {
      return new Outcome(id, null, List.of());
    }

    static Outcome conflict(ManagedEntry current) {
      return new Outcome(null, current, List.of());
    }

    static Outcome refused(List<ManagedFault> faults) {
      return new Outcome(null, null, faults);
    }

    static Outcome gone() {
      return new Outcome(null, null, List.of());
    }

    boolean isGone() {
      return saved == null && current == null && faults.isEmpty();
    }
  }
}
