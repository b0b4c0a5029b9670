package org.vivavoce.admin;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Article;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.CatalogueEntry;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.Recording;
import org.vivavoce.content.Sentences;
import org.vivavoce.content.Topic;
import org.vivavoce.media.SentenceTimes;
import org.vivavoce.web.Words;

/** Makes of a manuscript what readers would get of it, gaps and all. */
final class ManuscriptPreview {
  private final ManuscriptQueries queries;
  private final Clock clock;

  ManuscriptPreview(ManuscriptQueries queries, Clock clock) {
    this.queries = queries;
    this.clock = clock;
  }

  /**
   * @param approval the clinician's word for exactly this, or null
   */
  Article article(
      ManuscriptContent content,
      @Nullable Long recordingId,
      Manuscript.@Nullable Approval approval,
      Words words) {
    LocalDate reviewedOn =
        approval == null ? null : LocalDate.ofInstant(approval.approvedAt(), ZoneOffset.UTC);
    Long doctorId = content.doctorId();
    Doctor doctor =
        Optional.ofNullable(doctorId)
            .flatMap(queries::doctor)
            .orElseGet(() -> nobody(words.of("preview.noDoctor")));
    Long specialtyId = content.specialtyId();
    ManuscriptQueries.Slugged specialty =
        Optional.ofNullable(specialtyId)
            .flatMap(queries::specialty)
            .orElse(new ManuscriptQueries.Slugged("none", words.of("preview.noSpecialty")));
    ManuscriptQueries.Sound sound =
        recordingId == null ? null : queries.sound(recordingId).orElse(null);
    ArticleTeaser teaser =
        new ArticleTeaser(
            0,
            content.slug().isEmpty() ? "preview" : content.slug(),
            content.lang(),
            content.title().isBlank() ? words.of("manuscript.untitled") : content.title(),
            "",
            doctor.slug(),
            doctor.name(),
            doctor.portrait(),
            specialty.slug(),
            specialty.name(),
            sound == null ? null : Math.max(1, Math.round(sound.servedMillis() / 1000f)),
            null,
            null,
            reviewedOn == null ? null : dueOn(content, reviewedOn),
            clock.instant(),
            sound == null ? null : sound.served(),
            sound == null ? null : sound.opus());
    return new Article(
        teaser,
        content.transcript(),
        doctor,
        content.recordedOn(),
        reviewedOn,
        approval == null ? null : approval.accountName(),
        approval == null ? null : approval.credentials(),
        null,
        content.conflicts().isBlank() ? null : content.conflicts(),
        content.careText().isBlank() ? null : content.careLevel(),
        content.careLevel() == null ? null : content.careText(),
        content.sources(),
        queries.topicsOf(content.topicIds()).stream()
            .map(topic -> new Topic(topic.slug(), topic.name(), "", List.of(), 0))
            .toList(),
        List.of(),
        sound == null ? null : recording(content, sound),
        doctor.demo(),
        CatalogueEntry.NONE);
  }

  /** As publication will set it. */
  private static LocalDate dueOn(ManuscriptContent content, LocalDate reviewedOn) {
    LocalDate due = content.reviewDueOn();
    return due == null ? reviewedOn.plusYears(ManuscriptChecks.MOST_YEARS_BETWEEN_REVIEWS) : due;
  }

  private static Recording recording(ManuscriptContent content, ManuscriptQueries.Sound sound) {
    List<Integer> waveform = new ArrayList<>();
    byte[] levels = Objects.requireNonNullElse(sound.waveform(), new byte[0]);
    for (byte level : levels) {
      waveform.add(Byte.toUnsignedInt(level));
    }
    boolean estimated = content.cues().isEmpty();
    return new Recording(
        sound.served(),
        sound.opus(),
        sound.servedMillis(),
        sound.servedBytes(),
        waveform,
        content.syntheticVoice(),
        estimated,
        estimated ? estimated(content, sound) : content.cues());
  }

  private static List<Cue> estimated(ManuscriptContent content, ManuscriptQueries.Sound sound) {
    List<String> sentences =
        Sentences.of(content.transcript(), Locale.forLanguageTag(content.lang())).stream()
            .flatMap(List::stream)
            .toList();
    return sentences.isEmpty() || sentences.size() > sound.servedMillis()
        ? List.of()
        : SentenceTimes.estimate(sentences, sound.servedMillis(), List.of());
  }

  private static Doctor nobody(String name) {
    return new Doctor("none", name, true, null, null, null, null, List.of(), null, false, 0);
  }
}
