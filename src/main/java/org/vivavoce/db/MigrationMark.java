package org.vivavoce.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by one query that a schema is as this version made it for this role, grants included: a
 * hash of all migrations, kept as the comment of Flyway's table beside the number of its last row.
 * Where it does not stand there, Flyway looks for itself, which takes two seconds of a start.
 */
final class MigrationMark {
  private static final Logger log = LoggerFactory.getLogger(MigrationMark.class);
  private static final String FOLDER = "/db/migration";
  private final String hash;

  private MigrationMark(String hash) {
    this.hash = hash;
  }

  /**
   * @param runtimeRole to whom what there is was granted
   */
  static MigrationMark of(String runtimeRole) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(runtimeRole.getBytes(UTF_8));
      for (String name : names()) {
        digest.update(("\0" + name + "\0").getBytes(UTF_8));
        try (InputStream stream = MigrationMark.class.getResourceAsStream(FOLDER + "/" + name)) {
          digest.update(Objects.requireNonNull(stream).readAllBytes());
        }
      }
      return new MigrationMark(HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Asks as the run-time role, which sees Flyway's table only where it was granted. */
  boolean stands(Jdbi runtime) {
    try {
      return runtime.withHandle(
          handle ->
              handle
                  .createQuery(
                      """
                      select obj_description('flyway_schema_history'::regclass, 'pg_class')
                             = :hash || ' ' || (select max(installed_rank) from flyway_schema_history)
                      """)
                  .bind("hash", hash)
                  .mapTo(Boolean.class)
                  .findOne()
                  .orElse(false));
    } catch (JdbiException e) {
      return false;
    }
  }

  /**
   * After Flyway has migrated. Another version may have started at the same moment and put its own
   * views in the place of these: so it is looked at once more, while nobody can write into Flyway's
   * table, whether all stands there as this version has it. Where the table is another's, it goes
   * without.
   */
  void set(Jdbi owner, Flyway flyway) {
    try {
      owner.useTransaction(
          handle -> {
            handle.execute("lock table flyway_schema_history in exclusive mode");
            if (flyway.info().pending().length > 0) {
              log.warn("Another version has migrated the schema at the same time");
              return;
            }
            int rank =
                handle
                    .createQuery("select max(installed_rank) from flyway_schema_history")
                    .mapTo(Integer.class)
                    .one();
            // It takes no parameters; a hash and a number need no quoting.
            handle.execute("comment on table flyway_schema_history is '" + hash + " " + rank + "'");
          });
    } catch (JdbiException | FlywayException e) {
      log.info("Each start looks through all migrations: {}", e.getMessage());
    }
  }

  private static SortedSet<String> names() throws IOException {
    URL folder = MigrationMark.class.getResource(FOLDER);
    if (folder == null) {
      throw new IllegalStateException(FOLDER + " is missing from the program");
    }
    SortedSet<String> names = new TreeSet<>();
    if (folder.openConnection() instanceof JarURLConnection jar) {
      String prefix = FOLDER.substring(1) + "/";
      jar.getJarFile().stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
          .forEach(name -> names.add(name.substring(prefix.length())));
    } else {
      try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      } catch (URISyntaxException e) {
        throw new IOException(e);
      }
    }
    return names;
  }
}
