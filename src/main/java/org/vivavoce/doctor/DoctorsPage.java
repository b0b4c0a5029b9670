package org.vivavoce.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.Portrait;

/** Everyone who answers here, by name: all of them where they are few, else those of one letter. */
public record DoctorsPage(
    Head head, List<Link> letters, List<DoctorTile> doctors, List<DoctorTile> institutions) {
  public DoctorsPage {
    letters = List.copyOf(letters);
    doctors = List.copyOf(doctors);
    institutions = List.copyOf(institutions);
  }

  /** One of them, with the number of published answers. */
  public record DoctorTile(
      String href,
      String name,
      @Nullable String credentials,
      @Nullable String jobTitle,
      @Nullable String institution,
      Portrait portrait,
      int articleCount) {}
}
