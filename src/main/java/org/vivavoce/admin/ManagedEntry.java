package org.vivavoce.admin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A doctor, specialty or condition as it is stored.
 *
 * @param mergedIntoId of the one that stands for it since they were merged, or null
 * @param hasPortrait whether a picture is stored with it
 * @param used whether anything refers to it, also a version of an answer; nothing in use is deleted
 * @param answers in every state
 * @param published of those, how many are public
 */
record ManagedEntry(
    long id,
    ManagedForm form,
    @Nullable Long mergedIntoId,
    boolean hasPortrait,
    boolean demo,
    boolean used,
    int answers,
    int published) {
  String name() {
    return form.value("name");
  }

  String slug() {
    return form.value("slug");
  }

  String version() {
    return form.version();
  }

  /** When it was last written; its version is that moment in microseconds. */
  Instant changedAt() {
    return Instant.EPOCH.plus(Long.parseLong(version()), ChronoUnit.MICROS);
  }
}
