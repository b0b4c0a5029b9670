package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/**
 * The log, newest first.
 *
 * @param export where it is taken out as a file, or null for whoever may not
 * @param newer null on the first page
 * @param older null on the last one
 */
public record AuditPage(
    Desk desk,
    String path,
    Selection actor,
    Selection action,
    String article,
    boolean unknownArticle,
    @Nullable String export,
    List<Line> lines,
    @Nullable String newer,
    @Nullable String older) {
  public AuditPage {
    lines = List.copyOf(lines);
  }

  /**
   * One thing that somebody did.
   *
   * @param iso when, for machines
   * @param when the same for people, in UTC
   * @param action what was done
   * @param code the same as the log has it
   * @param subject of the act, or null
   */
  public record Line(
      String iso,
      String when,
      String actor,
      String action,
      String code,
      @Nullable String subject,
      @Nullable String href,
      List<Detail> details) {
    public Line {
      details = List.copyOf(details);
    }
  }

  /** One of its particulars. */
  public record Detail(String name, String value) {}
}
