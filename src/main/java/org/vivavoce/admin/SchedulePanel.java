package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormField;

/**
 * What is scheduled for one answer, and the forms by which more is.
 *
 * @param zone in which times are typed, with its distance from UTC at this moment, in words
 * @param publish null where nothing can be scheduled to be published; likewise withdraw
 */
public record SchedulePanel(
    String zone,
    List<Waiting> waiting,
    List<Failed> failed,
    @Nullable Form publish,
    @Nullable Form withdraw) {
  public SchedulePanel {
    waiting = List.copyOf(waiting);
    failed = List.copyOf(failed);
  }

  boolean isEmpty() {
    return waiting.isEmpty() && failed.isEmpty() && publish == null && withdraw == null;
  }

  /**
   * What waits for its time.
   *
   * @param what is done
   * @param at when, in local time and in UTC
   * @param by who set the time
   * @param reason for readers, or null
   * @param warnings why it would fail, as things stand
   * @param move null where this account cannot; likewise cancelHref
   */
  public record Waiting(
      String what,
      String at,
      String by,
      @Nullable String reason,
      List<String> warnings,
      @Nullable Form move,
      @Nullable String cancelHref) {
    public Waiting {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What could not be done at its time.
   *
   * @param dismissHref null where this account cannot say that it has seen to it
   */
  public record Failed(String what, String at, List<String> why, @Nullable String dismissHref) {
    public Failed {
      why = List.copyOf(why);
    }
  }

  /**
   * A time, and what is told readers then.
   *
   * @param base the revision that is to be published, or 0
   * @param seen the time that is to be moved, or 0
   * @param offsets the moments to choose from, where the clock shows the time twice
   * @param reason null where none is needed
   * @param open whether somebody is about to fill it in
   */
  public record Form(
      String action,
      int base,
      long seen,
      FormField date,
      FormField time,
      FormField offset,
      List<Option> offsets,
      @Nullable FormField reason,
      boolean open) {
    public Form {
      offsets = List.copyOf(offsets);
    }
  }
}
