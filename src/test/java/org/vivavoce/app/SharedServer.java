package org.vivavoce.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.vivavoce.db.Database;
import org.vivavoce.db.EmbeddedPostgres;
import org.vivavoce.db.Trees;

/** A folder of a test's own, and in it an embedded PostgreSQL that several portals share. */
final class SharedServer implements BeforeEachCallback, AfterEachCallback {
  private @Nullable Path folder;
  private @Nullable EmbeddedPostgres postgres;

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    folder =
        Files.createTempDirectory(
            Path.of("target").toAbsolutePath(), test.getRequiredTestClass().getSimpleName());
    Files.createDirectory(data());
    postgres = EmbeddedPostgres.start(data());
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    if (postgres != null) {
      postgres.close();
    }
    Trees.delete(folder());
  }

  /** For files of the test's own; it is removed after it. */
  Path folder() {
    if (folder == null) {
      throw new IllegalStateException("no test runs");
    }
    return folder;
  }

  /** {@code DATA_DIR} of the portals. */
  Path data() {
    return folder().resolve("data");
  }

  /** Past all portals; the caller closes it. */
  Database database() {
    if (postgres == null) {
      throw new IllegalStateException("no server runs");
    }
    return Database.at(postgres.owner(), postgres.runtime());
  }

  /** As the kernel does where memory runs out. */
  void kill() throws IOException {
    long pid =
        Long.parseLong(
            Files.readAllLines(data().resolve("postgresql/cluster/postmaster.pid")).get(0).strip());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    server.destroyForcibly();
    server.onExit().join();
  }

  /** Once more, after it was killed. */
  void restart() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
    postgres = EmbeddedPostgres.start(data());
  }
}
