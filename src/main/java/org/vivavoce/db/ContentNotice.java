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
    String payload = String.join(" ", tags);
    if (payload.length() <= LONGEST) {
      send(handle, payload);
      return;
    }
    // The first of them may be gone for good, which is not to be guessed from "all".
    send(handle, tags.stream().limit(2).collect(Collectors.joining(" ")));
    all(handle);
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
