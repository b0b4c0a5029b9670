package org.vivavoce.search;

/**
 * What somebody who is typing may mean.
 *
 * @param kind "topic", "doctor", "specialty" or "question"
 * @param name by which it was found; of a condition it may be a synonym
 * @param subject the condition's own name; of a question, who answers it
 * @param institution whether the doctor is one
 * @param words of the name, as {@link SuggestionWords} folds them
 * @param weight grows with the number of answers
 * @param answers how many, one more than {@link SuggestionQueries#MOST_COUNTED} at most; 0 for a
 *     question
 */
public record Suggestion(
    long id,
    String kind,
    String name,
    String subject,
    String slug,
    boolean institution,
    String words,
    int weight,
    int answers) {
  boolean is(String other) {
    return kind.equals(other);
  }
}
