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
    String playerScript,
    String icon,
    String openSearch,
    String manifest,
    List<Link> navigation,
    List<Link> about) {
  public Site {
    navigation = List.copyOf(navigation);
    about = List.copyOf(about);
  }
}
