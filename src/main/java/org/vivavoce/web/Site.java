package org.vivavoce.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the frame around every page shows: the publisher's names, the assets, the main and the
 * footer navigation.
 */
public record Site(
    String name,
    String publisher,
    String contactEmail,
    String emergencyNumber,
    @Nullable String crisisLine,
    String homeHref,
    String searchHref,
    String stylesheet,
    String script,
    String suggestionsHref,
    String icon,
    Icons icons,
    String openSearch,
    String manifest,
    List<Link> navigation,
    List<Link> about) {
  public Site {
    navigation = List.copyOf(navigation);
    about = List.copyOf(about);
  }

  /**
   * The mark in pixels, for what reads no vectors.
   *
   * @param medium 192 pixels wide
   * @param large 512 pixels wide
   * @param maskable 512 pixels wide, of which any shape may be cut
   * @param touch 180 pixels wide, without transparency
   */
  public record Icons(String medium, String large, String maskable, String touch) {}
}
