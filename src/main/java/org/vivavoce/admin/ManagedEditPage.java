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
 * @param conflict what somebody else saved meanwhile, or null
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
    @Nullable Conflict conflict,
    @Nullable More more,
    @Nullable Picture picture) {
  public ManagedEditPage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
    questions = List.copyOf(questions);
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

  /**
   * What somebody else saved since the form was opened.
   *
   * @param taken the fields that the form has from them, since it had left them untouched; or null
   * @param differences where both wrote: what they wrote, and what stands in the form
   */
  public record Conflict(
      List<Saving> savings, @Nullable String taken, List<Difference> differences) {
    public Conflict {
      savings = List.copyOf(savings);
      differences = List.copyOf(differences);
    }
  }

  /**
   * One time that it was saved.
   *
   * @param what was changed, or null where nobody knows
   */
  public record Saving(String who, Moment at, @Nullable String what) {}

  /** Two texts of one field. */
  public record Difference(String label, String one, String other) {}

  /** A figure and what it counts. */
  public record Fact(String label, String value) {}

  /**
   * What is known of it.
   *
   * @param publicHref null while it is not public
   * @param deletion where its deletion is sent, or null where it is in use
   * @param offers what vocabularies say of it that the form does not
   */
  public record More(
      List<Fact> facts,
      @Nullable String publicHref,
      String mergeHref,
      @Nullable String deletion,
      List<Offer> offers) {
    public More {
      facts = List.copyOf(facts);
      offers = List.copyOf(offers);
    }
  }

  /**
   * A text from elsewhere for a field of the form.
   *
   * @param source who says it
   * @param act under which the form is sent to take it over
   */
  public record Offer(String source, String text, String act) {}

  /**
   * A doctor's picture.
   *
   * @param script what lets its square be seen and moved
   * @param open whether another part than the middle was asked for
   * @param smallest how many pixels of the photograph make a portrait at the least
   */
  public record Picture(
      Portrait portrait,
      String action,
      @Nullable String removal,
      String script,
      FormField file,
      boolean open,
      FormField across,
      FormField down,
      FormField size,
      int smallest) {}
}
