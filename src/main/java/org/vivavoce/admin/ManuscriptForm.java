package org.vivavoce.admin;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Slug;
import org.vivavoce.content.Source;
import org.vivavoce.media.BadCaptionsException;
import org.vivavoce.media.Captions;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;

/**
 * The form for an answer as it was filled in: every value as it was typed, so that it can be given
 * back whatever is wrong with it.
 *
 * @param doctorName what the doctor is looked for by, where they are too many to be listed
 * @param specialtyName the same for the specialty
 * @param topics names, one a line
 * @param captions WebVTT or SubRip
 * @param recording the id of a recording that was taken in before, or empty
 */
public record ManuscriptForm(
    String title,
    String slug,
    String lang,
    String doctor,
    String doctorName,
    String specialty,
    String specialtyName,
    String topics,
    String transcript,
    List<SourceRow> sources,
    String careLevel,
    String careText,
    String conflicts,
    String recordedOn,
    String reviewDueOn,
    String captions,
    String recording,
    boolean syntheticVoice) {
  static final int LONGEST_TITLE = 300;
  private static final int LONGEST_TRANSCRIPT = 200_000;
  static final int LONGEST_CARE_TEXT = 4_000;
  static final int LONGEST_CONFLICTS = 2_000;
  static final int LONGEST_SOURCE_TITLE = 500;
  static final int LONGEST_URL = 2_000;
  private static final int MOST_SOURCES = 60;
  private static final int MOST_TOPICS = 60;
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*");

  /** What no address holds unescaped (RFC 3986) would be no link in a page. */
  private static final Pattern URL =
      Pattern.compile("(?i)https?://[^\\s/\"<>\\\\^`{|}][^\\s\"<>\\\\^`{|}]*");

  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

  public ManuscriptForm {
    // Not in what was kept before there was anything to look for.
    doctorName = Objects.requireNonNullElse(doctorName, "");
    specialtyName = Objects.requireNonNullElse(specialtyName, "");
    sources = List.copyOf(sources);
  }

  static ManuscriptForm read(FormParams params) {
    List<String> titles = params.lines("sourceTitle");
    List<String> urls = params.lines("sourceUrl");
    List<SourceRow> sources = new ArrayList<>();
    for (int at = 0; at < Math.max(titles.size(), urls.size()); at++) {
      String title = at < titles.size() ? titles.get(at) : "";
      String url = at < urls.size() ? urls.get(at) : "";
      if (!title.isEmpty() || !url.isEmpty()) {
        sources.add(new SourceRow(title, url));
      }
    }
    return new ManuscriptForm(
        params.line("title"),
        params.line("slug"),
        params.line("lang"),
        params.line("doctor"),
        params.line("doctorName"),
        params.line("specialty"),
        params.line("specialtyName"),
        withNamed(params.text("topics"), params.lines("namedTopic")),
        params.text("transcript"),
        sources,
        params.line("careLevel"),
        params.text("careText"),
        params.text("conflicts"),
        params.line("recordedOn"),
        params.line("reviewDueOn"),
        params.has("removeCaptions") ? "" : params.text("captions"),
        params.has("removeAudio") ? "" : params.line("recording"),
        params.has("syntheticVoice"));
  }

  /** With those that the text names, and that were ticked. */
  private static String withNamed(String topics, List<String> named) {
    StringBuilder all = new StringBuilder(topics.stripTrailing());
    for (String name : named) {
      if (!name.isEmpty()) {
        all.append(all.isEmpty() ? "" : "\n").append(name);
      }
    }
    return named.isEmpty() ? topics : all.toString();
  }

  static ManuscriptForm of(
      ManuscriptContent content, @Nullable Long recordingId, ManuscriptQueries.Names names) {
    CareLevel level = content.careLevel();
    return new ManuscriptForm(
        content.title(),
        content.slug(),
        content.lang(),
        text(content.doctorId()),
        "",
        text(content.specialtyId()),
        "",
        content.topicIds().stream()
            .map(names.topics()::get)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("\n")),
        content.transcript(),
        content.sources().stream()
            .map(
                source ->
                    new SourceRow(source.title(), Objects.requireNonNullElse(source.url(), "")))
            .toList(),
        level == null ? "" : level.code(),
        content.careText(),
        content.conflicts(),
        text(content.recordedOn()),
        text(content.reviewDueOn()),
        content.cues().isEmpty() ? "" : Captions.vtt(content.cues(), false),
        text(recordingId),
        content.syntheticVoice());
  }

  /** Whether whoever typed this would miss nothing, had they only the other. */
  boolean saysTheSameAs(ManuscriptContent other) {
    return title.equals(other.title())
        && transcript.equals(other.transcript())
        && careText.equals(other.careText())
        && conflicts.equals(other.conflicts())
        && sources.size() == other.sources().size();
  }

  ManuscriptForm withRecording(String id) {
    return with(captions, id);
  }

  ManuscriptForm withCaptions(String text) {
    return with(text, recording);
  }

  private ManuscriptForm with(String newCaptions, String newRecording) {
    return new ManuscriptForm(
        title,
        slug,
        lang,
        doctor,
        doctorName,
        specialty,
        specialtyName,
        topics,
        transcript,
        sources,
        careLevel,
        careText,
        conflicts,
        recordedOn,
        reviewDueOn,
        newCaptions,
        newRecording,
        syntheticVoice);
  }

  /** For the {@code lang} of what is written in it; empty where none can be made of it. */
  public String langTag() {
    return LANGUAGE.matcher(lang).matches() ? lang : "";
  }

  @Nullable Long doctorId() {
    return id(doctor);
  }

  @Nullable Long specialtyId() {
    return id(specialty);
  }

  @Nullable Long recordingId() {
    return id(recording);
  }

  /**
   * What was meant, with everything in it that cannot be meant. What is only missing is no fault: a
   * draft may be incomplete.
   *
   * @param mayCreateTopics whether who typed it may create a condition that there is not
   */
  Parsed parse(ManuscriptQueries queries, Paths paths, boolean mayCreateTopics) {
    List<Finding> findings = new ArrayList<>();
    longest("title", title, LONGEST_TITLE, findings);
    longest("transcript", transcript, LONGEST_TRANSCRIPT, findings);
    longest("careText", careText, LONGEST_CARE_TEXT, findings);
    longest("conflicts", conflicts, LONGEST_CONFLICTS, findings);
    if (!slug.isEmpty() && !Slug.isValid(slug)) {
      findings.add(new Finding("slug", "finding.slug.malformed", Slug.of(slug).value()));
    }
    if (!LANGUAGE.matcher(lang).matches()) {
      findings.add(new Finding("lang", "finding.lang.malformed", lang));
    }
    CareLevel level = null;
    try {
      level = careLevel.isEmpty() ? null : CareLevel.of(careLevel);
    } catch (IllegalArgumentException e) {
      findings.add(new Finding("careLevel", "finding.careLevel.malformed"));
    }
    Long recordingId = recordingId();
    int millis = Integer.MAX_VALUE;
    if (recordingId != null) {
      millis =
          queries
              .sound(recordingId)
              .map(ManuscriptQueries.Sound::originalMillis)
              .orElse(Integer.MIN_VALUE);
    }
    if (millis == Integer.MIN_VALUE || (recordingId == null && !recording.isEmpty())) {
      findings.add(new Finding("audio", "finding.audio.gone"));
    }
    ManuscriptContent content =
        new ManuscriptContent(
            title,
            slug,
            lang,
            chosen("doctor", doctor, findings),
            chosen("specialty", specialty, findings),
            topicIds(queries, paths, mayCreateTopics, findings),
            transcript,
            sources(findings),
            level,
            careText,
            conflicts,
            day("recordedOn", recordedOn, findings),
            day("reviewDueOn", reviewDueOn, findings),
            cues(millis, findings),
            syntheticVoice);
    return new Parsed(content, recordingId, findings);
  }

  private List<String> topicLines() {
    return topics.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** What may be meant as the name of a condition: each line, and what commas part in it. */
  Set<String> topicNames() {
    Set<String> names = new LinkedHashSet<>(topicLines());
    topicLines().forEach(line -> names.addAll(parts(line)));
    return names;
  }

  private List<Long> topicIds(
      ManuscriptQueries queries, Paths paths, boolean mayCreate, List<Finding> findings) {
    Set<String> candidates = topicNames();
    if (candidates.size() > 2 * MOST_TOPICS) {
      findings.add(new Finding("topics", "finding.topics.many", MOST_TOPICS));
      return List.of();
    }
    Map<String, Long> known = queries.topics(candidates);
    Set<Long> ids = new LinkedHashSet<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (String line : topicLines()) {
      // A name may itself hold a comma.
      List<String> names =
          known.containsKey(line.toLowerCase(Locale.ROOT)) ? List.of(line) : parts(line);
      for (String name : names) {
        Long id = known.get(name.toLowerCase(Locale.ROOT));
        if (id != null) {
          ids.add(id);
        } else {
          unknown.add(name);
        }
      }
    }
    Map<String, List<String>> near = queries.topicsNear(unknown);
    for (String name : unknown) {
      String names = String.join("; ", near.getOrDefault(name, List.of()));
      findings.add(
          new Finding(
              "topics",
              "finding.topic."
                  + (names.isEmpty() ? "unknown" : "near")
                  + (mayCreate ? "" : ".author"),
              names.isEmpty() ? List.of(name) : List.of(name, names),
              mayCreate
                  ? new Link(paths.managedTopics() + "/new?name=" + Paths.encoded(name), name)
                  : null));
    }
    return List.copyOf(ids);
  }

  private static List<String> parts(String line) {
    return Arrays.stream(line.split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private List<Source> sources(List<Finding> findings) {
    if (sources.size() > MOST_SOURCES) {
      findings.add(new Finding("sourceTitle1", "finding.sources.many", MOST_SOURCES));
      return List.of();
    }
    List<Source> parsed = new ArrayList<>();
    for (int at = 0; at < sources.size(); at++) {
      SourceRow row = sources.get(at);
      int number = at + 1;
      longest("sourceTitle" + number, row.title(), LONGEST_SOURCE_TITLE, findings);
      longest("sourceUrl" + number, row.url(), LONGEST_URL, findings);
      if (row.title().isEmpty()) {
        findings.add(new Finding("sourceTitle" + number, "finding.source.untitled"));
      } else if (!row.url().isEmpty() && !URL.matcher(row.url()).matches()) {
        findings.add(new Finding("sourceUrl" + number, "finding.source.url", row.url()));
      } else {
        parsed.add(new Source(row.title(), row.url().isEmpty() ? null : row.url()));
      }
    }
    return parsed;
  }

  private List<Cue> cues(int millis, List<Finding> findings) {
    if (captions.isBlank()) {
      return List.of();
    }
    try {
      return millis < 0 ? Captions.parse(captions) : Captions.parse(captions, millis);
    } catch (BadCaptionsException e) {
      for (BadCaptionsException.Problem problem : e.problems()) {
        findings.add(
            new Finding("captions", "finding.captions.line", problem.line(), problem.reason()));
      }
      return List.of();
    }
  }

  private static @Nullable Long chosen(String field, String value, List<Finding> findings) {
    Long id = id(value);
    if (id == null && !value.isEmpty()) {
      findings.add(new Finding(field, "finding.choice.unknown"));
    }
    return id;
  }

  private static @Nullable LocalDate day(String field, String value, List<Finding> findings) {
    try {
      LocalDate day = value.isEmpty() ? null : LocalDate.parse(value);
      if (day == null || (day.getYear() >= 1900 && day.getYear() < 2200)) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // Said below, as of a date of another age.
    }
    findings.add(new Finding(field, "finding.day.malformed", value));
    return null;
  }

  private static void longest(String field, String value, int most, List<Finding> findings) {
    if (value.length() > most) {
      findings.add(new Finding(field, "finding.tooLong", most, value.length()));
    }
  }

  private static @Nullable Long id(String value) {
    return ID.matcher(value).matches() ? Long.valueOf(value) : null;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** A source as it was typed. */
  public record SourceRow(String title, String url) {}

  /**
   * What a form means.
   *
   * @param findings what cannot be meant; the content is without it
   */
  record Parsed(ManuscriptContent content, @Nullable Long recordingId, List<Finding> findings) {
    Parsed {
      findings = List.copyOf(findings);
    }
  }
}
