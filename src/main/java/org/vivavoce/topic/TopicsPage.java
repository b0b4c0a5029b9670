package org.vivavoce.topic;

import java.util.List;
import org.vivavoce.web.Head;
import org.vivavoce.web.LetterGroup;
import org.vivavoce.web.Link;

/**
 * Conditions A to Z: every letter's link, and the entries of one letter, or of all where they are
 * few.
 */
public record TopicsPage(Head head, List<Link> letters, List<LetterGroup> groups) {
  public TopicsPage {
    letters = List.copyOf(letters);
    groups = List.copyOf(groups);
  }
}
