package org.vivavoce.article;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.CatalogueEntry;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.RelatedArticle;
import org.vivavoce.content.RelatedReason;
import org.vivavoce.content.Source;
import org.vivavoce.content.Topic;

/**
 * What stands on an answer's page beside its own row, as {@code published_article_beside} puts it
 * together.
 *
 * @param titles how many public answers bear the same title, it among them
 * @param number which of its doctor's answers to this very question it is, counted from 1
 * @param alike how many these are
 */
record Beside(
    Doctor doctor,
    String specialtySlug,
    String specialtyName,
    @Nullable String medicalSpecialty,
    @Nullable Sound sound,
    List<Source> sources,
    List<Condition> conditions,
    List<Cue> cues,
    List<Voice> otherVoices,
    List<SameQuestion.Row> sameQuestion,
    int titles,
    int number,
    int alike) {
  private static final ObjectReader READER =
      JsonMapper.builder()
          // Of a later version, while both run.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addDeserializer(Instant.class, new Micros())
                  .addDeserializer(LocalDate.class, new IsoDate()))
          .build()
          .readerFor(Beside.class);

  // Of what there is none, there is no list.
  Beside {
    requireNonNull(doctor);
    requireNonNull(specialtySlug);
    requireNonNull(specialtyName);
    sources = listed(sources);
    conditions = listed(conditions);
    cues = listed(cues);
    otherVoices = listed(otherVoices);
    sameQuestion = listed(sameQuestion);
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /**
   * @throws IllegalStateException where it is not what the view gives
   */
  static Beside read(String json) {
    try {
      return READER.readValue(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what stands beside an answer cannot be read", e);
    }
  }

  List<RelatedArticle> related() {
    return otherVoices.stream().map(Voice::related).toList();
  }

  List<Topic> topics() {
    return conditions.stream().map(Condition::topic).toList();
  }

  /**
   * @param voicePublicSince since when the answer's recording is public, or null
   * @param publishedOn the day on which its source published it, or null
   */
  CatalogueEntry catalogued(@Nullable Instant voicePublicSince, @Nullable LocalDate publishedOn) {
    return new CatalogueEntry(
        medicalSpecialty,
        voicePublicSince,
        publishedOn,
        conditions.stream()
            .filter(condition -> !condition.codes().isEmpty())
            .collect(Collectors.toMap(Condition::slug, Condition::catalogueCodes)),
        titles > 1,
        number,
        alike);
  }

  /**
   * A condition of an answer.
   *
   * @param codes each "system code"
   */
  record Condition(String slug, String name, String definition, List<String> codes) {
    Condition {
      codes = List.copyOf(codes);
    }

    Topic topic() {
      return new Topic(slug, name, definition, List.of(), 0);
    }

    List<CatalogueEntry.Code> catalogueCodes() {
      return codes.stream()
          .map(code -> code.split(" ", 2))
          .map(code -> new CatalogueEntry.Code(code[0], code[1]))
          .toList();
    }
  }

  /**
   * One of the Other Voices.
   *
   * @param subject the condition that both are about, where that is why it stands there
   */
  record Voice(
      RelatedReason reason,
      @Nullable String subject,
      long id,
      String slug,
      String lang,
      String title,
      String excerpt,
      String doctorSlug,
      String doctorName,
      @Nullable String doctorPortrait,
      String specialtySlug,
      String specialtyName,
      @Nullable Integer durationSeconds,
      @Nullable Instant editedAt,
      @Nullable LocalDate editedOn,
      @Nullable LocalDate reviewDueOn,
      Instant publishedAt,
      @Nullable String audio,
      @Nullable String audioOpus) {
    RelatedArticle related() {
      return new RelatedArticle(
          new ArticleTeaser(
              id,
              slug,
              lang,
              title,
              excerpt,
              doctorSlug,
              doctorName,
              doctorPortrait,
              specialtySlug,
              specialtyName,
              durationSeconds,
              editedAt,
              editedOn,
              reviewDueOn,
              publishedAt,
              audio,
              audioOpus),
          reason,
          subject);
    }
  }

  /**
   * An article's sound.
   *
   * @param waveform a byte for each of 200 equal stretches; null until it is computed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Sound(
      String audio,
      @Nullable String audioOpus,
      int durationMillis,
      long byteLength,
      byte @Nullable [] waveform) {
    Sound {
      requireNonNull(audio);
    }

    List<Integer> levels() {
      byte[] peaks = requireNonNullElse(waveform, new byte[0]);
      List<Integer> levels = new ArrayList<>(peaks.length);
      for (byte peak : peaks) {
        levels.add(Byte.toUnsignedInt(peak));
      }
      return levels;
    }
  }

  /** As {@code epoch_micros} gives it. */
  private static final class Micros extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return Instant.EPOCH.plus(json.getLongValue(), ChronoUnit.MICROS);
    }
  }

  private static final class IsoDate extends JsonDeserializer<LocalDate> {
    @Override
    public LocalDate deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      return LocalDate.parse(json.getText());
    }
  }
}
