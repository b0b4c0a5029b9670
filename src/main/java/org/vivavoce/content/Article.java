package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A published answer, whole: its question, its transcript, and what a reader needs to trust it. */
public record Article(
    ArticleTeaser teaser,
    String transcript,
    Doctor doctor,
    @Nullable LocalDate recordedOn,
    @Nullable LocalDate reviewedOn,
    @Nullable String reviewerName,
    @Nullable String reviewerCredentials,
    @Nullable String reviewerSlug,
    @Nullable String conflicts,
    @Nullable CareLevel careLevel,
    @Nullable String careText,
    List<Source> sources,
    List<Topic> topics,
    List<RelatedArticle> otherVoices,
    @Nullable Recording recording,
    boolean demo,
    CatalogueEntry catalogue) {
  public Article {
    requireNonNull(teaser);
    requireNonNull(transcript);
    requireNonNull(doctor);
    requireNonNull(catalogue);
    sources = List.copyOf(sources);
    topics = List.copyOf(topics);
    otherVoices = List.copyOf(otherVoices);
  }
}
