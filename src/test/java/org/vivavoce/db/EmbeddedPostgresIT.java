package org.vivavoce.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.config.DatabaseAddress;

/** The embedded PostgreSQL through all that an operator's day brings. */
class EmbeddedPostgresIT {
  private Path data;

  @BeforeEach
  void createFolder() throws IOException {
    data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "embedded");
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (EmbeddedPostgres ignored = EmbeddedPostgres.start(data)) {
      // Joined, so that closing it stops whatever a test left behind.
    }
    Trees.delete(data);
  }

  @Test
  void keepsItsContentBetweenStarts() {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(data)) {
      write(first, "kept");
    }
    assertFalse(Files.exists(pidFile()), "it is stopped");
    try (EmbeddedPostgres second = EmbeddedPostgres.start(data)) {
      assertEquals(List.of("kept"), read(second));
    }
  }

  @Test
  void fitsSmallMachinesAndTheSharedMemoryOfContainers() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data)) {
      assertEquals("off", setting(postgres, "enable_parallel_hash"));
    }
    assertEquals(32, EmbeddedPostgres.sharedMegabytes(128L << 20));
    assertEquals(64, EmbeddedPostgres.sharedMegabytes(512L << 20));
    assertEquals(256, EmbeddedPostgres.sharedMegabytes(64L << 30));
    assertEquals(256, EmbeddedPostgres.sharedMegabytes(Long.MAX_VALUE));
  }

  @Test
  void recoversAfterTheServerWasKilled() throws Exception {
    EmbeddedPostgres first = EmbeddedPostgres.start(data);
    write(first, "acknowledged");
    kill(pid());
    first.close();
    try (EmbeddedPostgres second = EmbeddedPostgres.start(data)) {
      assertEquals(List.of("acknowledged"), read(second));
    }
  }

  @Test
  void aServerThatIsKilledWhileItIsUsedIsStartedAgainWhereItWas() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data)) {
      write(postgres, "acknowledged");
      long before = pid();
      kill(before);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!isAnswering(postgres) && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertEquals(List.of("acknowledged"), read(postgres), "at the same address");
      assertNotEquals(before, pid());
    }
    assertFalse(Files.exists(pidFile()), "whoever started it again stops it");
  }

  private static boolean isAnswering(EmbeddedPostgres postgres) {
    try {
      return !read(postgres).isEmpty();
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void aStalePidFileThatNamesAnotherProcessDoesNotStopIt() throws Exception {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(data)) {
      write(first, "kept");
    }
    // As after a restart of the machine, when an unrelated process has got the number.
    Files.writeString(
        pidFile(),
        ProcessHandle.current().pid()
            + "\n"
            + data.resolve("postgresql/cluster")
            + "\n1700000000\n5432\n\n127.0.0.1\n\nready\n");
    try (EmbeddedPostgres second = EmbeddedPostgres.start(data)) {
      assertEquals(List.of("kept"), read(second));
    }
  }

  @Test
  void anOrphanThatIsStillRunningIsTakenOver() throws Exception {
    Process program = anotherProgram();
    long orphan = pid();
    // As by kill -9.
    program.destroyForcibly().waitFor();
    assertTrue(ProcessHandle.of(orphan).isPresent(), "PostgreSQL outlives its program");
    try (EmbeddedPostgres next = EmbeddedPostgres.start(data)) {
      assertEquals(orphan, pid(), "the same server goes on");
      write(next, "more");
    }
    assertFalse(Files.exists(pidFile()), "its last user stops it");
  }

  @Test
  void twoProgramsShareOneServerAndTheLastOneStopsIt() throws Exception {
    Process program = anotherProgram();
    long server = pid();
    try (EmbeddedPostgres here = EmbeddedPostgres.start(data)) {
      assertEquals(server, pid());
      write(here, "shared");
    }
    assertEquals(server, pid(), "the other program still uses it");
    program.getOutputStream().close();
    assertEquals(0, program.waitFor());
    assertFalse(Files.exists(pidFile()));
  }

  @Test
  void whoCannotSeeTheServerOfAnotherContainerStartsNone() throws Exception {
    Process program = anotherProgram();
    long server = pid();
    // As the other would have written it from a container of its own.
    Files.writeString(data.resolve("postgresql/place"), "elsewhere");
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> EmbeddedPostgres.start(data));
    assertTrue(refused.getMessage().contains("another container"), refused.getMessage());
    assertTrue(refused.getMessage().contains("stop that one first"), refused.getMessage());
    assertEquals(server, pid(), "its server goes on");
    program.getOutputStream().close();
    assertEquals(0, program.waitFor());
    assertFalse(Files.exists(pidFile()), "its own user stops it, and nobody else is held for one");
    try (EmbeddedPostgres next = EmbeddedPostgres.start(data)) {
      write(next, "in the next container");
    }
  }

  @Test
  void aFolderThatCannotBeUsedIsNamedWithARemedy() throws IOException {
    Path file = Files.writeString(data.resolve("file"), "no folder");
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> EmbeddedPostgres.start(file));
    assertTrue(refused.getMessage().contains("DATA_DIR " + file), refused.getMessage());
    assertTrue(refused.getMessage().contains("Choose a directory"), refused.getMessage());
  }

  @Test
  void eachRoleHasAPasswordOfItsOwnAlsoWhereAllHadOne() throws IOException {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(data)) {
      write(first, "kept");
      String superuser = first.superuser().password();
      String owner = first.owner().password();
      String runtime = first.runtime().password();
      assertNotEquals(superuser, owner);
      assertNotEquals(superuser, runtime);
      assertNotEquals(owner, runtime);
      DatabaseAddress guessed =
          new DatabaseAddress(first.superuser().jdbcUrl(), first.superuser().user(), runtime);
      assertThrows(RuntimeException.class, () -> as(guessed).open().close());
      // As versions before this one left it.
      as(first.superuser())
          .useHandle(
              handle -> {
                for (DatabaseAddress each : List.of(first.owner(), first.runtime())) {
                  handle.execute("alter role " + each.user() + " password '" + superuser + "'");
                }
              });
    }
    Files.delete(data.resolve("postgresql/passwords-apart"));
    try (EmbeddedPostgres second = EmbeddedPostgres.start(data)) {
      assertEquals(List.of("kept"), read(second));
      Integer one =
          as(second.runtime())
              .withHandle(handle -> handle.createQuery("select 1").mapTo(Integer.class).one());
      assertEquals(1, one.intValue());
    }
  }

  @Test
  void nobodyElseOnTheMachineCanRead() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data)) {
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("postgresql"))));
      DatabaseAddress address = postgres.runtime();
      assertThrows(
          RuntimeException.class,
          () -> Jdbi.create(address.jdbcUrl(), address.user(), "guess").useHandle(handle -> {}));
      assertNotEquals(postgres.owner().user(), address.user());
    }
  }

  private Process anotherProgram() throws IOException, InterruptedException {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(data.resolve("started")) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return program;
  }

  private static void write(EmbeddedPostgres postgres, String text) {
    owner(postgres)
        .useHandle(
            handle -> {
              handle.execute("create table if not exists note (text text)");
              handle.execute("insert into note values (?)", text);
            });
  }

  private static List<String> read(EmbeddedPostgres postgres) {
    return owner(postgres)
        .withHandle(
            handle -> handle.createQuery("select text from note").mapTo(String.class).list());
  }

  private static String setting(EmbeddedPostgres postgres, String name) {
    return owner(postgres)
        .withHandle(
            handle ->
                handle
                    .createQuery("select current_setting(:name)")
                    .bind("name", name)
                    .mapTo(String.class)
                    .one());
  }

  private static Jdbi owner(EmbeddedPostgres postgres) {
    DatabaseAddress address = postgres.owner();
    return Jdbi.create(address.jdbcUrl(), address.user(), address.password());
  }

  private Path pidFile() {
    return data.resolve("postgresql/cluster/postmaster.pid");
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
  }

  private static void kill(long pid) throws InterruptedException {
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    server.destroyForcibly();
    server.onExit().join();
  }

  /** A program of its own that uses the server until its input ends, or until it is killed. */
  static final class Starter {
    public static void main(String[] arguments) throws Exception {
      Path data = Path.of(arguments[0]);
      try (EmbeddedPostgres ignored = EmbeddedPostgres.start(data)) {
        Files.createFile(data.resolve("started"));
        while (System.in.read() >= 0) {
          // Nothing is said; the end is waited for.
        }
      }
    }
  }

  private static Jdbi as(DatabaseAddress address) {
    return Jdbi.create(address.jdbcUrl(), address.user(), address.password());
  }
}
