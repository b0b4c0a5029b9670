package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.media.MediaEditor;
import org.vivavoce.media.RecordingEditor;
import org.vivavoce.media.TemporaryFolder;
import org.vivavoce.publishing.Publisher;

/**
 * The demonstration cast of db/demo: fictional doctors, and answers marked as a demonstration on
 * every page.
 */
public final class DemoCast {
  private static final String FOLDER = "/db/demo/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Jdbi jdbi;
  private final Clock clock;

  public DemoCast(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Loads the cast, or brings it up to date, in one transaction.
   *
   * @param onlyIfEmpty whether to leave a database alone that holds any article
   * @return whether it was loaded
   */
  public boolean load(boolean onlyIfEmpty) {
    return jdbi.inTransaction(
        handle -> {
          Importer.lock(handle);
          if (onlyIfEmpty && hasArticles(handle)) {
            return false;
          }
          try {
            load(handle);
          } catch (IOException e) {
            throw new UncheckedIOException(
                "the demonstration cast cannot be read: " + e.getMessage(), e);
          }
          return true;
        });
  }

  private static boolean hasArticles(Handle handle) {
    return handle.createQuery("select exists (select from article)").mapTo(Boolean.class).one();
  }

  private void load(Handle handle) throws IOException {
    forEachLine("specialties.jsonl", line -> writeSpecialty(handle, line));
    forEachLine("doctors.jsonl", line -> writeDoctor(handle, line));
    forEachLine("topics.jsonl", line -> writeTopic(handle, line));
    Importer importer = new Importer(jdbi, clock);
    ImportOptions options = new ImportOptions(false, false, true, null, "seed");
    try (Unpacked voices = new Unpacked()) {
      for (String name : List.of("articles-general.jsonl", "articles-digestion.jsonl")) {
        try (InputStream content = open(name)) {
          importer.runWithin(handle, name, content, voices, options);
        }
      }
      forEachLine("audio/recordings.jsonl", line -> readyVoice(handle, line, voices));
    }
    new Publisher(handle, "seed").finish(done -> {});
    TopicMatcher.settle(handle);
  }

  private static void writeSpecialty(Handle handle, JsonNode line) {
    handle
        .createUpdate(
            """
            insert into specialty (slug, name, description, schema_org)
            values (:slug, :name, :description, :schemaOrg)
            on conflict (slug) where merged_into_id is null do update
              set description = excluded.description, schema_org = excluded.schema_org, updated_at = now()
              where specialty.description = ''
            """)
        .bind("slug", text(line, "slug"))
        .bind("name", text(line, "name"))
        .bind("description", text(line, "description"))
        .bind("schemaOrg", text(line, "schemaOrg"))
        .execute();
  }

  private static void writeDoctor(Handle handle, JsonNode line) {
    String portrait = text(line, "portrait");
    Long media = null;
    if (portrait != null) {
      try (InputStream drawing = open(portrait)) {
        media = MediaEditor.store(handle, "image/svg+xml", drawing);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    handle
        .createUpdate(
            """
            insert into doctor (slug, kind, name, title, credentials, institution, biography, languages,
                                portrait_media_id, demo)
            values (:slug, :kind, :name, :title, :credentials, :institution, :biography, :languages, :portrait, true)
            on conflict (lower(name), kind, demo) where merged_into_id is null do update
              set title = excluded.title, credentials = excluded.credentials, institution = excluded.institution,
                  biography = excluded.biography, languages = excluded.languages,
                  portrait_media_id = excluded.portrait_media_id, updated_at = now()
            """)
        .bind("slug", text(line, "slug"))
        .bind("kind", text(line, "kind"))
        .bind("name", text(line, "name"))
        .bind("title", text(line, "title"))
        .bind("credentials", text(line, "credentials"))
        .bind("institution", text(line, "institution"))
        .bind("biography", text(line, "biography"))
        .bind("languages", texts(line.path("languages")).toArray(String[]::new))
        .bind("portrait", media)
        .execute();
  }

  private static void writeTopic(Handle handle, JsonNode line) {
    long id =
        handle
            .createQuery(
                """
                insert into topic (slug, name, definition) values (:slug, :name, :definition)
                on conflict (lower(name)) where merged_into_id is null do update
                  set definition = case topic.definition when '' then excluded.definition else topic.definition end
                returning id
                """)
            .bind("slug", text(line, "slug"))
            .bind("name", text(line, "name"))
            .bind("definition", text(line, "definition"))
            .mapTo(Long.class)
            .one();
    for (String synonym : texts(line.path("synonyms"))) {
      handle
          .createUpdate(
              "insert into topic_synonym (topic_id, name) values (:topic, :name) on conflict do nothing")
          .bind("topic", id)
          .bind("name", synonym)
          .execute();
    }
    line.path("codes")
        .properties()
        .forEach(
            system ->
                texts(system.getValue())
                    .forEach(
                        code ->
                            handle
                                .createUpdate(
                                    """
                                    insert into topic_code (topic_id, system, code) values (:topic, :system, :code)
                                    on conflict do nothing
                                    """)
                                .bind("topic", id)
                                .bind("system", system.getKey())
                                .bind("code", code)
                                .execute()));
  }

  /** What normalising would make of the clip comes with it, so that it needs no ffmpeg. */
  private static void readyVoice(Handle handle, JsonNode line, Companions voices) {
    String name = line.get("name").textValue();
    try {
      Path opus = voices.file("audio/" + name + ".opus");
      byte[] waveform = Base64.getDecoder().decode(line.get("waveform").textValue());
      handle
          .createQuery(
              """
              select article.recording_id
                from article_import import join article on article.id = import.article_id
               where import.source_id = :id and article.recording_id is not null
              """)
          .bind("id", "demo-" + name)
          .mapTo(Long.class)
          .findOne()
          .ifPresent(id -> RecordingEditor.readyAsSent(handle, id, opus, waveform));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files of the program, copied out where they are asked for, and deleted in the end. */
  private static final class Unpacked implements Companions, AutoCloseable {
    private final TemporaryFolder folder;

    Unpacked() throws IOException {
      this.folder = TemporaryFolder.create("demo");
    }

    @Override
    public Path file(String name) throws IOException {
      Path file = folder.path().resolve(name.replace('/', '-'));
      try (InputStream content = open(name)) {
        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return file;
    }

    @Override
    public void close() throws IOException {
      folder.close();
    }
  }

  private static void forEachLine(String name, Consumer<JsonNode> use) throws IOException {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(name), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        use.accept(JSON.readTree(line));
      }
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream stream = DemoCast.class.getResourceAsStream(FOLDER + name);
    if (stream == null) {
      throw new FileNotFoundException("db/demo/" + name + " is missing from the program");
    }
    return stream;
  }

  private static @Nullable String text(JsonNode line, String name) {
    return line.hasNonNull(name) ? line.get(name).textValue() : null;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.textValue()));
    return texts;
  }
}
