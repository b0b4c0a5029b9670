package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Link;

/**
 * One file that was handed in: what an import of it does, or did.
 *
 * @param status for its looks
 * @param said what is to be known of it, sentence by sentence
 * @param href its own address
 * @param progress null where nobody is to wait for anything
 * @param counts of its lines, result by result; none where they are not known yet
 * @param shown what the lines below have in common, or null
 * @param startHref where it is imported; null where that cannot be, or this account may not
 * @param bad how many lines would be passed over, in words; null where there are none
 * @param againHref where it is taken up again after an interruption, or null
 * @param cancelHref where it is ended, or null
 */
public record ImportRunPage(
    Desk desk,
    List<Link> trail,
    String status,
    String statusLabel,
    List<String> said,
    List<Fact> facts,
    List<FormError> errors,
    String href,
    @Nullable Progress progress,
    List<Count> counts,
    @Nullable String shown,
    List<Line> lines,
    @Nullable String firstHref,
    @Nullable String nextHref,
    @Nullable String reportHref,
    @Nullable String startHref,
    @Nullable String bad,
    @Nullable String againHref,
    @Nullable String cancelHref) {
  public ImportRunPage {
    trail = List.copyOf(trail);
    said = List.copyOf(said);
    facts = List.copyOf(facts);
    errors = List.copyOf(errors);
    counts = List.copyOf(counts);
    lines = List.copyOf(lines);
  }

  /** One of its particulars. */
  public record Fact(String name, String value) {}

  /**
   * How far it is.
   *
   * @param percent null where that cannot be told
   */
  public record Progress(@Nullable Integer percent, String text) {}

  /**
   * How many lines have one result.
   *
   * @param href where they are listed; null where there are none
   */
  public record Count(String label, String number, @Nullable String href, boolean current) {}

  /**
   * One line.
   *
   * @param field that is wrong, or empty
   * @param reason why, or empty
   * @param href where it is decided about, or null
   */
  public record Line(
      String number,
      String sourceId,
      String slug,
      String field,
      String reason,
      @Nullable String href) {}
}
