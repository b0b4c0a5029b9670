package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Cue;
import org.vivavoce.ingest.Incoming;
import org.vivavoce.media.BadCaptionsException;
import org.vivavoce.media.Captions;

/**
 * What a source says of an answer, as a manuscript would have it. Where it says nothing of the
 * address, the dates or the sound, these are ours.
 *
 * @param newDoctors those who are not here yet, by ids below 0 that stand for them
 * @param newSpecialties the same
 * @param newTopics the same
 */
record Theirs(
    ManuscriptContent content,
    @Nullable Long recordingId,
    Map<Long, String> newDoctors,
    Map<Long, String> newSpecialties,
    Map<Long, String> newTopics) {
  Theirs {
    newDoctors = Map.copyOf(newDoctors);
    newSpecialties = Map.copyOf(newSpecialties);
    newTopics = Map.copyOf(newTopics);
  }

  static Theirs of(Incoming incoming, ImportQueries.Against conflict, Ours here) {
    ManuscriptContent ours = here.content();
    Map<Long, String> doctors = new HashMap<>();
    Map<Long, String> specialties = new HashMap<>();
    Map<Long, String> topics = new HashMap<>();
    List<Long> topicIds = new ArrayList<>();
    incoming.topics().forEach(topic -> topicIds.add(id(topic, topics)));
    boolean speaks = conflict.recordingId() != null;
    return new Theirs(
        new ManuscriptContent(
            incoming.title(),
            incoming.slug() == null ? ours.slug() : incoming.slug(),
            incoming.lang(),
            id(incoming.doctor(), doctors),
            id(incoming.specialty(), specialties),
            topicIds,
            incoming.transcript(),
            incoming.sources(),
            incoming.careLevel(),
            Objects.requireNonNullElse(incoming.careText(), ""),
            Objects.requireNonNullElse(incoming.conflicts(), ""),
            incoming.recordedOn() == null ? ours.recordedOn() : incoming.recordedOn(),
            incoming.reviewDueOn() == null ? ours.reviewDueOn() : incoming.reviewDueOn(),
            speaks ? cues(conflict.captions()) : ours.cues(),
            speaks ? incoming.syntheticVoice() : ours.syntheticVoice()),
        speaks ? conflict.recordingId() : here.recordingId(),
        doctors,
        specialties,
        topics);
  }

  private static Long id(Incoming.Named named, Map<Long, String> fresh) {
    Long id = named.id();
    if (id != null) {
      return id;
    }
    long made = -1L - fresh.size();
    fresh.put(made, named.name());
    return made;
  }

  private static List<Cue> cues(@Nullable String captions) {
    try {
      return captions == null || captions.strip().equals("WEBVTT")
          ? List.of()
          : Captions.parse(captions);
    } catch (BadCaptionsException e) {
      throw new IllegalStateException("captions that were read before", e);
    }
  }
}
