package org.vivavoce.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.config.DatabaseAddress;

/**
 * A streaming replica of the tests' server, in a process of its own, made of a copy of its files.
 */
public final class TestReplica implements AutoCloseable {
  /** Of a server that runs, and that the copy gets in another way. */
  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "pg_wal", "pg_replslot", "pg_stat_tmp");

  private final Path programs;
  private final Path cluster;
  private final DatabaseAddress primary;
  private final int port;
  private Process process;
  private boolean promoted;

  private TestReplica(Path programs, Path cluster, DatabaseAddress primary) throws IOException {
    this.programs = programs;
    this.cluster = cluster;
    this.primary = primary;
    this.port = freePort();
    this.process = launch();
  }

  static TestReplica of(Path home, Jdbi superuser, DatabaseAddress runtime) {
    Path original = home.resolve("postgresql/cluster");
    Path copy = home.resolve("postgresql/replica");
    try {
      Trees.delete(copy);
      Path programs;
      try (Stream<Path> folders = Files.list(home.resolve("postgresql"))) {
        programs =
            folders
                .filter(each -> each.getFileName().toString().startsWith("programs-"))
                .findFirst()
                .orElseThrow();
      }
      superuser.useHandle(
          handle -> {
            handle.execute("select pg_backup_start('replica', true)");
            copy(original, copy);
            String label =
                handle
                    .createQuery("select labelfile from pg_backup_stop(false)")
                    .mapTo(String.class)
                    .one();
            Files.writeString(copy.resolve("backup_label"), label);
          });
      Files.createDirectories(copy.resolve("pg_wal/archive_status"));
      Files.createDirectories(copy.resolve("pg_replslot"));
      Files.createFile(copy.resolve("standby.signal"));
      String password = Files.readString(home.resolve("postgresql/password")).strip();
      String server = runtime.jdbcUrl().replaceAll(".*//|/.*", "");
      Files.writeString(
          copy.resolve("postgresql.auto.conf"),
          """
          primary_conninfo = 'host=127.0.0.1 port=%s user=postgres password=%s'
          shared_buffers = 16MB
          wal_retrieve_retry_interval = 100ms
          """
              .formatted(server.substring(server.indexOf(':') + 1), password),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      TestReplica replica = new TestReplica(programs, copy, runtime);
      replica.await();
      return replica;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same database and role as on the primary. */
  public DatabaseAddress address() {
    String url = primary.jdbcUrl();
    return new DatabaseAddress(
        "jdbc:postgresql://127.0.0.1:" + port + url.substring(url.lastIndexOf('/')),
        primary.user(),
        primary.password());
  }

  /** From now on it receives everything, and shows nothing of it. */
  public void pause() {
    superuser().useHandle(handle -> handle.execute("select pg_wal_replay_pause()"));
    while (!Rows.one(superuser(), String.class, "select pg_get_wal_replay_pause_state()")
        .equals("paused")) {
      sleep();
    }
  }

  public void resume() {
    superuser().useHandle(handle -> handle.execute("select pg_wal_replay_resume()"));
  }

  /** It becomes a primary of its own, and cannot go back. */
  public void promote() {
    superuser().useHandle(handle -> handle.execute("select pg_promote()"));
    promoted = true;
  }

  /** As by {@code kill -9}. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  public void start() {
    try {
      Files.deleteIfExists(cluster.resolve("postmaster.pid"));
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await();
  }

  @Override
  public void close() {
    if (!promoted) {
      resume();
    }
    kill();
    try {
      Trees.delete(cluster);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Jdbi superuser() {
    try {
      return Jdbi.create(
          "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
          "postgres",
          Files.readString(cluster.resolveSibling("password")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            EmbeddedPostgres.asServerUser(
                programs.resolve("bin/postgres").toString(),
                "-D",
                cluster.toString(),
                "-p",
                Integer.toString(port)))
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(cluster.resolveSibling("replica.log").toFile()))
        .start();
  }

  private void await() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (var connection =
          DriverManager.getConnection(
              address().jdbcUrl(), address().user(), address().password())) {
        if (connection.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new AssertionError("the replica does not answer", e);
        }
      }
      sleep();
    }
  }

  private static void copy(Path original, Path copy) throws IOException {
    Files.walkFileTree(
        original,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            return take(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            take(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          private boolean take(Path each) throws IOException {
            Path relative = original.relativize(each);
            if (LEFT_OUT.contains(relative.getName(0).toString())) {
              return false;
            }
            try {
              Files.copy(
                  each, copy.resolve(relative.toString()), StandardCopyOption.COPY_ATTRIBUTES);
            } catch (NoSuchFileException e) {
              // Dropped meanwhile; what is replayed drops it too.
            }
            return true;
          }
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
