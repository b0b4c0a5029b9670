package org.vivavoce.seo;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads what is drawn on the pictures that stand for pages. */
final class PictureQueries {
  private final Jdbi jdbi;

  PictureQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<Answer> answer(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select article.title as question, article.lang, article.demo, specialty.name as specialty,
                           doctor.name, doctor.title, doctor.credentials, doctor.institution, doctor.portrait,
                           doctor.kind = 'person' as person, recording.id is not null as recorded,
                           article.synthetic_voice as synthetic, recording.waveform
                      from published_article article
                      join published_doctor doctor on doctor.id = article.doctor_id
                      join published_specialty specialty on specialty.id = article.specialty_id
                      left join published_recording recording on recording.id = article.recording_id
                     where article.slug = :slug
                    """)
                .bind("slug", slug)
                .mapTo(AnswerRow.class)
                .findOne()
                .map(AnswerRow::answer));
  }

  Optional<Speaker> doctor(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select doctor.name, doctor.title, doctor.credentials, doctor.institution, doctor.portrait,
                           doctor.demo, doctor.kind = 'person' as person,
                           exists (select from published_article article
                                    where article.doctor_id = doctor.id
                                      and article.recording_id is not null and not article.synthetic_voice) as recorded,
                           exists (select from published_article article
                                    where article.doctor_id = doctor.id and article.synthetic_voice) as synthetic
                      from published_doctor doctor where doctor.slug = :slug
                    """)
                .bind("slug", slug)
                .mapTo(DoctorRow.class)
                .findOne()
                .map(DoctorRow::speaker));
  }

  Optional<Named> specialty(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select specialty.name,
                           not exists (select from published_article article
                                        where article.specialty_id = specialty.id and not article.demo) as demo
                      from published_specialty specialty where specialty.slug = :slug
                    """)
                .bind("slug", slug)
                .mapTo(Named.class)
                .findOne());
  }

  Optional<Named> topic(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select topic.name,
                           not exists (select from published_article_topic link
                                         join published_article article on article.id = link.article_id
                                        where link.topic_id = topic.id and not article.demo) as demo
                      from published_topic topic where topic.slug = :slug
                    """)
                .bind("slug", slug)
                .mapTo(Named.class)
                .findOne());
  }

  /**
   * Where a former address leads.
   *
   * @param kind "doctor", "specialty" or "topic"
   */
  Optional<String> currentSlug(String kind, String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select current_slug from published_former_slug where kind = :kind and slug = :slug")
                .bind("kind", kind)
                .bind("slug", slug)
                .mapTo(String.class)
                .findOne());
  }

  /** Whether there are answers, and all of them are demonstration. */
  boolean isDemonstration() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select exists (select from published_article)
                       and not exists (select from published_article where not demo)
                    """)
                .mapTo(Boolean.class)
                .one());
  }

  /**
   * A file that is public.
   *
   * @param largest a larger one is not read
   */
  Optional<StoredPortrait> portrait(String sha256, int largest) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, content_type from published_media
                     where sha256 = :sha256 and byte_length <= :largest
                    """)
                .bind("sha256", sha256)
                .bind("largest", largest)
                .mapTo(Media.class)
                .findOne()
                .map(
                    media -> {
                      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                      handle
                          .createQuery(
                              """
                              select bytes from published_media_chunk
                               where media_id = :media order by position
                              """)
                          .bind("media", media.id())
                          .mapTo(byte[].class)
                          .forEach(bytes::writeBytes);
                      return new StoredPortrait(media.contentType(), bytes.toByteArray());
                    }));
  }

  /** An answer's question, who answers it, and how it sounds. */
  record Answer(
      String question,
      String lang,
      boolean demo,
      String specialty,
      Speaker speaker,
      List<Integer> waveform) {
    Answer {
      waveform = List.copyOf(waveform);
    }
  }

  /**
   * @param portrait its name under /media, or null
   * @param person or else an institution
   */
  record Speaker(
      String name,
      @Nullable String title,
      @Nullable String credentials,
      @Nullable String institution,
      @Nullable String portrait,
      boolean demo,
      boolean person,
      Speech speech) {}

  /** Whose voice is heard in an answer, or in all of a doctor's. */
  enum Speech {
    OWN,
    INSTITUTION,
    SYNTHETIC,
    /** Recorded in some answers, synthetic in others. */
    MIXED,
    /** Nobody's. */
    NONE;

    static Speech of(boolean person, boolean recorded, boolean synthetic) {
      if (synthetic) {
        return recorded ? MIXED : SYNTHETIC;
      }
      if (!recorded) {
        return NONE;
      }
      return person ? OWN : INSTITUTION;
    }
  }

  /**
   * A doctor's row.
   *
   * @param recorded whether there is an answer in a voice of their own
   * @param synthetic whether there is one that a machine reads
   */
  public record DoctorRow(
      String name,
      @Nullable String title,
      @Nullable String credentials,
      @Nullable String institution,
      @Nullable String portrait,
      boolean demo,
      boolean person,
      boolean recorded,
      boolean synthetic) {
    Speaker speaker() {
      return new Speaker(
          name,
          title,
          credentials,
          institution,
          portrait,
          demo,
          person,
          Speech.of(person, recorded, synthetic));
    }
  }

  /**
   * A specialty or a condition.
   *
   * @param demo whether it has nothing but demonstration answers
   */
  public record Named(String name, boolean demo) {}

  /** A file's number and kind. */
  public record Media(long id, String contentType) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record StoredPortrait(String contentType, byte[] bytes) {}

  /** An answer's row. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record AnswerRow(
      String question,
      String lang,
      boolean demo,
      String specialty,
      String name,
      @Nullable String title,
      @Nullable String credentials,
      @Nullable String institution,
      @Nullable String portrait,
      boolean person,
      boolean recorded,
      boolean synthetic,
      byte @Nullable [] waveform) {
    Answer answer() {
      List<Integer> levels = new ArrayList<>();
      for (byte level : waveform == null ? new byte[0] : waveform) {
        levels.add(Byte.toUnsignedInt(level));
      }
      return new Answer(
          question,
          lang,
          demo,
          specialty,
          new Speaker(
              name,
              title,
              credentials,
              institution,
              portrait,
              demo,
              person,
              Speech.of(person, recorded && !synthetic, synthetic)),
          levels);
    }
  }
}
