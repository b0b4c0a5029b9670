package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.Link;

/**
 * The questions of the form for an answer. None must be answered yet: a draft is kept without.
 *
 * @param captionsFile what is wrong with it is said of the captions that were read from it
 */
public record ManuscriptFields(
    FormField title,
    FormField slug,
    FormField doctor,
    FormField specialty,
    FormField topics,
    FormField lang,
    FormField transcript,
    FormField audio,
    FormField syntheticVoice,
    FormField captionsFile,
    FormField captions,
    List<SourceRow> sources,
    FormField careLevel,
    FormField careText,
    FormField recordedOn,
    FormField reviewDueOn,
    FormField conflicts) {
  private static final int LONGEST_SLUG = 100;
  private static final int FEWEST_SOURCE_ROWS = 3;
  private static final int MORE_SOURCE_ROWS = 4;

  public ManuscriptFields {
    sources = List.copyOf(sources);
  }

  /**
   * @param moreRows whether somebody has more sources than there were rows
   * @param newTopic where a condition is made that is missing; null for who may not
   */
  static ManuscriptFields of(
      ManuscriptForm form, boolean moreRows, @Nullable Link newTopic, List<FormError> errors) {
    String lang = form.langTag();
    return new ManuscriptFields(
        FormField.of("title", form.title(), Need.LATER, ManuscriptForm.LONGEST_TITLE, errors),
        FormField.of("slug", form.slug(), Need.LATER, LONGEST_SLUG, errors).asCode(),
        unbounded("doctor", form.doctor(), errors),
        unbounded("specialty", form.specialty(), errors),
        unbounded("topics", form.topics(), errors).with(newTopic),
        unbounded("lang", form.lang(), errors),
        unbounded("transcript", form.transcript(), errors).in(lang),
        unbounded("audio", "", errors),
        unbounded("syntheticVoice", "1", errors),
        unbounded("captionsFile", "", errors),
        unbounded("captions", form.captions(), errors).unchecked(),
        sources(form.sources(), moreRows, errors),
        unbounded("careLevel", form.careLevel(), errors),
        FormField.of(
                "careText", form.careText(), Need.LATER, ManuscriptForm.LONGEST_CARE_TEXT, errors)
            .in(lang),
        unbounded("recordedOn", form.recordedOn(), errors).typed("date"),
        unbounded("reviewDueOn", form.reviewDueOn(), errors).typed("date"),
        FormField.of(
            "conflicts", form.conflicts(), Need.LATER, ManuscriptForm.LONGEST_CONFLICTS, errors));
  }

  private static List<SourceRow> sources(
      List<ManuscriptForm.SourceRow> typed, boolean moreRows, List<FormError> errors) {
    int count = Math.max(FEWEST_SOURCE_ROWS, typed.size() + (moreRows ? MORE_SOURCE_ROWS : 1));
    List<SourceRow> rows = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      ManuscriptForm.SourceRow row =
          number <= typed.size() ? typed.get(number - 1) : new ManuscriptForm.SourceRow("", "");
      rows.add(
          new SourceRow(
              number,
              FormField.of(
                      "sourceTitle" + number,
                      row.title(),
                      Need.LATER,
                      ManuscriptForm.LONGEST_SOURCE_TITLE,
                      errors)
                  .named("sourceTitle")
                  .sharing("sources-hint"),
              FormField.of(
                      "sourceUrl" + number,
                      row.url(),
                      Need.LATER,
                      ManuscriptForm.LONGEST_URL,
                      errors)
                  .named("sourceUrl")
                  .asWebAddress()
                  .sharing("sources-hint")));
    }
    return rows;
  }

  private static FormField unbounded(String id, String value, List<FormError> errors) {
    return FormField.of(id, value, Need.LATER, null, errors);
  }

  /** One row of the sources, counted from 1. */
  public record SourceRow(int number, FormField title, FormField url) {
    public SourceRow {
      Objects.requireNonNull(title);
      Objects.requireNonNull(url);
    }
  }
}
