package org.vivavoce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README names a test for each line of its table of security; these tests exist. */
class SecurityTableTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:IT|Test))#(\\w+)`");

  @Test
  void everyLineNamesTestsThatExist() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String section = readme.substring(readme.indexOf("\n## Security\n") + 1).split("\n## ", 2)[0];
    List<String> lines = section.lines().filter(line -> line.startsWith("| V")).toList();
    List<String> faults = new ArrayList<>();
    for (String line : lines) {
      Matcher named = NAMED.matcher(line);
      if (!named.find()) {
        faults.add("no test in: " + line);
      }
      named.reset();
      while (named.find()) {
        if (!sourceOf(named.group(1)).contains("void " + named.group(2) + "(")) {
          faults.add(named.group() + " does not exist");
        }
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(lines.size() >= 12, lines.size() + " lines");
  }

  private static String sourceOf(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(each -> each.endsWith(test + ".java")).toList()) {
        return Files.readString(file);
      }
    }
    return "";
  }
}
