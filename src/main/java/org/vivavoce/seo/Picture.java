package org.vivavoce.seo;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is drawn on a picture that stands for a page: two that are equal look alike.
 *
 * @param headline what is written largest
 * @param lang BCP 47 tag of the headline
 * @param substitutes of which the first that can be is written where the font lacks the headline's
 *     letters
 * @param label what kind of thing the headline is, or null
 * @param note a sentence
 * @param voice who speaks, or null
 * @param heard whether there is something to hear, and not only to read
 * @param waveform how loud it is from stretch to stretch, 0 to 255; empty where that is not known
 * @param demo the word that marks demonstration content, or null
 */
record Picture(
    Format format,
    String site,
    String headline,
    String lang,
    List<String> substitutes,
    @Nullable String label,
    String note,
    @Nullable Voice voice,
    boolean heard,
    List<Integer> waveform,
    @Nullable String demo) {
  Picture {
    requireNonNull(site);
    requireNonNull(headline);
    substitutes = List.copyOf(substitutes);
    waveform = List.copyOf(waveform);
  }

  /** Its shape, and what it is of. */
  enum Format {
    SHARED_SITE,
    SHARED_ANSWER,
    SHARED_DOCTOR,
    SHARED_LIST,
    SITE_COVER,
    DOCTOR_COVER,
    LIST_COVER;

    boolean isCover() {
      return name().endsWith("COVER");
    }
  }

  /**
   * A doctor, or an institution that speaks as one.
   *
   * @param credentials with the title, or null
   * @param institution or null
   * @param tint from 1 to 8, on which the initials stand where there is no portrait
   * @param portrait the SHA-256 of the portrait's file, or null
   */
  record Voice(
      String name,
      @Nullable String credentials,
      @Nullable String institution,
      String initials,
      int tint,
      @Nullable String portrait) {}
}
