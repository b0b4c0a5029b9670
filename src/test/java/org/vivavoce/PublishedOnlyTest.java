package org.vivavoce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the public side reads, it reads from views that hold nothing but what is published. */
class PublishedOnlyTest {
  private static final Path SOURCES = Path.of("src/main/java/org/vivavoce");

  /** The rooms that answer readers; what they ask of the database is in these and in the lists. */
  private static final List<String> PUBLIC =
      List.of(
          "api",
          "article",
          "doctor",
          "feedback",
          "media",
          "search",
          "seo",
          "site",
          "specialty",
          "topic",
          "db",
          "web",
          "app");

  /** Writers, which only the newsroom's side and work in the background call. */
  private static final Set<String> WRITERS =
      Set.of(
          "MediaEditor.java",
          "UploadEditor.java",
          "RecordingEditor.java",
          "CueEditor.java",
          "SearchIndex.java",
          "SuggestionIndex.java",
          // Says which version a reader had, and shows nothing of it.
          "FeedbackEditor.java",
          // Counts what was looked for; holds no answer.
          "SearchMissEditor.java",
          // Tells search engines which addresses have changed, and shows nothing.
          "IndexNowEditor.java");

  private static final Pattern READ =
      Pattern.compile("\\b(?:from|join)\\s+(?:lateral\\s+)?([a-z_]+)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern TEXT =
      Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
  private static final Pattern PUBLIC_VIEW =
      Pattern.compile(
          "published_[a-z_]+|withdrawn_[a-z_]+|[a-z_]+_lookup|[a-z_]+_lookup_word|vocabulary_alias");
  private static final Pattern VIEW = Pattern.compile("published_[a-z_]+|withdrawn_[a-z_]+");

  @Test
  void noPublicQueryNamesATableThatCanHoldDrafts() throws IOException {
    Set<String> tables = tables();
    List<String> found = new ArrayList<>();
    int queries = 0;
    for (String room : PUBLIC) {
      try (Stream<Path> files = Files.list(SOURCES.resolve(room))) {
        for (Path file :
            files.filter(each -> !WRITERS.contains(each.getFileName().toString())).toList()) {
          Matcher texts = TEXT.matcher(Files.readString(file));
          while (texts.find()) {
            // A name that stands alone is put into a query elsewhere.
            String alone = texts.group(2);
            if (alone != null && alone.contains("_") && tables.contains(alone)) {
              found.add(file.getFileName() + " names " + alone);
            }
            Matcher reads = READ.matcher(texts.group());
            while (reads.find()) {
              String name = reads.group(1);
              queries += VIEW.matcher(name).matches() ? 1 : 0;
              if (tables.contains(name)) {
                found.add(file.getFileName() + " reads " + name);
              }
            }
          }
        }
      }
    }
    assertEquals(List.of(), found);
    assertFalse(queries < 20, "the queries were found at all: " + queries);
  }

  private static Set<String> tables() throws IOException {
    Set<String> tables = new java.util.TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("db/migration"))) {
      for (Path file : files.toList()) {
        Matcher created =
            Pattern.compile("create (table|view) ([a-z_]+)").matcher(Files.readString(file));
        while (created.find()) {
          String name = created.group(2);
          if (created.group(1).equals("table") || !PUBLIC_VIEW.matcher(name).matches()) {
            tables.add(name);
          }
        }
      }
    }
    return tables;
  }
}
