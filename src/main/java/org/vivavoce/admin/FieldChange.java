package org.vivavoce.admin;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.content.WordDifference;
import org.vivavoce.media.Captions;
import org.vivavoce.web.Words;

/**
 * What became of one field of an answer.
 *
 * @param name of the field, in words
 * @param difference word by word; what was not changed stands in it as it is
 */
public record FieldChange(String name, SafeHtml difference) {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("title", "field.title"),
          Map.entry("slug", "field.slug"),
          Map.entry("lang", "field.lang"),
          Map.entry("doctor", "field.doctor"),
          Map.entry("specialty", "field.specialty"),
          Map.entry("topics", "field.topics"),
          Map.entry("transcript", "field.transcript"),
          Map.entry("sources", "field.sources"),
          Map.entry("careLevel", "field.careLevel"),
          Map.entry("careText", "field.careText"),
          Map.entry("conflicts", "field.conflicts"),
          Map.entry("recordedOn", "field.recordedOn"),
          Map.entry("reviewDueOn", "field.reviewDueOn"),
          Map.entry("captions", "field.captions"),
          Map.entry("synthetic", "field.syntheticVoice"));

  /** The fields of which two contents say different things, in the order of the form. */
  static List<FieldChange> between(
      ManuscriptContent before,
      ManuscriptContent after,
      ManuscriptQueries.Names names,
      Words words) {
    return List.copyOf(byField(before, after, names, words).values());
  }

  /** The same, by the names of the fields. */
  static Map<String, FieldChange> byField(
      ManuscriptContent before,
      ManuscriptContent after,
      ManuscriptQueries.Names names,
      Words words) {
    Map<String, FieldChange> changes = new LinkedHashMap<>();
    add("title", before, after, words, changes, ManuscriptContent::title);
    add("slug", before, after, words, changes, ManuscriptContent::slug);
    add("lang", before, after, words, changes, content -> words.language(content.lang()));
    add(
        "doctor",
        before,
        after,
        words,
        changes,
        content -> named(content.doctorId(), names.doctors(), words));
    add(
        "specialty",
        before,
        after,
        words,
        changes,
        content -> named(content.specialtyId(), names.specialties(), words));
    add(
        "topics",
        before,
        after,
        words,
        changes,
        content ->
            content.topicIds().stream()
                .map(id -> named(id, names.topics(), words))
                .collect(Collectors.joining("\n")));
    add("transcript", before, after, words, changes, ManuscriptContent::transcript);
    add(
        "sources",
        before,
        after,
        words,
        changes,
        content ->
            content.sources().stream()
                .map(source -> source.title() + " " + Objects.requireNonNullElse(source.url(), ""))
                .collect(Collectors.joining("\n")));
    add(
        "careLevel",
        before,
        after,
        words,
        changes,
        content -> {
          CareLevel level = content.careLevel();
          return words.of("careLevel." + (level == null ? "none" : level.code()));
        });
    add("careText", before, after, words, changes, ManuscriptContent::careText);
    add("conflicts", before, after, words, changes, ManuscriptContent::conflicts);
    add("recordedOn", before, after, words, changes, content -> day(content.recordedOn(), words));
    add("reviewDueOn", before, after, words, changes, content -> day(content.reviewDueOn(), words));
    add(
        "captions",
        before,
        after,
        words,
        changes,
        content -> content.cues().isEmpty() ? "" : Captions.vtt(content.cues(), false));
    add(
        "synthetic",
        before,
        after,
        words,
        changes,
        content -> words.of(content.syntheticVoice() ? "answer.yes" : "answer.no"));
    return changes;
  }

  private static void add(
      String field,
      ManuscriptContent before,
      ManuscriptContent after,
      Words words,
      Map<String, FieldChange> changes,
      Function<ManuscriptContent, String> text) {
    WordDifference difference = WordDifference.of(text.apply(before), text.apply(after));
    if (difference.isChange()) {
      changes.put(
          field,
          new FieldChange(
              words.of(Objects.requireNonNull(NAMES.get(field))),
              difference.markup(
                  words.of("history.removed"),
                  words.of("history.added"),
                  words.of("history.unchanged"))));
    }
  }

  private static String named(@Nullable Long id, Map<Long, String> names, Words words) {
    return id == null ? "" : names.getOrDefault(id, words.of("field.gone"));
  }

  private static String day(@Nullable LocalDate day, Words words) {
    return day == null ? "" : words.day(day).text();
  }
}
