package org.vivavoce.article;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.content.WordDifference;
import org.vivavoce.web.Day;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Words;

/**
 * What became of an answer since it was published: what has been changed in it, word for word, and
 * that it was withdrawn for a time.
 *
 * @param lang BCP 47 tag of the answer
 * @param changes the latest first
 */
public record HistoryPage(
    Head head, String title, String articleHref, String lang, List<Change> changes) {
  private static final List<String> PARTS =
      List.of(
          "title",
          "doctor",
          "audio",
          "voice",
          "transcript",
          "captions",
          "careLevel",
          "careText",
          "sources",
          "conflicts");

  public HistoryPage {
    changes = List.copyOf(changes);
  }

  /**
   * @param shown how each change is shown
   */
  static HistoryPage of(
      String slug,
      ArticleQueries.History history,
      Frame frame,
      Function<ArticleQueries.Change, Change> shown) {
    Paths paths = frame.paths();
    Words words = frame.words();
    Head head =
        frame
            .head(
                paths.articleHistory(slug),
                words.of("history.title", history.title(), frame.siteName()),
                words.of("history.description", history.title()))
            .section(paths.specialties())
            .showsDemo(history.demo())
            .robots("noindex")
            .crumb(paths.article(slug), history.title())
            .named(words.of("history.crumb"));
    List<Change> changes = new ArrayList<>();
    boolean withheld = false;
    for (ArticleQueries.Change change : history.changes()) {
      // What was once withdrawn is not said again here: it may have done harm, or named somebody.
      withheld |= change.event().equals("withdrawn") || change.event().equals("returned");
      changes.add(withheld ? withheld(change, words) : shown.apply(change));
    }
    return new HistoryPage(head, history.title(), paths.article(slug), history.lang(), changes);
  }

  private static Change withheld(ArticleQueries.Change change, Words words) {
    List<Part> parts =
        PARTS.stream()
            .filter(
                name ->
                    !change
                        .before()
                        .getOrDefault(name, "")
                        .equals(change.after().getOrDefault(name, "")))
            .map(
                name ->
                    new Part(words.of("history.part." + name), null, words.of("history.withheld")))
            .toList();
    return change(change, parts, words);
  }

  static Change change(ArticleQueries.Change change, Words words) {
    List<Part> parts = new ArrayList<>();
    for (String name : PARTS) {
      String before = text(name, change.before(), words);
      String after = text(name, change.after(), words);
      if (before.equals(after)) {
        continue;
      }
      String what = before.isEmpty() ? "added" : after.isEmpty() ? "removed" : "replaced";
      if (name.equals("audio")) {
        parts.add(
            new Part(words.of("history.part.audio"), null, words.of("history.audio." + what)));
      } else if (name.equals("captions") && !what.equals("replaced")) {
        // Their words are those of the recording: to show them all would say nothing new.
        parts.add(
            new Part(
                words.of("history.part.captions"), null, words.of("history.captions." + what)));
      } else if (name.equals("voice")) {
        if (!after.isEmpty()) {
          parts.add(
              new Part(words.of("history.part.voice"), null, words.of("history.voice." + after)));
        }
      } else {
        SafeHtml difference =
            WordDifference.of(before, after)
                .markup(
                    words.of("history.removed"),
                    words.of("history.added"),
                    words.of("history.unchanged"));
        parts.add(new Part(words.of("history.part." + name), difference, null));
      }
    }
    return change(change, parts, words);
  }

  private static Change change(ArticleQueries.Change change, List<Part> parts, Words words) {
    return new Change(
        change.event().equals("changed") ? null : words.of("history.event." + change.event()),
        words.day(change.changedAt().atZone(ZoneOffset.UTC).toLocalDate()),
        change.reason(),
        change.reviewer() == null ? null : words.of("history.reviewer", change.reviewer()),
        parts);
  }

  private static String text(String name, Map<String, String> version, Words words) {
    String text = version.getOrDefault(name, "");
    return name.equals("careLevel") && !text.isEmpty() ? words.of("history.level." + text) : text;
  }

  /**
   * What was changed on one day, and why; or that it was withdrawn, came back, or was found still
   * correct.
   *
   * @param event what happened on that day, where it was not a change alone; or null
   * @param reviewer who reviewed what was published then, or null
   */
  public record Change(
      @Nullable String event,
      Day day,
      @Nullable String reason,
      @Nullable String reviewer,
      List<Part> parts) {
    public Change {
      parts = List.copyOf(parts);
    }
  }

  /**
   * One part of the answer that was changed.
   *
   * @param difference word by word, or null
   * @param note what happened, where it is not a text; or null
   */
  public record Part(String name, @Nullable SafeHtml difference, @Nullable String note) {}
}
