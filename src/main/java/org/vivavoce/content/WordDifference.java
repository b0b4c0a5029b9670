package org.vivavoce.content;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What became of a text, word by word. */
public record WordDifference(List<Run> runs) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "[\\p{L}\\p{N}\\p{M}]+(?:['’‑-][\\p{L}\\p{N}\\p{M}]+)*|\\s+|.", Pattern.DOTALL);
  private static final Pattern LINE = Pattern.compile("[^\\n]*\\n+|[^\\n]+");

  /**
   * Comparing costs as much as the lengths multiplied, where nothing agrees. So much is spent on a
   * whole text: beyond it, whole lines are compared, and beyond that again, one stretch is said to
   * stand in the other's place.
   */
  private static final long MOST_PAIRS = 500_000;

  public WordDifference {
    runs = List.copyOf(runs);
  }

  public static WordDifference of(String before, String after) {
    Runs runs = new Runs();
    compare(tokens(before, TOKEN), tokens(after, TOKEN), true, runs);
    return new WordDifference(runs.joined());
  }

  /** Whether the two texts differ at all. */
  public boolean isChange() {
    return runs.stream().anyMatch(run -> run.kind() != Kind.KEPT);
  }

  /**
   * Everything escaped, changes in {@code <del>} and {@code <ins>}, with some lines around each.
   *
   * @param removed what those who hear the page are told before what was taken out
   * @param added the same before what was put in
   * @param unchanged what stands for long stretches that stayed as they were
   */
  public SafeHtml markup(String removed, String added, String unchanged) {
    return SafeHtml.changed(runs, removed, added, unchanged);
  }

  private static void compare(List<String> before, List<String> after, boolean words, Runs runs) {
    int start = 0;
    int shorter = Math.min(before.size(), after.size());
    while (start < shorter && before.get(start).equals(after.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    runs.add(Kind.KEPT, before.subList(0, start));
    List<String> old = before.subList(start, before.size() - end);
    List<String> fresh = after.subList(start, after.size() - end);
    if (runs.canAfford(old, fresh)) {
      patch(old, fresh, words, runs);
    } else if (words) {
      compare(
          tokens(String.join("", old), LINE), tokens(String.join("", fresh), LINE), false, runs);
    } else {
      runs.add(Kind.REMOVED, old);
      runs.add(Kind.ADDED, fresh);
    }
    runs.add(Kind.KEPT, before.subList(before.size() - end, before.size()));
  }

  private static void patch(List<String> old, List<String> fresh, boolean words, Runs runs) {
    Patch<String> patch = DiffUtils.diff(old, fresh);
    int at = 0;
    for (AbstractDelta<String> delta : patch.getDeltas()) {
      runs.add(Kind.KEPT, old.subList(at, delta.getSource().getPosition()));
      List<String> source = delta.getSource().getLines();
      List<String> target = delta.getTarget().getLines();
      List<String> sourceWords = tokens(String.join("", source), TOKEN);
      List<String> targetWords = tokens(String.join("", target), TOKEN);
      if (!words && runs.canAfford(sourceWords, targetWords)) {
        patch(sourceWords, targetWords, true, runs);
      } else {
        runs.add(Kind.REMOVED, source);
        runs.add(Kind.ADDED, target);
      }
      at = delta.getSource().getPosition() + source.size();
    }
    runs.add(Kind.KEPT, old.subList(at, old.size()));
  }

  private static List<String> tokens(String text, Pattern pattern) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  /** What happened to a stretch of text. */
  public enum Kind {
    KEPT,
    REMOVED,
    ADDED
  }

  /** A stretch of text to which one thing happened. */
  public record Run(Kind kind, String text) {}

  /** Gathers stretches so that changes next to each other are read as one. */
  private static final class Runs {
    private final List<Run> joined = new ArrayList<>();
    private final StringBuilder removed = new StringBuilder();
    private final StringBuilder added = new StringBuilder();
    private long pairsLeft = MOST_PAIRS;
    private String space = "";

    /** Whether these may still be compared; then it is paid for. */
    boolean canAfford(List<String> before, List<String> after) {
      long pairs = (long) before.size() * after.size();
      if (pairs > pairsLeft) {
        return false;
      }
      pairsLeft -= pairs;
      return true;
    }

    void add(Kind kind, List<String> tokens) {
      if (tokens.isEmpty()) {
        return;
      }
      String text = String.join("", tokens);
      boolean open = !removed.isEmpty() || !added.isEmpty();
      if (kind == Kind.KEPT && open && text.isBlank() && text.indexOf('\n') < 0) {
        // A space between two changed words does not part the change in two.
        space += text;
        return;
      }
      if (kind == Kind.KEPT) {
        close();
        keep(text);
        return;
      }
      if (!space.isEmpty()) {
        removed.append(space);
        added.append(space);
        space = "";
      }
      (kind == Kind.REMOVED ? removed : added).append(text);
    }

    List<Run> joined() {
      close();
      return joined;
    }

    private void close() {
      put(Kind.REMOVED, removed);
      put(Kind.ADDED, added);
      keep(space);
      space = "";
    }

    private void put(Kind kind, StringBuilder text) {
      if (!text.isEmpty()) {
        joined.add(new Run(kind, text.toString()));
        text.setLength(0);
      }
    }

    private void keep(String text) {
      if (text.isEmpty()) {
        return;
      }
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).kind() == Kind.KEPT) {
        joined.set(last, new Run(Kind.KEPT, joined.get(last).text() + text));
      } else {
        joined.add(new Run(Kind.KEPT, text));
      }
    }
  }
}
