package org.vivavoce.content;

/**
 * Why an answer stands among the Other Voices of another; the names are those kept in the database.
 */
public enum RelatedReason {
  CHOSEN,
  SAME_QUESTION,
  COMPARES,
  SAME_TOPIC,
  SIMILAR_QUESTION,
  OFTEN_READ_NEXT,
  MENTIONS,
  SAME_SPECIALTY
}
