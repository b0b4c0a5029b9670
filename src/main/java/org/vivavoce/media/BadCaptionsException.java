package org.vivavoce.media;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A file of captions has faults, so that nothing of it was taken; the message is the first. */
public class BadCaptionsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  BadCaptionsException(List<Problem> problems) {
    super(problems.get(0).toString());
    this.problems = List.copyOf(problems);
  }

  /** The first 20 of them, by line. */
  public List<Problem> problems() {
    return problems;
  }

  /** What is wrong with one line, counted from 1, for the person who has to mend it. */
  public record Problem(int line, String reason) {
    public Problem {
      requireNonNull(reason);
    }

    @Override
    public String toString() {
      return "line " + line + ": " + reason;
    }
  }
}
