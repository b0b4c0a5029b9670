package org.vivavoce.media;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Cue;

/** Reads captions in WebVTT or SubRip (SRT), and writes WebVTT. */
public final class Captions {
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MOST_CUES = 5_000;
  private static final int MOST_CHARACTERS = 2_000;
  private static final int LATEST_MILLIS = 10 * 60 * 60 * 1000;
  private static final int MOST_PROBLEMS = 20;

  /** A frame of film and a little: by so much two rounded times may overlap. */
  private static final int ROUNDING_MILLIS = 50;

  private static final String ARROW = "-->";
  private static final String TIME = "(?:(\\d{1,9}):)?(\\d{1,2}):(\\d{2})[.,](\\d{3})";
  private static final Pattern TIMES =
      Pattern.compile(TIME + "[ \\t]*" + ARROW + "[ \\t]*" + TIME + "(?:[ \\t].*)?");
  private static final Pattern NUMBER = Pattern.compile("\\s*\\d+\\s*");

  private Captions() {}

  /**
   * The cues of a file, in order and without overlap.
   *
   * @throws BadCaptionsException where any part of it cannot be taken as it stands
   */
  public static List<Cue> parse(String text) {
    return parse(text, Integer.MAX_VALUE);
  }

  /**
   * The cues of a file, checked against the recording they belong to.
   *
   * @param durationMillis the recording's length; no cue may start after it
   * @throws BadCaptionsException where any part of it cannot be taken as it stands
   */
  public static List<Cue> parse(String text, int durationMillis) {
    return new Reader(text, durationMillis).read();
  }

  /**
   * WebVTT that {@link #parse} reads back to the same cues.
   *
   * @param estimated whether a note says that the times are
   */
  public static String vtt(List<Cue> cues, boolean estimated) {
    StringBuilder vtt = new StringBuilder("WEBVTT\n");
    if (estimated) {
      vtt.append("\nNOTE\nThe times are estimated from the words and the pauses.\n");
    }
    for (Cue cue : cues) {
      vtt.append('\n')
          .append(times(cue.startMillis(), cue.endMillis()))
          .append('\n')
          .append(CueText.escaped(cue.text()))
          .append('\n');
    }
    return vtt.toString();
  }

  private static String times(int startMillis, int endMillis) {
    return clock(startMillis) + " " + ARROW + " " + clock(endMillis);
  }

