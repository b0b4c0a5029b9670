package org.vivavoce.web;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a request came from one of our own pages, as the browser says. */
public final class Origins {
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?");
  private final String canonical;
  private final boolean loopback;

  /**
   * @param baseUrl the canonical origin
   * @param loopback whether it is this very machine; the name and the port by which it was asked
   *     then do as well
   */
  public Origins(String baseUrl, boolean loopback) {
    this.canonical = baseUrl.toLowerCase(Locale.ROOT);
    this.loopback = loopback;
  }

  /**
   * Whether it came from our own pages; where nothing says so, it did not.
   *
   * @param host the header of that name
   * @param fetchSite the header Sec-Fetch-Site
   */
  public boolean isOurs(
      @Nullable String origin,
      @Nullable String referer,
      @Nullable String fetchSite,
      @Nullable String host) {
    if (origin != null) {
      return isOurs(origin, host);
    }
    if (referer != null) {
      return isOurs(originOf(referer), host);
    }
    return "same-origin".equals(fetchSite);
  }

  /** Those that are ours: the canonical one, and on loopback the one that was asked. */
  public Set<String> accepted(@Nullable String host) {
    // A name that only pretends to be this machine is none of these.
    boolean here =
        loopback && host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    return here
        ? Set.copyOf(List.of(canonical, "http://" + host.toLowerCase(Locale.ROOT)))
        : Set.of(canonical);
  }

  private boolean isOurs(String origin, @Nullable String host) {
    return accepted(host).contains(origin.toLowerCase(Locale.ROOT));
  }

  private static String originOf(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getScheme() + "://" + uri.getRawAuthority();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
