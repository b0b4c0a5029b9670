package org.vivavoce.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The load generator, and what it says. */
final class Wrk {
  private Wrk() {}

  static String run(
      String url, int connections, int seconds, List<String> headers, @Nullable Path script)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency"));
    headers.forEach(header -> command.addAll(List.of("-H", header)));
    if (script != null) {
      command.addAll(List.of("-s", script.toString()));
    }
    command.add(url);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("wrk failed:\n" + said);
    }
    return said;
  }

  /** What makes it ask for one path after the other. */
  static Path script(Path folder, List<String> paths) throws IOException {
    return script(folder, paths, "0");
  }

  /** The same, beginning at another each time. */
  static Path scriptFromAnywhere(Path folder, List<String> paths) throws IOException {
    return script(folder, paths, "os.time() * 997 % #paths");
  }

  private static Path script(Path folder, List<String> paths, String start) throws IOException {
    StringBuilder lua = new StringBuilder("paths = {\n");
    paths.forEach(path -> lua.append("  \"").append(path).append("\",\n"));
    lua.append("}\nat = ")
        .append(start)
        .append("\nrequest = function()\n  at = at % #paths + 1\n")
        .append("  return wrk.format(nil, paths[at])\nend\n");
    return Files.writeString(Files.createTempFile(folder, "paths", ".lua"), lua);
  }

  static double number(String said, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(said);
    if (!matcher.find()) {
      throw new IllegalStateException("wrk does not say " + pattern + ":\n" + said);
    }
    return Double.parseDouble(matcher.group(1));
  }

  /**
   * @param quantile for example {@code 99%}
   */
  static double quantile(String said, String quantile) {
    Matcher matcher = Pattern.compile(quantile + " +([0-9.]+)(us|ms|s)\\b").matcher(said);
    if (!matcher.find()) {
      throw new IllegalStateException("wrk does not say " + quantile + ":\n" + said);
    }
    return millis(matcher.group(1), matcher.group(2));
  }

  static double millis(String value, String unit) {
    double number = Double.parseDouble(value);
    return switch (unit) {
      case "us" -> number / 1_000;
      case "s" -> number * 1_000;
      default -> number;
    };
  }
}
