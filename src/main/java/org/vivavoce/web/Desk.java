package org.vivavoce.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a newsroom page tells the frame around it.
 *
 * @param title the whole text of {@code <title>}
 * @param heading the page's only h1
 * @param script the newsroom's own module
 * @param csrfToken for every form; empty at the door, where nobody is signed in
 * @param accountName who is at work; empty at the door
 * @param navigation where one works every day
 * @param management what is looked after besides; empty for those who look after nothing
 * @param section href of the navigation entry to which the page belongs, or null
 * @param notice what has just been done, or null
 */
public record Desk(
    Site site,
    String title,
    String heading,
    String stylesheet,
    String script,
    String csrfToken,
    String accountName,
    List<Link> navigation,
    List<Link> management,
    @Nullable String section,
    @Nullable String notice) {
  public Desk {
    navigation = List.copyOf(navigation);
    management = List.copyOf(management);
  }

  /** Whether the page belongs to what is looked after. */
  public boolean manages() {
    return management.stream().anyMatch(link -> link.href().equals(section));
  }
}
