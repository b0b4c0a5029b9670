package org.vivavoce.ingest;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Slug;
import org.vivavoce.content.Source;

/** One line of an import file, read and checked. */
record ImportedArticle(
    String sourceId,
    @Nullable Slug slug,
    List<Slug> aliases,
    String status,
    String title,
    String transcript,
    Author author,
    String specialty,
    List<NamedTopic> topics,
    String lang,
    @Nullable LocalDate recordedOn,
    @Nullable LocalDate updatedOn,
    @Nullable LocalDate reviewedOn,
    @Nullable LocalDate reviewDueOn,
    @Nullable String reviewerName,
    @Nullable String reviewerCredentials,
    List<Source> sources,
    @Nullable String conflicts,
    @Nullable CareLevel careLevel,
    @Nullable String careText,
    @Nullable Integer durationSeconds) {
  private static final Set<String> KNOWN =
      Set.of(
          "id",
          "title",
          "body",
          "author",
          "specialty",
          "topics",
          "lang",
          "recordedOn",
          "updatedOn",
          "sources",
          "audio",
          "captions",
          "syntheticVoice",
          "slug",
          "aliases",
          "status",
          "reviewedBy",
          "reviewedOn",
          "reviewDueOn",
          "careCard",
          "conflicts",
          "durationSeconds");
  private static final Set<String> STATUSES = Set.of("draft", "published");
  private static final Set<String> SYSTEMS = Set.of("icd10", "mesh", "umls");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*");
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_BODY = 200_000;
  private static final int LONGEST_SPEECH_SECONDS = 36_000;

  ImportedArticle {
    aliases = List.copyOf(aliases);
    topics = List.copyOf(topics);
    sources = List.copyOf(sources);
  }

  /**
   * @throws FieldException naming the first field that cannot be used
   */
  static ImportedArticle parse(Fields fields) {
    String slug = fields.text("slug", LONGEST_NAME);
    String status = fields.text("status", 20);
    if (status != null && !STATUSES.contains(status)) {
      throw fields.bad("status", "'" + status + "' cannot be imported; write published or draft");
    }
    String lang = fields.text("lang", 35);
    if (lang != null && !LANGUAGE.matcher(lang).matches()) {
      throw fields.bad("lang", "'" + lang + "' is no language tag; write en, de, pt-BR …");
    }
    Fields reviewer = fields.object("reviewedBy", Set.of("name", "credentials"));
    Fields care = fields.object("careCard", Set.of("level", "text"));
    ImportedArticle article =
        new ImportedArticle(
            fields.required("id", LONGEST_TITLE),
            slug == null ? null : slug(fields, "slug", slug),
            fields.texts("aliases", LONGEST_NAME).stream()
                .map(alias -> slug(fields, "aliases", alias))
                .toList(),
            status == null ? "published" : status,
            oneLine(fields.required("title", LONGEST_TITLE)),
            paragraphs(fields.required("body", LONGEST_BODY)),
            author(fields),
            oneLine(fields.required("specialty", LONGEST_NAME)),
            fields.objects("topics", Set.of("name", "codes"), ImportedArticle::topic),
            lang == null ? "en" : lang,
            fields.date("recordedOn"),
            fields.date("updatedOn"),
            fields.date("reviewedOn"),
            fields.date("reviewDueOn"),
            reviewer == null ? null : oneLine(reviewer.required("name", LONGEST_NAME)),
            reviewer == null ? null : reviewer.text("credentials", LONGEST_NAME),
            fields.objects(
                "sources",
                Set.of("title", "url"),
                each -> new Source(oneLine(each.required("title", 500)), each.url("url"))),
            fields.text("conflicts", 2_000),
            care == null ? null : careLevel(care),
            care == null ? null : paragraphs(care.required("text", 2_000)),
            fields.number("durationSeconds", 1, LONGEST_SPEECH_SECONDS));
    article.checkDates(fields);
    return article;
  }

  /** The fields of one line, none of which is unknown. */
  static Fields fields(String line) {
    return Fields.parse(line, KNOWN);
  }

  private void checkDates(Fields fields) {
    if (reviewedOn != null && reviewerName == null) {
      throw fields.bad("reviewedOn", "says when, but reviewedBy does not say by whom");
    }
    if (reviewerName != null && reviewedOn == null) {
      throw fields.bad("reviewedBy", "says by whom, but reviewedOn does not say when");
    }
    if (reviewDueOn != null && (reviewedOn == null || !reviewDueOn.isAfter(reviewedOn))) {
      throw fields.bad("reviewDueOn", "must lie after reviewedOn");
    }
    if (recordedOn != null && reviewedOn != null && reviewedOn.isBefore(recordedOn)) {
      throw fields.bad("reviewedOn", "lies before recordedOn");
    }
    if (reviewerName != null && reviewerName.equalsIgnoreCase(author.name())) {
      throw fields.bad("reviewedBy.name", "is the author; nobody reviews an answer of their own");
    }
  }

  private static Author author(Fields fields) {
    Fields author = fields.object("author", Set.of("name", "kind", "title", "institution"));
    if (author == null) {
      throw fields.bad("author.name", "missing");
    }
    String kind = author.text("kind", 20);
    if (kind != null && !kind.equals("person") && !kind.equals("organization")) {
      throw author.bad("kind", "'" + kind + "' is not known; write person or organization");
    }
    return new Author(
        oneLine(author.required("name", LONGEST_NAME)),
        kind == null ? "person" : kind,
        author.text("title", LONGEST_NAME),
        author.text("institution", LONGEST_NAME));
  }

  private static NamedTopic topic(Fields fields) {
    Fields codes = fields.object("codes", SYSTEMS);
    Map<String, List<String>> bySystem = new TreeMap<>();
    if (codes != null) {
      for (String system : SYSTEMS) {
        bySystem.put(system, codes.texts(system, 50));
      }
    }
    return new NamedTopic(oneLine(fields.required("name", LONGEST_NAME)), bySystem);
  }

  private static CareLevel careLevel(Fields care) {
    try {
      return CareLevel.of(care.required("level", 20));
    } catch (IllegalArgumentException e) {
      throw care.bad("level", e.getMessage());
    }
  }

  private static Slug slug(Fields fields, String name, String value) {
    try {
      return new Slug(value);
    } catch (IllegalArgumentException e) {
      throw fields.bad(name, e.getMessage());
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /**
   * Paragraphs parted by one blank line each, whatever white space parted them before. No word is
   * lost.
   */
  private static String paragraphs(String text) {
    return Arrays.stream(text.split("\\R[ \\t\\u00a0]*(?:\\R[ \\t\\u00a0]*)+"))
        .map(paragraph -> paragraph.replaceAll("[\\s\\u00a0]+", " ").strip())
        .filter(paragraph -> !paragraph.isEmpty())
        .collect(Collectors.joining("\n\n"));
  }

  /** Who answers. */
  record Author(String name, String kind, @Nullable String title, @Nullable String institution) {}

  /** A condition by name, with its codes by system. */
  record NamedTopic(String name, Map<String, List<String>> codes) {}
}
