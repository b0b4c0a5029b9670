package org.vivavoce.web;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One question of a form, as the fragments {@code line}, {@code text} and {@code choice} print it.
 *
 * @param id of its input
 * @param name under which it is sent
 * @param type of an input of one line: {@code text}, {@code date}, {@code number} or {@code url}
 * @param value what stands in it
 * @param need whether it must be filled in
 * @param longest in UTF-16 units, or null where any length will do
 * @param least of a number, or null
 * @param most of a number, or null
 * @param lang of what is written, or null for the page's own
 * @param code whether it is an address or code, which no spelling checker knows
 * @param more where what is missing can be made, named beside the hint; or null
 * @param errors what is wrong with it
 */
public record FormField(
    String id,
    String name,
    String type,
    String value,
    Need need,
    @Nullable Integer longest,
    @Nullable Integer least,
    @Nullable Integer most,
    @Nullable String lang,
    boolean code,
    @Nullable Link more,
    List<FormError> errors) {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

  public FormField {
    requireNonNull(id);
    requireNonNull(name);
    requireNonNull(type);
    requireNonNull(value);
    requireNonNull(need);
    errors = List.copyOf(errors);
  }

  /** Whether a field must be filled in. */
  public enum Need {
    /** The browser does not send the form without it. */
    REQUIRED,
    /** Its label says that it need not be. */
    OPTIONAL,
    /** Not yet: a draft is kept without it. */
    LATER
  }

  /**
   * A field of text whose errors, among all of the form's, stand beside it.
   *
   * @param errors of the whole form
   */
  public static FormField of(
      String id,
      String value,
      boolean required,
      @Nullable Integer longest,
      List<FormError> errors) {
    return of(id, value, required ? Need.REQUIRED : Need.OPTIONAL, longest, errors);
  }

  /**
   * @param errors of the whole form
   */
  public static FormField of(
      String id, String value, Need need, @Nullable Integer longest, List<FormError> errors) {
    return new FormField(
        id,
        id,
        "text",
        value,
        need,
        longest,
        null,
        null,
        null,
        false,
        null,
        errors.stream().filter(error -> error.field().equals(id)).toList());
  }

  /** Sent under another name than its id: one of several of a kind. */
  public FormField named(String other) {
    return new FormField(
        id, other, type, value, need, longest, least, most, lang, code, more, errors);
  }

  public FormField typed(String other) {
    return new FormField(
        id, name, other, value, need, longest, least, most, lang, code, more, errors);
  }

  /**
   * A whole number between these two, themselves included. What is none is left out: no browser
   * shows it.
   */
  public FormField between(int smallest, int largest) {
    String number = NUMBER.matcher(value).matches() ? value : "";
    return new FormField(
        id, name, "number", number, need, longest, smallest, largest, lang, code, more, errors);
  }

  public FormField in(String language) {
    return new FormField(
        id, name, type, value, need, longest, least, most, language, code, more, errors);
  }

  /** An address or a code. */
  public FormField asCode() {
    return new FormField(
        id, name, type, value, need, longest, least, most, lang, true, more, errors);
  }

  /** Beside its hint, a link to where what is missing can be made. */
  public FormField with(Link link) {
    return new FormField(
        id, name, type, value, need, longest, least, most, lang, code, link, errors);
  }

  public boolean isRequired() {
    return need == Need.REQUIRED;
  }

  public boolean isOptional() {
    return need == Need.OPTIONAL;
  }

  public boolean isInvalid() {
    return !errors.isEmpty();
  }

  /** The ids of what explains the field, for {@code aria-describedby}; null where nothing does. */
  public @Nullable String describedBy(@Nullable String hint) {
    boolean hinted = hint != null || more != null;
    if (!hinted) {
      return errors.isEmpty() ? null : id + "-error";
    }
    return id + "-hint" + (errors.isEmpty() ? "" : " " + id + "-error");
  }
}
