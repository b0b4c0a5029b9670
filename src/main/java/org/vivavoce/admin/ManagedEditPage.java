package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;
import org.vivavoce.web.Portrait;

/**
 * The form of a doctor, specialty or condition, and what else can be done with it.
 *
 * @param version which it was when the form was opened
 * @param differences where somebody else saved meanwhile: what they wrote, and what stands in the
 *     form
 * @param conflict whether somebody did
 * @param more null for a new one
 * @param picture null for what has none
 */
public record ManagedEditPage(
    Desk desk,
    List<Link> trail,
    String action,
    String version,
    List<FormError> errors,
    List<Question> questions,
    boolean conflict,
    List<Difference> differences,
    @Nullable More more,
    @Nullable Picture picture) {
  public ManagedEditPage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
    questions = List.copyOf(questions);
    differences = List.copyOf(differences);
  }

  /**
   * One question.
   *
   * @param type {@code line}, {@code text} or {@code choice}
   */
  public record Question(
      String type,
      FormField field,
      String label,
      @Nullable String hint,
      int rows,
      List<Option> options) {
    public Question {
      options = List.copyOf(options);
    }
  }

  /** One of a choice. */
  public record Option(String value, String text) {}

  /** A field that two people wrote. */
  public record Difference(String label, String theirs, String yours) {}

  /** A figure and what it counts. */
  public record Fact(String label, String value) {}

  /**
   * What is known of it.
   *
   * @param publicHref null while it is not public
   * @param deletion where its deletion is sent, or null where it is in use
   */
  public record More(
      List<Fact> facts, @Nullable String publicHref, String mergeHref, @Nullable String deletion) {
    public More {
      facts = List.copyOf(facts);
    }
  }

  /**
   * A doctor's picture.
   *
   * @param error what is wrong with the file that was sent, or null
   */
  public record Picture(
      Portrait portrait,
      String action,
      @Nullable String removal,
      @Nullable String error,
      int across,
      int down,
      int size) {}
}
