package org.vivavoce.web;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
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
 * @param more where what is missing can be made, named beside the hint; or null
 * @param above the id of a hint that stands above several fields; or null
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
    Spelling spelling,
    @Nullable Link more,
    @Nullable String above,
    List<FormError> errors) {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

  public FormField {
    requireNonNull(id);
    requireNonNull(name);
    requireNonNull(type);
    requireNonNull(value);
    requireNonNull(need);
    requireNonNull(spelling);
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

  /** What a browser does of its own accord with what is written in a field. */
  public enum Spelling {
    /** It is a text: its spelling is checked, and it runs in the direction of its letters. */
    CHECKED,
    /** No spelling checker knows it. */
    UNCHECKED,
    /** Nor an address in the web, for which a telephone has a keyboard of its own. */
    WEB_ADDRESS,
    /** The portal's own address, or a code: nor does it begin with a capital. */
    CODE
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
        Spelling.CHECKED,
        null,
        null,
        errors.stream().filter(error -> error.field().equals(id)).toList());
  }

  /** Sent under another name than its id: one of several of a kind. */
  public FormField named(String other) {
    return new FormField(
        id, other, type, value, need, longest, least, most, lang, spelling, more, above, errors);
  }

  public FormField typed(String other) {
    return new FormField(
        id, name, other, value, need, longest, least, most, lang, spelling, more, above, errors);
  }

  /**
   * A whole number between these two, themselves included. What is none is left out: no browser
   * shows it.
   */
  public FormField between(int smallest, int largest) {
    String number = NUMBER.matcher(value).matches() ? value : "";
    return new FormField(
        id, name, "number", number, need, longest, smallest, largest, lang, spelling, more, above,
        errors);
  }

  public FormField in(String language) {
    return new FormField(
        id, name, type, value, need, longest, least, most, language, spelling, more, above, errors);
  }

  /** An address or a code. */
  public FormField asCode() {
    return spelt(Spelling.CODE);
  }

  /** An address of another site. */
  public FormField asWebAddress() {
    return spelt(Spelling.WEB_ADDRESS);
  }

  /** What no spelling checker knows. */
  public FormField unchecked() {
    return spelt(Spelling.UNCHECKED);
  }

  /** Beside its hint, a link to where what is missing can be made; none where that is null. */
  public FormField with(@Nullable Link link) {
    return new FormField(
        id, name, type, value, need, longest, least, most, lang, spelling, link, above, errors);
  }

  /** Explained, with others, by a hint of this id. */
  public FormField sharing(String hint) {
    return new FormField(
        id, name, type, value, need, longest, least, most, lang, spelling, more, hint, errors);
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

  public boolean isChecked() {
    return spelling == Spelling.CHECKED;
  }

  public boolean isWebAddress() {
    return spelling == Spelling.WEB_ADDRESS;
  }

  public boolean isCode() {
    return spelling == Spelling.CODE;
  }

  /** The ids of what explains the field, for {@code aria-describedby}; null where nothing does. */
  public @Nullable String describedBy(@Nullable String hint) {
    List<String> ids = new ArrayList<>();
    if (above != null) {
      ids.add(above);
    }
    if (hint != null || more != null) {
      ids.add(id + "-hint");
    }
    if (isInvalid()) {
      ids.add(id + "-error");
    }
    return ids.isEmpty() ? null : String.join(" ", ids);
  }

  private FormField spelt(Spelling how) {
    return new FormField(
        id, name, type, value, need, longest, least, most, lang, how, more, above, errors);
  }
}
