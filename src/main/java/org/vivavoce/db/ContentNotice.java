package org.vivavoce.db;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
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

  /**
   * An answer became public, changed, or is public no longer.
   *
   * @param others answers whose pages change with it
   */
  public static void published(Handle handle, long article, Collection<Long> others) {
    tell(
        handle,
        Stream.concat(
                Stream.of(ContentChange.LISTS, ContentChange.article(article)),
                others.stream().sorted().map(ContentChange::article))
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  /** These are public no longer, if they ever were. */
  public static void withdrawn(Handle handle, Collection<Long> articles) {
    if (!articles.isEmpty()) {
      tell(
          handle,
          Stream.concat(
                  Stream.of(ContentChange.LISTS),
                  articles.stream().sorted().map(ContentChange::article))
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    }
  }

  /** What stands beside these answers has changed. */
  public static void beside(Handle handle, Collection<Long> articles) {
    if (!articles.isEmpty()) {
      tell(
          handle,
          articles.stream()
              .sorted()
              .map(ContentChange::article)
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    }
  }

  private static void tell(Handle handle, Set<String> tags) {
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
