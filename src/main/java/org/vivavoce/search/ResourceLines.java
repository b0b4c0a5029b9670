package org.vivavoce.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Lists of words that are part of the program. */
final class ResourceLines {
  private ResourceLines() {}

  /**
   * The lines of {@code /search/name} by their columns; empty ones and those that begin with # say
   * nothing.
   */
  static List<String[]> of(String name) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    ResourceLines.class.getResourceAsStream("/search/" + name), name),
                UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
