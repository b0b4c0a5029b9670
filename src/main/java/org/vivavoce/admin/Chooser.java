package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is offered to the question for one of the doctors or specialties: a list of all of them
 * while they are few, and else the one that is chosen, beside those that were looked for by name.
 *
 * @param options to choose from
 * @param search null where all of them are listed
 */
public record Chooser(List<Option> options, @Nullable Search search) {
  static final int MOST_LISTED = 200;
  static final int MOST_FOUND = 20;

  public Chooser {
    options = List.copyOf(options);
  }

  /**
   * Nobody has to be looked for.
   *
   * @param nothing the words for none of them
   */
  static Chooser listing(List<ManuscriptQueries.Choice> all, String nothing) {
    return new Chooser(Option.after(nothing, Option.of(all)), null);
  }

  /**
   * @param all at most one more than can be listed
   * @param nothing the words for none of them
   * @param typed what is looked for, or empty
   */
  static Chooser of(
      List<ManuscriptQueries.Choice> all,
      String nothing,
      @Nullable Long chosen,
      String typed,
      LongFunction<Optional<ManuscriptQueries.Choice>> byId,
      Function<String, List<ManuscriptQueries.Choice>> byName) {
    if (all.size() <= MOST_LISTED) {
      return listing(all, nothing);
    }
    List<ManuscriptQueries.Choice> found = typed.isEmpty() ? List.of() : byName.apply(typed);
    List<ManuscriptQueries.Choice> offered = new ArrayList<>();
    if (chosen != null) {
      byId.apply(chosen).ifPresent(offered::add);
    }
    found.stream()
        .limit(MOST_FOUND)
        .filter(choice -> chosen == null || choice.id() != chosen)
        .forEach(offered::add);
    return new Chooser(
        Option.after(nothing, Option.of(offered)),
        new Search(typed, Math.min(found.size(), MOST_FOUND), found.size() > MOST_FOUND));
  }

  /**
   * Which of the options is chosen: the first, nothing, where a value is none of them.
   *
   * @param value of the field
   */
  public String chosen(String value) {
    return options.stream().anyMatch(option -> option.value().equals(value)) ? value : "";
  }

  /**
   * A search by name.
   *
   * @param typed what was looked for; empty where nothing was yet
   * @param found how many are shown
   * @param more whether there are others of that name
   */
  public record Search(String typed, int found, boolean more) {}
}
