package org.vivavoce.content;

/**
 * Why an answer stands among the Other Voices of another; the names are those kept in the database.
 */
public enum RelatedReason {
  SAME_QUESTION,
  COMPARES,
  SAME_TOPIC,
  SIMILAR_QUESTION,
  MENTIONS,
  SAME_SPECIALTY
}
