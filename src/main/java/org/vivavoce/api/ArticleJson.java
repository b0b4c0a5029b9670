package org.vivavoce.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.LastEdit;
import org.vivavoce.content.MediaType;
import org.vivavoce.content.Source;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;

/**
 * Answers as programs get them. Each property is always there, and null where there is nothing to
 * say; {@code openapi.json} describes them, and a test compares both.
 */
final class ArticleJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Frame frame;
  private final Paths paths;

  ArticleJson(Frame frame) {
    this.frame = frame;
    this.paths = frame.paths();
  }

  /**
   * @param next the address of the next page, or null
   */
  ObjectNode list(List<ApiQueries.Listed> articles, @Nullable String next) {
    ObjectNode list = JSON.createObjectNode();
    ArrayNode items = list.putArray("articles");
    articles.forEach(article -> items.add(listed(article)));
    list.put("next", next);
    list.set("licence", licence());
    return list;
  }

  private ObjectNode listed(ApiQueries.Listed article) {
    ObjectNode node = JSON.createObjectNode();
    addresses(node, article.slug());
    node.put("title", article.title());
    node.put("lang", article.lang());
    node.put("excerpt", article.excerpt());
    ObjectNode doctor = node.putObject("doctor");
    doctor.put("slug", article.doctorSlug());
    doctor.put("name", article.doctorName());
    doctor.put("url", paths.absolute(paths.doctor(article.doctorSlug())));
    node.set("specialty", specialty(article.specialtySlug(), article.specialtyName()));
    node.put("hasAudio", article.spoken());
    node.put("durationSeconds", article.durationSeconds());
    node.put("publishedAt", time(article.publishedAt()));
    node.put("updatedAt", time(article.updatedAt()));
    node.put("editedOn", edited(article.editedAt(), article.editedOn()));
    node.put("reviewDueOn", text(article.reviewDueOn()));
    node.put("demo", article.demo());
    return node;
  }

  ObjectNode whole(ApiQueries.Whole whole) {
    ApiQueries.Row row = whole.row();
    ObjectNode node = JSON.createObjectNode();
    addresses(node, row.slug());
    node.put("historyUrl", paths.absolute(paths.articleHistory(row.slug())));
    node.put("title", row.title());
    node.put("lang", row.lang());
    node.put("transcript", row.transcript());
    ObjectNode doctor = node.putObject("doctor");
    doctor.put("slug", row.doctorSlug());
    doctor.put("name", row.doctorName());
    doctor.put("kind", row.doctorKind());
    doctor.put("title", row.doctorTitle());
    doctor.put("credentials", row.doctorCredentials());
    doctor.put("institution", row.doctorInstitution());
    doctor.put("url", paths.absolute(paths.doctor(row.doctorSlug())));
    node.set("specialty", specialty(row.specialtySlug(), row.specialtyName()));
    node.set("topics", topics(whole));
    node.put("publishedAt", time(row.publishedAt()));
    node.put("updatedAt", time(row.updatedAt()));
    node.put("recordedOn", text(row.recordedOn()));
    node.put("editedOn", edited(row.editedAt(), row.editedOn()));
    node.put("reviewedOn", text(row.reviewedOn()));
    node.put("reviewDueOn", text(row.reviewDueOn()));
    node.set("reviewer", reviewer(row));
    node.set("careCard", careCard(row));
    node.set("sources", sources(whole.sources()));
    node.put("conflicts", row.conflicts());
    node.set("audio", audio(row));
    node.set("licence", licence());
    node.put("demo", row.demo());
    return node;
  }

  /** Under which conditions it may be used, for programs and in words. */
  ObjectNode licence() {
    URI url = frame.config().licenseUrl();
    ObjectNode node = JSON.createObjectNode();
    node.put("url", text(url));
    node.put(
        "text",
        url == null
            ? frame.words().of("api.licence.reserved", frame.config().publisher())
            : frame.words().of("api.licence.given", frame.config().publisher(), url));
    return node;
  }

  private void addresses(ObjectNode node, String slug) {
    node.put("slug", slug);
    node.put("url", paths.absolute(paths.article(slug)));
    node.put("apiUrl", paths.absolute(paths.apiArticle(slug)));
  }

  private ObjectNode specialty(String slug, String name) {
    ObjectNode node = JSON.createObjectNode();
    node.put("slug", slug);
    node.put("name", name);
    node.put("url", paths.absolute(paths.specialty(slug)));
    return node;
  }

  private ArrayNode topics(ApiQueries.Whole whole) {
    ArrayNode topics = JSON.createArrayNode();
    for (ApiQueries.Subject each : whole.topics()) {
      ObjectNode topic = topics.addObject();
      topic.put("slug", each.slug());
      topic.put("name", each.name());
      topic.put("url", paths.absolute(paths.topic(each.slug())));
      ArrayNode codes = topic.putArray("codes");
      whole.codes().stream()
          .filter(code -> code.topicId() == each.id())
          .forEach(code -> codes.addObject().put("system", code.system()).put("code", code.code()));
    }
    return topics;
  }

  private @Nullable ObjectNode reviewer(ApiQueries.Row row) {
    if (row.reviewerName() == null) {
      return null;
    }
    String slug = row.reviewerSlug();
    ObjectNode node = JSON.createObjectNode();
    node.put("name", row.reviewerName());
    node.put("credentials", row.reviewerCredentials());
    node.put("url", slug == null ? null : paths.absolute(paths.doctor(slug)));
    return node;
  }

  private static @Nullable ObjectNode careCard(ApiQueries.Row row) {
    return row.careLevel() == null
        ? null
        : JSON.createObjectNode().put("level", row.careLevel()).put("text", row.careText());
  }

  private static ArrayNode sources(List<Source> sources) {
    ArrayNode node = JSON.createArrayNode();
    sources.forEach(
        source -> node.addObject().put("title", source.title()).put("url", source.url()));
    return node;
  }

  private @Nullable ObjectNode audio(ApiQueries.Row row) {
    ApiQueries.Sound sound = row.sound();
    if (sound == null) {
      return null;
    }
    ObjectNode node = JSON.createObjectNode();
    ArrayNode files = node.putArray("files");
    files.add(file(sound.audio(), sound.byteLength()));
    if (sound.audioOpus() != null && sound.opusByteLength() != null) {
      files.add(file(sound.audioOpus(), sound.opusByteLength()));
    }
    node.put("durationSeconds", sound.durationMillis() / 1000.0);
    node.put("syntheticVoice", row.syntheticVoice());
    node.put("captionsUrl", row.captioned() ? paths.absolute(paths.captions(row.slug())) : null);
    node.put("captionsEstimated", row.captioned() && row.cuesEstimated());
    return node;
  }

  private ObjectNode file(String name, long length) {
    ObjectNode node = JSON.createObjectNode();
    node.put("url", paths.absolute(paths.media(name)));
    node.put("type", MediaType.of(name));
    node.put("byteLength", length);
    return node;
  }

  private @Nullable String edited(@Nullable Instant at, @Nullable LocalDate on) {
    return text(new LastEdit(at, on).day(frame.zone()));
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).toString();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
