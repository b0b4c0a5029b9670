package org.vivavoce.ingest;

import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Source;

/**
 * What a line of an import says of an answer, for those who compare it with what stands here.
 *
 * @param slug null where the line names none, as with all that is nullable
 * @param topics in their order
 * @param syntheticVoice whether a machine speaks
 */
public record Incoming(
    String title,
    @Nullable String slug,
    String lang,
    Named doctor,
    Named specialty,
    List<Named> topics,
    String transcript,
    List<Source> sources,
    @Nullable CareLevel careLevel,
    @Nullable String careText,
    @Nullable String conflicts,
    @Nullable LocalDate recordedOn,
    @Nullable LocalDate reviewDueOn,
    boolean syntheticVoice) {
  public Incoming {
    topics = List.copyOf(topics);
    sources = List.copyOf(sources);
  }

  /** Somebody or something by name; the id is null where nobody is called so yet. */
  public record Named(@Nullable Long id, String name) {}

  /** Reads a line that an import has read before. */
  public static Incoming read(Handle handle, String line) {
    Fields fields = ImportedArticle.fields(line);
    ImportedArticle article = ImportedArticle.parse(fields);
    return of(
        article,
        fields,
        new Named(Vocabulary.knownDoctor(handle, article.author(), false), article.author().name()),
        new Named(Vocabulary.knownSpecialty(handle, article.specialty()), article.specialty()),
        article.topics().stream()
            .map(topic -> new Named(Vocabulary.knownTopic(handle, topic.name()), topic.name()))
            .toList());
  }

  /** The same; who or what is not there yet is created. */
  public static Incoming settled(Handle handle, String line) {
    Fields fields = ImportedArticle.fields(line);
    ImportedArticle article = ImportedArticle.parse(fields);
    Vocabulary vocabulary = new Vocabulary(handle, false);
    return of(
        article,
        fields,
        new Named(vocabulary.doctor(article.author()), article.author().name()),
        new Named(vocabulary.specialty(article.specialty()), article.specialty()),
        article.topics().stream()
            .map(topic -> new Named(vocabulary.topic(topic), topic.name()))
            .toList());
  }

  private static Incoming of(
      ImportedArticle article, Fields fields, Named doctor, Named specialty, List<Named> topics) {
    return new Incoming(
        article.title(),
        article.slug() == null ? null : article.slug().value(),
        article.lang(),
        doctor,
        specialty,
        topics,
        article.transcript(),
        article.sources(),
        article.careLevel(),
        article.careText(),
        article.conflicts(),
        article.recordedOn(),
        article.reviewDueOn(),
        fields.flag("syntheticVoice"));
  }
}