  private static String clock(int millis) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000);
  }

  /** One reading of one file: where it stands, and what it found. */
  private static final class Reader {
    private final List<String> lines;
    private final boolean vtt;
    private final int durationMillis;
    private final List<Cue> cues = new ArrayList<>();
    private final List<BadCaptionsException.Problem> problems = new ArrayList<>();
    private int at;

    Reader(String text, int durationMillis) {
      this.durationMillis = durationMillis;
      if (text.length() > MOST_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
        throw stopped(1, "the file is longer than 1 MB; captions of 10 hours take less");
      }
      this.lines = (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList();
      while (at < lines.size() && lines.get(at).isBlank()) {
        at++;
      }
      if (at == lines.size()) {
        throw stopped(1, "the file is empty");
      }
      if (lines.stream().noneMatch(line -> line.contains(ARROW))) {
        throw stopped(
            at + 1,
            "the file has no times such as "
                + times(1000, 4000)
                + "; give the captions as WebVTT or SubRip (SRT)");
      }
      this.vtt = lines.get(at).matches("WEBVTT([ \\t].*)?");
    }

    List<Cue> read() {
      if (vtt) {
        skipBlock();
      }
      while (at < lines.size()) {
        if (isBlank(lines.get(at))) {
          at++;
        } else if (lines.get(at).contains(ARROW)) {
          readCue();
        } else if (vtt && isComment(lines.get(at))) {
          skipBlock();
        } else if (at + 1 < lines.size() && lines.get(at + 1).contains(ARROW)) {
          at++; // the cue's number or name
        } else {
          problem(
              at + 1,
              "'"
                  + shortened(lines.get(at))
                  + "' has no times above it; remove the blank line before it, or give it times");
          skipBlock();
        }
      }
      if (!problems.isEmpty()) {
        throw new BadCaptionsException(problems);
      }
      if (cues.isEmpty()) {
        throw stopped(1, "no cue has any text");
      }
      return List.copyOf(cues);
    }

    private void readCue() {
      int line = at + 1;
      Matcher times = TIMES.matcher(lines.get(at).strip());
      at++;
      String text = readText();
      if (!times.matches()) {
        problem(
            line,
            "'"
                + shortened(lines.get(line - 1))
                + "' is no line of times; write "
                + times(1000, 4000)
                + ", and an arrow inside a text as --&gt;");
        return;
      }
      Integer start = millis(times, 1, line);
      Integer end = millis(times, 5, line);
      if (start == null || end == null) {
        return;
      }
      if (end <= start) {
        problem(
            line,
            times(start, end) + (end < start ? " ends before it starts" : " ends as it starts"));
      } else if (text.codePointCount(0, text.length()) > MOST_CHARACTERS) {
        problem(
            line,
            String.format(
                Locale.ROOT,
                "the cue's text has %,d characters; split it, as at most %,d are taken",
                text.codePointCount(0, text.length()),
                MOST_CHARACTERS));
      } else if (CueText.isVisible(text)) {
        add(new Cue(start, end, text), line);
      }
    }

    private String readText() {
      int from = at;
      while (at < lines.size() && !isBlank(lines.get(at)) && !lines.get(at).contains(ARROW)) {
        at++;
      }
      int to = at;
      // Where the blank line is missing, the number of the next cue is not this one's last word.
      if (!vtt
          && to > from
          && to < lines.size()
          && lines.get(to).contains(ARROW)
          && NUMBER.matcher(lines.get(to - 1)).matches()) {
        to--;
      }
      return CueText.plain(String.join("\n", lines.subList(from, to)), !vtt);
    }

    private @Nullable Integer millis(Matcher times, int group, int line) {
      long hours = times.group(group) == null ? 0 : Long.parseLong(times.group(group));
      int minutes = Integer.parseInt(times.group(group + 1));
      int seconds = Integer.parseInt(times.group(group + 2));
      if (minutes > 59 || seconds > 59) {
        problem(line, "minutes and seconds go to 59, not to " + (minutes > 59 ? minutes : seconds));
        return null;
      }
      long millis =
          ((hours * 60 + minutes) * 60 + seconds) * 1000 + Integer.parseInt(times.group(group + 3));
      if (millis > LATEST_MILLIS) {
        problem(line, "a time is later than 10 hours, the longest recording that is taken");
        return null;
      }
      return (int) millis;
    }

    private void add(Cue cue, int line) {
      int start = cue.startMillis();
      if (start >= durationMillis) {
        problem(
            line,
            "starts at "
                + clock(start)
                + ", but the recording ends at "
                + clock(durationMillis)
                + "; check that the captions are this recording's");
      }
      if (!cues.isEmpty()) {
        Cue above = cues.get(cues.size() - 1);
        if (start < above.startMillis()) {
          problem(
              line,
              "starts at "
                  + clock(start)
                  + ", before the cue above it, which starts at "
                  + clock(above.startMillis())
                  + "; put the cues in the order of their times");
        } else if (start == above.startMillis() || above.endMillis() - start > ROUNDING_MILLIS) {
          problem(
              line,
              "starts at "
                  + clock(start)
                  + ", before the cue above it ends at "
                  + clock(above.endMillis())
                  + "; one cue is shown at a time");
        } else if (above.endMillis() > start) {
          cues.set(cues.size() - 1, new Cue(above.startMillis(), start, above.text()));
        }
      }
      if (cues.size() == MOST_CUES) {
        throw stopped(line, String.format(Locale.ROOT, "more than %,d cues", MOST_CUES));
      }
      cues.add(cue);
    }

    /** To its end, or to a line of times, which starts a cue wherever it stands. */
    private void skipBlock() {
      at++;
      while (at < lines.size() && !isBlank(lines.get(at)) && !lines.get(at).contains(ARROW)) {
        at++;
      }
    }

    /** To WebVTT, a line of spaces is a line of text. */
    private boolean isBlank(String line) {
      return vtt ? line.isEmpty() : line.isBlank();
    }

    private static boolean isComment(String line) {
      return line.matches("NOTE([ \\t].*)?|(STYLE|REGION)[ \\t]*") || line.isBlank();
    }

    private static String shortened(String line) {
      String plain = line.strip();
      return plain.codePointCount(0, plain.length()) <= 40
          ? plain
          : plain.substring(0, plain.offsetByCodePoints(0, 40)).strip() + "…";
    }

    private void problem(int line, String reason) {
      problems.add(new BadCaptionsException.Problem(line, reason));
      if (problems.size() == MOST_PROBLEMS) {
        throw new BadCaptionsException(problems);
      }
    }

    private BadCaptionsException stopped(int line, String reason) {
      problems.add(new BadCaptionsException.Problem(line, reason));
      return new BadCaptionsException(problems);
    }
  }
}
