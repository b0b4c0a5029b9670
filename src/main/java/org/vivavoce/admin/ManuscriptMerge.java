package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.vivavoce.content.ThreeWayMerge;

/**
 * Two people's forms of one answer brought together: what only one of them touched is as that one
 * left it; what both did is mine, and asked about.
 *
 * @param merged ready to be saved on top of theirs
 * @param parts what became of each part, in the form's order; a part that nobody touched is not in
 *     it
 * @param passages of the transcript that both touched
 */
record ManuscriptMerge(ManuscriptForm merged, Map<String, Outcome> parts, List<Passage> passages) {
  static final String TRANSCRIPT = "transcript";
  private static final Pattern BLANK_LINES = Pattern.compile("\\n\\s*\\n");

  /**
   * What is decided as one. A card without its level, or captions without their recording, would
   * say what neither of the two meant.
   */
  private static final Map<String, Function<ManuscriptForm, List<?>>> PARTS = functions();

  ManuscriptMerge {
    passages = List.copyOf(passages);
  }

  private static Map<String, Function<ManuscriptForm, List<?>>> functions() {
    Map<String, Function<ManuscriptForm, List<?>>> parts = new LinkedHashMap<>();
    parts.put("title", form -> List.of(form.title()));
    parts.put("slug", form -> List.of(form.slug()));
    parts.put("doctor", form -> List.of(form.doctor()));
    parts.put("specialty", form -> List.of(form.specialty()));
    parts.put("topics", form -> lines(form.topics()));
    parts.put("lang", form -> List.of(form.lang()));
    parts.put(TRANSCRIPT, form -> paragraphs(form.transcript()));
    parts.put("audio", form -> List.of(form.recording(), form.captions(), form.syntheticVoice()));
    parts.put("sources", ManuscriptForm::sources);
    parts.put("care", form -> List.of(form.careLevel(), form.careText()));
    parts.put("recordedOn", form -> List.of(form.recordedOn()));
    parts.put("reviewDueOn", form -> List.of(form.reviewDueOn()));
    parts.put("conflicts", form -> List.of(form.conflicts()));
    return parts;
  }

