package org.vivavoce.content;

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

  private ContentChange() {}

  /** Of every page of a specialty's list. */
  public static String specialty(long id) {
    return "specialty:" + id;
  }

  /** Of every page of a doctor's list. */
  public static String doctor(long id) {
    return "doctor:" + id;
  }

  /** Of every page of a condition's list. */
  public static String topic(long id) {
    return "topic:" + id;
  }

  /** Of every page that shows something of an answer. */
  public static String article(long id) {
    return ARTICLE + id;
  }

  /** Whether a tag is that of an answer, and of no list. */
  public static boolean isArticle(String tag) {
    return tag.startsWith(ARTICLE);
  }
}
