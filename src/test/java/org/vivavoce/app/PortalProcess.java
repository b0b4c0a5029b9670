package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vivavoce.Main;

/** The portal as an operator starts it: a process of its own, which can be killed. */
final class PortalProcess extends Wire {
  private static final Pattern PORT = Pattern.compile("\\(port ([0-9]+)\\)");

  private final Process process;
  private final int port;

  private PortalProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it on a free port, without the demonstration, and waits until it answers.
   *
   * @param data its {@code DATA_DIR}
   */
  static PortalProcess start(Path data) {
    return start(data, Map.of());
  }

  /**
   * @param settings more of them
   */
  static PortalProcess start(Path data, Map<String, String> settings) {
    return start(data, settings, command());
  }

  /** As the build starts it: below a process that is killed in its place, and takes it along. */
  static PortalProcess startBelowAnother(Path data) {
    List<String> command = command();
    command.add(1, "-Dvivavoce.stopsWithParent=true");
    command.addAll(0, List.of("sh", "-c", "\"$@\" & wait", "sh"));
    return start(data, Map.of(), command);
  }

  private static List<String> command() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // It lives for seconds only.
            "-XX:TieredStopAtLevel=1",
            "-Dvivavoce.startsCold=true",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            classPath(),
            Main.class.getName(),
            "serve"));
  }

  private static PortalProcess start(
      Path data, Map<String, String> settings, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("PORT", "0", "DATA_DIR", data.toString(), "DEMO", "false"));
    builder.environment().keySet().removeAll(Set.of("DATABASE_URL", "BASE_URL"));
    builder.environment().putAll(settings);
    StringBuilder said = new StringBuilder();
    try {
      Process process = builder.start();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        Matcher answers = PORT.matcher(line);
        if (answers.find()) {
          new Thread(() -> out.lines().forEach(each -> {}), "output of the portal").start();
          return new PortalProcess(process, Integer.parseInt(answers.group(1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the portal did not start:\n" + said);
  }

  /**
   * Without the packed portal, which is there beside its classes when it is tested after packing.
   */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("vivavoce.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Override
  public String url(String path) {
    return "http://localhost:" + port + path;
  }

  /** As by {@code kill}: it is asked to stop. */
  void terminate() {
    process.destroy();
  }

  /**
   * Waits until it has ended.
   *
   * @return the exit code
   */
  int ended() {
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  /** What it has started that runs. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** As by {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }
}
