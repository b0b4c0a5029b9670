package org.vivavoce.content;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What search engines are told of an answer besides what its page says.
 *
 * @param medicalSpecialty the member of schema.org's MedicalSpecialty that its specialty is, for
 *     example {@code Oncologic}, or null
 * @param voicePublicSince since when its recording is public, or null
 * @param publishedOn the day on which its source published it, where it comes from elsewhere; or
 *     null
 * @param codes of its conditions, by their slugs
 * @param sharedTitle whether another answer bears the same title
 * @param number which of its doctor's answers to this very question it is, counted from 1
 * @param alike how many these are
 */
public record CatalogueEntry(
    @Nullable String medicalSpecialty,
    @Nullable Instant voicePublicSince,
    @Nullable LocalDate publishedOn,
    Map<String, List<Code>> codes,
    boolean sharedTitle,
    int number,
    int alike) {
  /** Of what is not public. */
  public static final CatalogueEntry NONE =
      new CatalogueEntry(null, null, null, Map.of(), false, 1, 1);

  public CatalogueEntry {
    codes = Map.copyOf(codes);
  }

  /**
   * @param system icd10, mesh or umls
   */
  public record Code(String system, String code) {}
}
