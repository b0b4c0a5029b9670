package org.vivavoce.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server that this started, and ends.
 *
 * @param data the folder of its embedded database; null where it has none
 */
record RunningServer(Process process, int port, @Nullable Path data) implements AutoCloseable {
  private static final double TICKS_A_MILLISECOND = 0.1;

  /**
   * The packed portal over the embedded database of {@code DATA_DIR}, ready.
   *
   * @param settings besides those of the environment
   */
  static RunningServer portal(Path jar, Path log, Map<String, String> settings)
      throws IOException, InterruptedException {
    int port = settings.containsKey("PORT") ? Integer.parseInt(settings.get("PORT")) : freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@src/main/jvm/jvm.options",
                "-Xmx400m",
                "-jar",
                jar.toString(),
                "serve")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().remove("BASE_URL");
    builder.environment().putAll(settings);
    Path data =
        Path.of(Optional.ofNullable(builder.environment().get("DATA_DIR")).orElse("./data"));
    RunningServer portal = new RunningServer(builder.start(), port, data);
    portal.await("/readyz");
    return portal;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Until this is answered. */
  void await(String path) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        HttpURLConnection asked =
            (HttpURLConnection) URI.create(url(path)).toURL().openConnection();
        if (asked.getResponseCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    process.destroy();
    throw new IllegalStateException(path + " is not answered");
  }

  String url(String path) {
    return "http://localhost:" + port + path;
  }

  double portalMillis() throws IOException {
    return ownMillis(process.pid())
        + process
            .children()
            .filter(child -> data == null)
            .mapToDouble(child -> ownMillis(child.pid()))
            .sum();
  }

  /** Of all processes of the database, those that have ended too. */
  double databaseMillis() throws IOException {
    if (data == null) {
      return 0;
    }
    Path file = data.resolve("postgresql/cluster/postmaster.pid");
    long postmaster = Long.parseLong(Files.readAllLines(file).get(0).strip());
    return ticks(postmaster, 13, 17) / TICKS_A_MILLISECOND
        + ProcessHandle.of(postmaster).stream()
            .flatMap(ProcessHandle::children)
            .mapToDouble(child -> ownMillis(child.pid()))
            .sum();
  }

  /** Of the embedded database. */
  String databaseUrl() throws IOException {
    Path file = database().resolve("cluster/postmaster.pid");
    return "jdbc:postgresql://127.0.0.1:%s/vivavoce"
        .formatted(Files.readAllLines(file).get(3).strip());
  }

  /** Of its superuser, {@code postgres}. */
  String databasePassword() throws IOException {
    return Files.readString(database().resolve("password")).strip();
  }

  /** As its superuser. */
  private Connection connect() throws IOException, SQLException {
    return DriverManager.getConnection(databaseUrl(), "postgres", databasePassword());
  }

  /** The first column of what a query finds there. */
  List<String> strings(String sql) throws IOException, SQLException {
    List<String> strings = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  /**
   * Until it is closed, what stands beside answers is found anew each time: as somebody does who
   * changes something all the while, it lets no copy of it be made.
   */
  Connection withoutCopies() throws IOException, SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock_shared(5642801)");
      statement.execute("delete from article_beside");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private Path database() {
    return Objects.requireNonNull(data).resolve("postgresql");
  }

  double residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", process.pid() + "", "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    return 0;
  }

  private static double ownMillis(long pid) {
    return ticks(pid, 13, 15) / TICKS_A_MILLISECOND;
  }

  /** Sums fields of {@code /proc/PID/stat}, counted from 0; 0 for a process that has ended. */
  private static long ticks(long pid, int from, int to) {
    try {
      String stat = Files.readString(Path.of("/proc", pid + "", "stat"));
      // The second field may hold spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long sum = 0;
      for (int field = from - 2; field < to - 2; field++) {
        sum += Long.parseLong(fields[field]);
      }
      return sum;
    } catch (java.nio.file.NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
