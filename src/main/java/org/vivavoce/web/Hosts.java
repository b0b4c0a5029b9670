package org.vivavoce.web;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names under which the portal may be asked: that of its canonical origin and, where this is
 * the very machine, each name that the machine has for itself. Under any other name a page of
 * somebody else's could read the portal as its own.
 */
public final class Hosts {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int ANY = -1;

  private final String name;
  private final int port;
  private final boolean loopback;

  /** The one that was last found to be right: nearly all who ask say the same. */
  private volatile @Nullable String known;

  /**
   * @param baseUrl the canonical origin
   * @param loopback whether it is this very machine; any port then does, since it may be reached
   *     through a tunnel or a container's
   */
  public Hosts(String baseUrl, boolean loopback) {
    URI uri = URI.create(baseUrl);
    this.name = uri.getHost().toLowerCase(Locale.ROOT);
    this.port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    this.loopback = loopback;
  }

  /**
   * Whether the portal is meant.
   *
   * @param authority as the header Host has it: a name, and a port or none, as many proxies leave
   *     it out
   * @param listening the port on which the request came in, which some proxies say instead
   */
  public boolean isOurs(@Nullable String authority, int listening) {
    if (authority == null) {
      return false;
    }
    if (authority.equals(known)) {
      return true;
    }
    int colon = authority.lastIndexOf(':');
    // The colons of an IPv6 address stand in brackets.
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = (hasPort ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    int given = hasPort ? number(authority.substring(colon + 1)) : ANY;
    boolean same = host.equals(name) || (loopback && LOOPBACK.contains(host));
    boolean ours =
        same && (given == ANY || given == port || given == listening || (loopback && given > 0));
    if (ours) {
      known = authority;
    }
    return ours;
  }

  /** 0 for what is no port. */
  private static int number(String digits) {
    return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
  }
}
