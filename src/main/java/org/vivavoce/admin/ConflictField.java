package org.vivavoce.admin;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be taken over by itself from what a source says of an answer. */
enum ConflictField {
  TITLE("title"),
  SLUG("slug"),
  LANG("lang"),
  DOCTOR("doctor"),
  SPECIALTY("specialty"),
  TOPICS("topics"),
  TRANSCRIPT("transcript"),
  SOURCES("sources"),
  /** Its level and its text, of which neither stands alone. */
  CARE("care"),
  CONFLICTS("conflicts"),
  RECORDED_ON("recordedOn"),
  REVIEW_DUE_ON("reviewDueOn"),
  /** The recording with its captions, and who speaks. */
  SOUND("sound");

  private final String id;

  ConflictField(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  static @Nullable ConflictField of(String id) {
    for (ConflictField field : values()) {
      if (field.id.equals(id)) {
        return field;
      }
    }
    return null;
  }

  /** Ours, but for these fields, which are theirs. */
  static ManuscriptContent merged(
      ManuscriptContent ours, ManuscriptContent theirs, Set<ConflictField> taken) {
    ManuscriptContent care = taken.contains(CARE) ? theirs : ours;
    ManuscriptContent sound = taken.contains(SOUND) ? theirs : ours;
    return new ManuscriptContent(
        (taken.contains(TITLE) ? theirs : ours).title(),
        (taken.contains(SLUG) ? theirs : ours).slug(),
        (taken.contains(LANG) ? theirs : ours).lang(),
        (taken.contains(DOCTOR) ? theirs : ours).doctorId(),
        (taken.contains(SPECIALTY) ? theirs : ours).specialtyId(),
        (taken.contains(TOPICS) ? theirs : ours).topicIds(),
        (taken.contains(TRANSCRIPT) ? theirs : ours).transcript(),
        (taken.contains(SOURCES) ? theirs : ours).sources(),
        care.careLevel(),
        care.careText(),
        (taken.contains(CONFLICTS) ? theirs : ours).conflicts(),
        (taken.contains(RECORDED_ON) ? theirs : ours).recordedOn(),
        (taken.contains(REVIEW_DUE_ON) ? theirs : ours).reviewDueOn(),
        sound.cues(),
        sound.syntheticVoice());
  }
}
