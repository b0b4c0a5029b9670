package org.vivavoce.seo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.UUID;
import org.vivavoce.web.Paths;

/**
 * By what feed readers and podcast apps know again what they have shown already. Made of numbers,
 * never of addresses: whoever is renamed stays who they are, and no answer is shown as new for it.
 */
final class FeedIds {
  /** Podcasting 2.0's own. */
  private static final UUID PODCASTS = UUID.fromString("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");

  /** Fixed for good: every id that was ever given out holds it. */
  private static final String SINCE = "2026";

  private final Paths paths;
  private final String authority;

  FeedIds(Paths paths) {
    this.paths = paths;
    String host = URI.create(paths.absolute(paths.home())).getHost().toLowerCase(Locale.ROOT);
    // Scheme and port are no part of a tag, so that moving to TLS changes none; an address of IPv6
    // may not stand in one.
    this.authority = host.startsWith("[") ? "localhost" : host;
  }

  /**
   * @see <a href="https://www.rfc-editor.org/rfc/rfc4151">RFC 4151, the tag URI scheme</a>
   */
  String article(long id) {
    return tag("article:" + id);
  }

  String atom(FeedSubject subject) {
    return tag(
        subject.kind() == FeedSubject.Kind.SITE
            ? "articles"
            : subject.kind().singular() + ":" + subject.id());
  }

  /**
   * @see <a href="https://podcasting2.org/docs/podcast-namespace/tags/guid">podcast:guid</a>
   */
  String podcast(FeedSubject subject) {
    String number = String.valueOf(subject.id());
    String page =
        switch (subject.kind()) {
          case SITE -> paths.home();
          case SPECIALTY -> paths.specialty(number);
          case TOPIC -> paths.topic(number);
          case DOCTOR -> paths.doctor(number);
        };
    String url = paths.absolute(paths.podcast(page));
    return nameBased(PODCASTS, url.substring(url.indexOf("://") + 3)).toString();
  }

  /** A UUID of version 5. */
  static UUID nameBased(UUID namespace, String name) {
    byte[] hash;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(
          ByteBuffer.allocate(16)
              .putLong(namespace.getMostSignificantBits())
              .putLong(namespace.getLeastSignificantBits())
              .array());
      hash = digest.digest(name.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    long high = (bytes.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x5000L;
    long low = (bytes.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private String tag(String what) {
    return "tag:" + authority + "," + SINCE + ":" + what;
  }
}
