package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Source;

/**
 * An answer as it is being written: everything but its sound. Whatever is empty or null is still to
 * be filled in, or not there.
 *
 * @param slug empty where none was thought of yet
 * @param topicIds in the order in which they are shown
 * @param transcript paragraphs parted by blank lines
 * @param cues empty where nobody wrote captions
 */
public record ManuscriptContent(
    String title,
    String slug,
    String lang,
    @Nullable Long doctorId,
    @Nullable Long specialtyId,
    List<Long> topicIds,
    String transcript,
    List<Source> sources,
    @Nullable CareLevel careLevel,
    String careText,
    String conflicts,
    @Nullable LocalDate recordedOn,
    @Nullable LocalDate reviewDueOn,
    List<Cue> cues,
    boolean syntheticVoice) {
  private static final Pattern BLANK_LINES = Pattern.compile("\\n\\s*\\n");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  static final ManuscriptContent EMPTY =
      new ManuscriptContent(
          "", "", "en", null, null, List.of(), "", List.of(), null, "", "", null, null, List.of(),
          false);

  public ManuscriptContent {
    Objects.requireNonNull(title);
    Objects.requireNonNull(transcript);
    // Two that were merged are one.
    topicIds = List.copyOf(new LinkedHashSet<>(topicIds));
    sources = List.copyOf(sources);
    cues = List.copyOf(cues);
  }

  /** Of the words alone: where lines break and how many spaces part two words is of no matter. */
  String transcriptSha256() {
    return sha256(normalised(transcript));
  }

  /**
   * Whether a reader or listener is told the same as by the other, apart from the sound: what an
   * approval covers besides recording and transcript.
   */
  boolean tellsTheSameAs(ManuscriptContent other) {
    return normalised(title).equals(normalised(other.title))
        && normalised(transcript).equals(normalised(other.transcript))
        && Objects.equals(doctorId, other.doctorId)
        && lang.equals(other.lang)
        && careLevel == other.careLevel
        && normalised(careText).equals(normalised(other.careText))
        && normalised(conflicts).equals(normalised(other.conflicts))
        && sources.equals(other.sources)
        && captionWords().equals(other.captionWords())
        && syntheticVoice == other.syntheticVoice;
  }

  /** The same, spoken by a doctor. */
  ManuscriptContent by(long doctor) {
    return with(title, slug, doctor, recordedOn, cues, syntheticVoice);
  }

  ManuscriptContent withSlug(String chosen) {
    return with(title, chosen, doctorId, recordedOn, cues, syntheticVoice);
  }

  /**
   * The same with another sound, which the times of its captions are not of.
   *
   * @param day on which somebody spoke it; null where it was not made just now
   */
  ManuscriptContent recordedAnew(@Nullable LocalDate day) {
    return with(
        title,
        slug,
        doctorId,
        day == null ? recordedOn : day,
        List.of(),
        day == null && syntheticVoice);
  }

  /** The same, said at these times. */
  ManuscriptContent withCues(List<Cue> timed) {
    return with(title, slug, doctorId, recordedOn, timed, syntheticVoice);
  }

  ManuscriptContent withTitle(String other) {
    return with(other, slug, doctorId, recordedOn, cues, syntheticVoice);
  }

  /** The one copy, with whatever of it is ever exchanged. */
  private ManuscriptContent with(
      String otherTitle,
      String otherSlug,
      @Nullable Long doctor,
      @Nullable LocalDate day,
      List<Cue> timed,
      boolean synthetic) {
    return new ManuscriptContent(
        otherTitle,
        otherSlug,
        lang,
        doctor,
        specialtyId,
        topicIds,
        transcript,
        sources,
        careLevel,
        careText,
        conflicts,
        day,
        reviewDueOn,
        timed,
        synthetic);
  }

  /** Paragraphs parted by one blank line, words by one space, letters composed. */
  static String normalised(String text) {
    return Arrays.stream(BLANK_LINES.split(Normalizer.normalize(text, Normalizer.Form.NFC)))
        .map(paragraph -> SPACES.matcher(paragraph).replaceAll(" ").strip())
        .filter(paragraph -> !paragraph.isEmpty())
        .collect(Collectors.joining("\n\n"));
  }

  /** What the captions say, whenever they say it; empty where nobody wrote any. */
  String captionWords() {
    return captionWords(cues.stream().map(Cue::text).collect(Collectors.joining(" ")));
  }

  /**
   * @param joined the texts of cues, in order
   */
  static String captionWords(String joined) {
    return SPACES.matcher(joined).replaceAll(" ").strip();
  }

  static String sha256(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