  /**
   * @param base what both began with
   * @param theirs what is saved by now
   * @param mine what was sent
   */
  static ManuscriptMerge of(ManuscriptForm base, ManuscriptForm theirs, ManuscriptForm mine) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    PARTS.forEach(
        (part, values) -> {
          List<?> was = values.apply(base);
          List<?> one = values.apply(theirs);
          List<?> other = values.apply(mine);
          if (one.equals(other)) {
            if (!one.equals(was)) {
              outcomes.put(part, Outcome.SAME);
            }
          } else if (other.equals(was)) {
            outcomes.put(part, Outcome.THEIRS);
          } else {
            outcomes.put(part, one.equals(was) ? Outcome.MINE : Outcome.CONFLICT);
          }
        });
    ManuscriptForm merged = mixed(part -> outcomes.get(part) == Outcome.THEIRS ? theirs : mine);
    if (outcomes.get("topics") == Outcome.CONFLICT) {
      List<String> united =
          ThreeWayMerge.of(lines(base.topics()), lines(theirs.topics()), lines(mine.topics()))
              .united();
      if (united != null) {
        outcomes.put("topics", Outcome.JOINED);
        merged = with(merged, String.join("\n", united), merged.transcript(), merged.sources());
      }
    }
    if (outcomes.get("sources") == Outcome.CONFLICT) {
      List<ManuscriptForm.SourceRow> united =
          ThreeWayMerge.of(base.sources(), theirs.sources(), mine.sources()).united();
      if (united != null) {
        outcomes.put("sources", Outcome.JOINED);
        merged = with(merged, merged.topics(), merged.transcript(), united);
      }
    }
    List<Passage> passages = new ArrayList<>();
    if (outcomes.get(TRANSCRIPT) == Outcome.CONFLICT) {
      ThreeWayMerge<String> merge =
          ThreeWayMerge.of(
              paragraphs(base.transcript()),
              paragraphs(theirs.transcript()),
              paragraphs(mine.transcript()));
      merged = with(merged, merged.topics(), joined(merge.merged()), merged.sources());
      passages = passages(merge);
      if (!merge.isConflict()) {
        outcomes.put(TRANSCRIPT, Outcome.JOINED);
      }
    }
    return new ManuscriptMerge(merged, outcomes, passages);
  }

  /** Whether anything is to be asked. */
  boolean isConflict() {
    return parts.containsValue(Outcome.CONFLICT);
  }

  /** A part of a form as that of the other has it. */
  static ManuscriptForm taking(ManuscriptForm mine, String part, ManuscriptForm theirs) {
    return mixed(each -> each.equals(part) ? theirs : mine);
  }

  /**
   * A transcript in which some passages are theirs after all. Whatever else was done to it since it
   * was shown stays.
   *
   * @param shown the transcript as it was shown with the question
   * @param now as it was sent
   * @param theirs what is to stand in place of which paragraphs of what was shown; the latest first
   */
  static String taking(String shown, String now, List<Passage> theirs) {
    List<String> before = paragraphs(shown);
    List<String> wanted = new ArrayList<>(before);
    for (Passage passage : theirs) {
      if (passage.from() > passage.to() || passage.to() > wanted.size()) {
        return now;
      }
      List<String> place = wanted.subList(passage.from(), passage.to());
      place.clear();
      place.addAll(paragraphs(passage.theirs()));
    }
    List<String> taken = new ArrayList<>();
    for (ThreeWayMerge.Region<String> region :
        ThreeWayMerge.of(before, paragraphs(now), wanted).regions()) {
      if (region.kind() != ThreeWayMerge.Kind.CONFLICT) {
        taken.addAll(region.merged());
        continue;
      }
      // Where the chosen passage was written in as well, both stay: nothing typed is dropped.
      List<String> typed = region.theirs();
      taken.addAll(typed);
      region.mine().stream()
          .filter(each -> !region.base().contains(each) && !typed.contains(each))
          .forEach(taken::add);
    }
    return joined(taken);
  }

  private static List<Passage> passages(ThreeWayMerge<String> merge) {
    List<Passage> passages = new ArrayList<>();
    int at = 0;
    for (ThreeWayMerge.Region<String> region : merge.regions()) {
      int length = region.merged().size();
      if (region.kind() == ThreeWayMerge.Kind.CONFLICT) {
        passages.add(new Passage(at, at + length, joined(region.theirs()), joined(region.mine())));
      }
      at += length;
    }
    return passages;
  }

  private static ManuscriptForm mixed(Function<String, ManuscriptForm> whose) {
    ManuscriptForm doctor = whose.apply("doctor");
    ManuscriptForm specialty = whose.apply("specialty");
    ManuscriptForm care = whose.apply("care");
    ManuscriptForm audio = whose.apply("audio");
    return new ManuscriptForm(
        whose.apply("title").title(),
        whose.apply("slug").slug(),
        whose.apply("lang").lang(),
        doctor.doctor(),
        doctor.doctorName(),
        specialty.specialty(),
        specialty.specialtyName(),
        whose.apply("topics").topics(),
        whose.apply(TRANSCRIPT).transcript(),
        whose.apply("sources").sources(),
        care.careLevel(),
        care.careText(),
        whose.apply("conflicts").conflicts(),
        whose.apply("recordedOn").recordedOn(),
        whose.apply("reviewDueOn").reviewDueOn(),
        audio.captions(),
        audio.recording(),
        audio.syntheticVoice());
  }

  private static ManuscriptForm with(
      ManuscriptForm form,
      String topics,
      String transcript,
      List<ManuscriptForm.SourceRow> sources) {
    return new ManuscriptForm(
        form.title(),
        form.slug(),
        form.lang(),
        form.doctor(),
        form.doctorName(),
        form.specialty(),
        form.specialtyName(),
        topics,
        transcript,
        sources,
        form.careLevel(),
        form.careText(),
        form.conflicts(),
        form.recordedOn(),
        form.reviewDueOn(),
        form.captions(),
        form.recording(),
        form.syntheticVoice());
  }

  /** The same form with another transcript. */
  static ManuscriptForm withTranscript(ManuscriptForm form, String transcript) {
    return with(form, form.topics(), transcript, form.sources());
  }

  static List<String> paragraphs(String text) {
    return Arrays.stream(BLANK_LINES.split(text))
        .map(String::strip)
        .filter(paragraph -> !paragraph.isEmpty())
        .toList();
  }

  private static String joined(List<String> paragraphs) {
    return String.join("\n\n", paragraphs);
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** The names of all parts. */
  static List<String> names() {
    return List.copyOf(PARTS.keySet());
  }

  /** What became of a part. */
  enum Outcome {
    /** Only they touched it. */
    THEIRS,
    /** Only I did. */
    MINE,
    /** Both did, and alike. */
    SAME,
    /** Both did, in different places. */
    JOINED,
    /** Both did, and it has to be said what is to stand. */
    CONFLICT
  }

  /**
   * A passage of the transcript that both touched.
   *
   * @param from the first of its paragraphs in the merged transcript, counted from 0
   * @param to the one after its last
   */
  record Passage(int from, int to, String theirs, String mine) {}
}
