package org.vivavoce.site;

import java.util.List;
import org.vivavoce.web.Head;

/** A page of standing text: who runs the portal, editorial policy, privacy, accessibility. */
public record AboutPage(Head head, String heading, String lead, List<Section> sections) {
  public AboutPage {
    sections = List.copyOf(sections);
  }

  /** One headed part of it. */
  public record Section(String heading, List<String> paragraphs) {
    public Section {
      paragraphs = List.copyOf(paragraphs);
    }
  }
}
