package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;

/**
 * What is held below an answer while it is judged: its red flags, advice, and the links by which
 * others see it.
 *
 * @param redFlags null where none stand in it
 * @param waivers null where none was ever given
 * @param advice what might be better, each with its field
 * @param fieldsHref of the page that holds the fields; empty where it is this one
 */
public record SafetyNets(
    @Nullable RedFlagsFound redFlags,
    @Nullable Waivers waivers,
    List<FormError> advice,
    String fieldsHref,
    Links links) {
  public SafetyNets {
    advice = List.copyOf(advice);
  }

  /**
   * Red flags that stand in an answer.
   *
   * @param text which, and what they ask for
   * @param waiver the one that stands, in words; or null
   * @param reason of that one; or null
   * @param waiveHref null where this account cannot give one, or none is needed
   * @param refusal why this account cannot, or null
   */
  public record RedFlagsFound(
      List<String> terms,
      String text,
      @Nullable String waiver,
      @Nullable String reason,
      @Nullable String waiveHref,
      @Nullable String refusal,
      FormField field) {
    public RedFlagsFound {
      terms = List.copyOf(terms);
    }

    public boolean isAnswered() {
      return waiver != null;
    }
  }

  /**
   * The waivers that an answer ever had.
   *
   * @param revokeHref null where this account takes none back, or there is none to be taken back
   * @param revocable those that were not taken back
   */
  public record Waivers(
      List<WaiverLine> lines, @Nullable String revokeHref, Selection revocable, FormField reason) {
    public Waivers {
      lines = List.copyOf(lines);
    }
  }

  /**
   * One of them.
   *
   * @param given for which version, by whom and when
   * @param terms the red flags for which it was given
   * @param revoked by whom and when it was taken back; or null, as with why
   */
  public record WaiverLine(
      String given,
      String terms,
      String reason,
      @Nullable String revoked,
      @Nullable String revokeReason) {}

  /**
   * Links to versions of an answer.
   *
   * @param number of the version that a new one would show
   * @param made the one that was just made, whole; or null
   */
  public record Links(
      String href,
      int number,
      FormField days,
      List<Option> options,
      @Nullable String made,
      List<LinkLine> lines) {
    public Links {
      options = List.copyOf(options);
      lines = List.copyOf(lines);
    }
  }

  /**
   * A link that was made.
   *
   * @param name what it shows, and who made it
   * @param state until when it is good, or why it is not
   * @param revokeHref null where it is void, or somebody else's
   */
  public record LinkLine(String name, Moment made, String state, @Nullable String revokeHref) {}

  /**
   * What was typed, or done, beside them.
   *
   * @param waiver the id of the one that is to be taken back
   * @param madeLink a link that was just made
   */
  record Typed(String waiverReason, String waiver, String revokeReason, @Nullable String madeLink) {
    static final Typed NOTHING = new Typed("", "", "", null);
  }

  /**
   * Answers that are similar to one in the form, which nobody has been told before.
   *
   * @param text what they are, or that there are none
   * @param asked whether somebody asked for them: nothing is then held up
   */
  public record Alike(String text, boolean asked, List<AlikeLine> lines) {
    public Alike {
      lines = List.copyOf(lines);
    }
  }

  /**
   * One of them.
   *
   * @param doctor who speaks, or null
   * @param why they are alike
   */
  public record AlikeLine(
      String title,
      String href,
      @Nullable String doctor,
      String status,
      String label,
      String why) {}

  /**
   * What the form of an answer says of it besides.
   *
   * @param advice on what was saved last
   * @param alike null where nobody asked, and nothing is to be warned of
   */
  public record InForm(List<FormError> advice, @Nullable Alike alike) {
    public InForm {
      advice = List.copyOf(advice);
    }
  }
}
