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

  private ContentChange() {}

  /** Of every page that shows something of an answer. */
  public static String article(long id) {
    return "article:" + id;
  }
}
