package org.vivavoce.content;

import java.util.OptionalLong;

/**
 * What is told to every instance when something public has changed: the tags of pages that are no
 * longer true.
 */
public final class ContentChange {
  /** Anything may have changed. */
  public static final String ALL = "all";

  /** Of every page that lists answers, or counts them. */
  public static final String LISTS = "lists";

  /** Of those that list or count what there is of everything, as the first page does. */
  public static final String OVERVIEW = "overview";

  private static final String ARTICLE = "article:";
  private static final String LISTED = "listed:";
  private static final String SPECIALTY = "specialty:";
  private static final String DOCTOR = "doctor:";
  private static final String TOPIC = "topic:";

  private ContentChange() {}

  /** Of every page of a specialty's list. */
  public static String specialty(long id) {
    return SPECIALTY + id;
  }

  /** Of every page of a doctor's list. */
  public static String doctor(long id) {
    return DOCTOR + id;
  }

  /** Of every page of a condition's list. */
  public static String topic(long id) {
    return TOPIC + id;
  }

  /** Of every page that shows something of an answer. */
  public static String article(long id) {
    return ARTICLE + id;
  }

  /** Of every page that lists an answer, or did: what becomes of it is seen there at once. */
  public static String listed(long id) {
    return LISTED + id;
  }

  /** The number of the specialty of whose list this is the tag; empty for another's. */
  public static OptionalLong specialtyIn(String tag) {
    return numberIn(tag, SPECIALTY);
  }

  /** The number of the doctor of whose list this is the tag; empty for another's. */
  public static OptionalLong doctorIn(String tag) {
    return numberIn(tag, DOCTOR);
  }

  /** The number of the condition of whose list this is the tag; empty for another's. */
  public static OptionalLong topicIn(String tag) {
    return numberIn(tag, TOPIC);
  }

  private static OptionalLong numberIn(String tag, String kind) {
    try {
      return tag.startsWith(kind)
          ? OptionalLong.of(Long.parseLong(tag.substring(kind.length())))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      // Whoever may connect may say anything; nobody is to stop hearing for it.
      return OptionalLong.empty();
    }
  }

  /** Whether a tag is that of one list, which changes with each answer in it. */
  public static boolean isList(String tag) {
    return tag.equals(OVERVIEW)
        || tag.startsWith(SPECIALTY)
        || tag.startsWith(DOCTOR)
        || tag.startsWith(TOPIC);
  }
}
