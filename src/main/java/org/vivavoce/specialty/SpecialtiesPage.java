package org.vivavoce.specialty;

import java.util.List;
import org.vivavoce.web.Head;
import org.vivavoce.web.LetterGroup;

/** All specialties from A to Z. */
public record SpecialtiesPage(Head head, List<LetterGroup> groups) {
  public SpecialtiesPage {
    groups = List.copyOf(groups);
  }
}
