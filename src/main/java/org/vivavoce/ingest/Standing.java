package org.vivavoce.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Slug;
import org.vivavoce.media.Captions;

/**
 * A published answer as the import format tells it.
 *
 * @param sourceId of the import that brought it, or null
 * @param aliases JSON: the other addresses that lead to it
 * @param topics JSON: names and codes
 * @param sources JSON: titles and URLs
 * @param audio the file that was sent, named under the folder of media; or null
 * @param cues JSON: those that somebody wrote; estimated ones are none
 */
public record Standing(
    long id,
    @Nullable String sourceId,
    String slug,
    String aliases,
    String lang,
    String title,
    String transcript,
    String doctorName,
    String doctorKind,
    @Nullable String doctorTitle,
    @Nullable String doctorInstitution,
    String specialty,
    String topics,
    String sources,
    @Nullable Integer durationSeconds,
    @Nullable LocalDate recordedOn,
    @Nullable LocalDate editedOn,
    @Nullable LocalDate reviewedOn,
    @Nullable LocalDate reviewDueOn,
    @Nullable String reviewerName,
    @Nullable String reviewerCredentials,
    @Nullable String conflicts,
    @Nullable String careLevel,
    @Nullable String careText,
    @Nullable String audio,
    boolean syntheticVoice,
    String cues) {
  /** Between the portal's address and the number of an article that no import brought. */
  static final String OWN_ID = "#";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of published articles alone; whatever is a draft is not in the view. */
  static final String SELECT =
      """
      select article.id, import.source_id, article.slug,
             (select coalesce(json_agg(known.slug order by known.slug), '[]') from article_slug known
               where known.article_id = article.id and known.slug <> article.slug)::text as aliases,
             article.lang, article.title, article.transcript, doctor.name as doctor_name, doctor.kind as doctor_kind,
             doctor.title as doctor_title, doctor.institution as doctor_institution, specialty.name as specialty,
             (select coalesce(json_agg(json_build_object('name', topic.name, 'codes',
                       (select json_object_agg(code.system, code.codes)
                          from (select system, json_agg(code order by code) as codes from topic_code
                                 where topic_code.topic_id = topic.id group by system order by system) code))
                     order by link.position, topic.id), '[]')
                from published_article_topic link join topic on topic.id = link.topic_id
               where link.article_id = article.id)::text as topics,
             (select coalesce(json_agg(json_build_object('title', source.title, 'url', source.url)
                     order by source.position), '[]')
                from published_article_source source where source.article_id = article.id)::text as sources,
             article.duration_seconds, article.recorded_on, article.edited_on, article.reviewed_on,
             article.review_due_on, article.reviewer_name, article.reviewer_credentials, article.conflicts,
             article.care_level, article.care_text, media_name(media.sha256, media.content_type) as audio,
             article.synthetic_voice,
             (select coalesce(json_agg(json_build_array(cue.start_ms, cue.end_ms, cue.text) order by cue.position), '[]')
                from published_article_cue cue
               where cue.article_id = article.id and not article.cues_estimated)::text as cues
        from published_article article
        join doctor on doctor.id = article.doctor_id
        join specialty on specialty.id = article.specialty_id
        left join article_import import on import.article_id = article.id
        left join recording on recording.id = article.recording_id
        left join media on media.id = recording.original_media_id
      """;

  /** Of these articles those that are published, by id. */
  static Map<Long, Standing> of(Handle handle, Collection<Long> articles) {
    Map<Long, Standing> standing = new HashMap<>();
    if (!articles.isEmpty()) {
      handle
          .createQuery(SELECT + " where article.id = any(:ids) order by article.id")
          .bind("ids", articles.toArray(Long[]::new))
          .mapTo(Standing.class)
          .forEach(each -> standing.put(each.id(), each));
    }
    return standing;
  }

  /**
   * The line of an import file that says it.
   *
   * @param origin of this portal, for the ids of what no import brought
   * @param withSound whether it names the files of its sound
   */
  String line(String origin, boolean withSound) {
    ObjectNode line = JSON.createObjectNode();
    line.put("id", sourceId == null ? origin + OWN_ID + id : sourceId);
    line.put("slug", slug);
    List<JsonNode> others = list(aliases);
    if (!others.isEmpty()) {
      line.putArray("aliases").addAll(others);
    }
    line.put("title", title);
    line.put("body", transcript);
    ObjectNode author = line.putObject("author");
    author.put("name", doctorName);
    author.put("kind", doctorKind);
    put(author, "title", doctorTitle);
    put(author, "institution", doctorInstitution);
    line.put("specialty", specialty);
    line.putArray("topics").addAll(list(topics).stream().map(Standing::filled).toList());
    line.put("lang", lang);
    put(line, "recordedOn", recordedOn);
    put(line, "updatedOn", editedOn);
    if (reviewerName != null && reviewedOn != null) {
      ObjectNode reviewer = line.putObject("reviewedBy");
      reviewer.put("name", reviewerName);
      put(reviewer, "credentials", reviewerCredentials);
      put(line, "reviewedOn", reviewedOn);
      put(line, "reviewDueOn", reviewDueOn);
    }
    line.putArray("sources").addAll(list(sources).stream().map(Standing::filled).toList());
    put(line, "conflicts", conflicts);
    if (careLevel != null) {
      line.putObject("careCard").put("level", careLevel).put("text", careText);
    }
    if (durationSeconds != null) {
      line.put("durationSeconds", durationSeconds);
    }
    if (withSound && audio != null) {
      line.put("audio", audioFile());
      if (hasCaptions()) {
        line.put("captions", captionsFile());
      }
      if (syntheticVoice) {
        line.put("syntheticVoice", true);
      }
    }
    return line.toString();
  }

  /** Beside the import file. */
  String audioFile() {
    return "media/" + audio;
  }

  String captionsFile() {
    return "captions/" + slug + ".vtt";
  }

  boolean hasCaptions() {
    return audio != null && !list(cues).isEmpty();
  }

  String captions() {
    return Captions.vtt(cueList(), false);
  }

  /**
   * Whether a line says nothing else than this: then there is nothing to import. Of a line that
   * names no sound, its words alone are looked at.
   */
  boolean isToldBy(ImportedLine line) {
    ImportedArticle here;
    try {
      here = ImportedArticle.parse(ImportedArticle.fields(line("", false)));
    } catch (FieldException e) {
      // What was written here may be more than an import may say.
      return false;
    }
    ImportedArticle there = line.article();
    ImportedVoice voice = line.voice();
    return here.status().equals(there.status())
        && here.title().equals(there.title())
        && here.transcript().equals(there.transcript())
        && here.author().name().equalsIgnoreCase(there.author().name())
        && here.author().kind().equals(there.author().kind())
        && here.specialty().equalsIgnoreCase(there.specialty())
        && topicNames(here).equals(topicNames(there))
        && here.lang().equals(there.lang())
        && Objects.equals(here.recordedOn(), there.recordedOn())
        && Objects.equals(here.updatedOn(), there.updatedOn())
        && Objects.equals(here.reviewedOn(), there.reviewedOn())
        && Objects.equals(here.reviewDueOn(), there.reviewDueOn())
        && Objects.equals(here.reviewerName(), there.reviewerName())
        && Objects.equals(here.reviewerCredentials(), there.reviewerCredentials())
        && here.sources().equals(there.sources())
        && Objects.equals(here.conflicts(), there.conflicts())
        && here.careLevel() == there.careLevel()
        && Objects.equals(here.careText(), there.careText())
        && isAddressedBy(here, there)
        && (voice == null
            ? audio != null || Objects.equals(durationSeconds, there.durationSeconds())
            : isSpokenBy(voice));
  }

  private boolean isAddressedBy(ImportedArticle here, ImportedArticle there) {
    List<Slug> known = new ArrayList<>(here.aliases());
    known.add(new Slug(slug));
    return (there.slug() == null || there.slug().value().equals(slug))
        && known.containsAll(there.aliases());
  }

  private boolean isSpokenBy(ImportedVoice voice) {
    return audio != null
        && audio.startsWith(voice.audioHash() + ".")
        && voice.synthetic() == syntheticVoice
        && voice.captions().equals(cueList());
  }

  private List<Cue> cueList() {
    return list(cues).stream()
        .map(cue -> new Cue(cue.path(0).asInt(), cue.path(1).asInt(), cue.path(2).asText()))
        .toList();
  }

  private static List<String> topicNames(ImportedArticle article) {
    return article.topics().stream().map(topic -> topic.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** Without what is null. */
  private static JsonNode filled(JsonNode object) {
    ObjectNode filled = JSON.createObjectNode();
    object
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                filled.set(field.getKey(), field.getValue());
              }
            });
    return filled;
  }

  private static List<JsonNode> list(String json) {
    try {
      List<JsonNode> list = new ArrayList<>();
      JSON.readTree(json).forEach(list::add);
      return list;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database wrote JSON", e);
    }
  }

  private static void put(ObjectNode object, String name, @Nullable Object value) {
    if (value != null) {
      object.put(name, value.toString());
    }
  }
}
