package org.vivavoce.db;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.vivavoce.content.ContentChange;

/** Tells every instance, when the caller's transaction commits, what has changed for readers. */
public final class ContentNotice {
  static final String CHANNEL = "content";

  /** PostgreSQL takes less than 8,000 bytes. */
  private static final int LONGEST = 7_500;

  private ContentNotice() {}

  /** Anything may have changed. */
  public static void all(Handle handle) {
    send(handle, ContentChange.ALL);
  }

  /** These answers became public, changed, or are public no longer, wherever they are listed. */
  public static void published(Handle handle, Collection<Long> articles) {
    tell(handle, Stream.of(ContentChange.LISTS), articles);
  }

  /**
   * One answer became public, changed, or is public no longer.
   *
   * @param lists the tags of the lists in which it stands, and of those in which it stood before
   * @param articles it, and those whose pages tell of it
   */
  public static void published(Handle handle, Collection<String> lists, Collection<Long> articles) {
    tell(
        handle,
        Stream.concat(Stream.of(ContentChange.OVERVIEW), lists.stream().distinct().sorted()),
        articles);
  }

  /** What stands beside these answers has changed. */
  public static void beside(Handle handle, Collection<Long> articles) {
    tell(handle, Stream.empty(), articles);
  }

  private static void tell(Handle handle, Stream<String> first, Collection<Long> articles) {
    if (articles.isEmpty()) {
      return;
    }
    List<String> tags =
        Stream.concat(first, articles.stream().distinct().sorted().map(ContentChange::article))
            .toList();
    StringBuilder payload = new StringBuilder();
    for (String tag : tags) {
      if (payload.length() + tag.length() >= LONGEST) {
        send(handle, payload.toString());
        payload.setLength(0);
      }
      payload.append(payload.isEmpty() ? "" : " ").append(tag);
    }
    send(handle, payload.toString());
  }

  static void send(Handle handle, String payload) {
    handle
        .createQuery("select pg_notify(:channel, :payload)::text")
        .bind("channel", CHANNEL)
        .bind("payload", payload)
        .mapTo(String.class)
        .one();
  }
}
