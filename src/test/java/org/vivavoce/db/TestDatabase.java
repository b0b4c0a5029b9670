package org.vivavoce.db;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.vivavoce.config.DatabaseAddress;
import org.vivavoce.ingest.DemoCast;

/**
 * A database of a test class' own, copied from a template on the one embedded server of the test
 * run.
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger counter = new AtomicInteger();
  private static final Server server = new Server();

  private final String name;
  private final Database database;

  private TestDatabase(String name) {
    this.name = name;
    this.database = Database.at(owner(), runtime());
  }

  /** With the schema, and nothing in it. */
  public static TestDatabase migrated() {
    return new TestDatabase(server.copyOf(server.migratedTemplate()));
  }

  /** With the demonstration cast. */
  public static TestDatabase withDemo() {
    return new TestDatabase(server.copyOf(server.demoTemplate()));
  }

  /** With nothing at all. */
  public static TestDatabase blank() {
    return new TestDatabase(server.copyOf("template1"));
  }

  public Database database() {
    return database;
  }

  /** As the role the portal runs as. */
  public Jdbi jdbi() {
    return database.jdbi();
  }

  /** As the role that owns the schema. */
  public Jdbi ownerJdbi() {
    return server.connect(owner());
  }

  /** As the server's superuser, who may change how the server behaves towards a connection. */
  public Jdbi superuserJdbi() {
    return server.connect(server.at(name, server.postgres.superuser()));
  }

  public DatabaseAddress owner() {
    return server.at(name, server.postgres.owner());
  }

  public DatabaseAddress runtime() {
    return server.at(name, server.postgres.runtime());
  }

  /** A streaming replica of the whole server. */
  public TestReplica replica() {
    return TestReplica.of(server.home, server.superuser, runtime());
  }

  /** As when the server is down: open connections break, new ones are refused. */
  public void refuseConnections() {
    server.superuser.useHandle(
        handle -> {
          handle.execute("alter database " + name + " with allow_connections false");
          handle.execute(
              "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?", name);
        });
  }

  public void acceptConnections() {
    server.superuser.useHandle(
        handle -> handle.execute("alter database " + name + " with allow_connections true"));
  }

  /** The value of {@code DATABASE_URL} that leads to an address. */
  public static String url(DatabaseAddress address) {
    return address.jdbcUrl() + "?user=" + address.user() + "&password=" + address.password();
  }

  /** Whatever a test did, no copy may be read that is true no longer. */
  @Override
  public void close() {
    List<Long> untrue = List.of();
    try {
      untrue = Copies.untrue(superuserJdbi());
    } catch (JdbiException e) {
      // A test may have taken its database away.
    }
    database.close();
    server.drop(name);
    assertEquals(List.of(), untrue, "answers whose copies are untrue, and not marked");
  }

  private static final class Server {
    /** Reachable, so that it stays open and locked for as long as this process lives. */
    private static final AtomicReference<FileChannel> held = new AtomicReference<>();

    private final Path home = ownFolder();
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start(home);
    private final Jdbi superuser = connect(postgres.superuser());
    private boolean migrated;
    private boolean demo;

    /** That no other process of the tests has: it is held until this one ends. */
    private static Path ownFolder() {
      Path target = Path.of("target").toAbsolutePath();
      try {
        Files.createDirectories(target);
        for (int number = 1; ; number++) {
          FileChannel channel =
              FileChannel.open(
                  target.resolve("test-data-" + number + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          if (channel.tryLock() != null) {
            held.set(channel);
            return target.resolve("test-data-" + number);
          }
          channel.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Server() {
      // Whatever stands in it is made anew by the next run: nothing waits for the disk.
      for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
        superuser.useHandle(handle -> handle.execute("alter system set " + setting + " = off"));
      }
      superuser.useHandle(handle -> handle.execute("select pg_reload_conf()"));
      Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
    }

    synchronized String migratedTemplate() {
      if (!migrated) {
        create("test_migrated", "template1");
        try (Database database = open("test_migrated")) {
          database.migrate();
        }
        migrated = true;
      }
      return "test_migrated";
    }

    synchronized String demoTemplate() {
      if (!demo) {
        create("test_demo", migratedTemplate());
        try (Database database = open("test_demo")) {
          new DemoCast(database.jdbi(), TestClock.FIXED).load(false);
          // As in a portal whose answers have readers.
          Copies.keepAll(database.jdbi());
        }
        demo = true;
      }
      return "test_demo";
    }

    String copyOf(String template) {
      String copy = "test_" + counter.incrementAndGet();
      create(copy, template);
      return copy;
    }

    void drop(String database) {
      superuser.useHandle(
          handle -> handle.execute("drop database if exists " + database + " with (force)"));
    }

    DatabaseAddress at(String database, DatabaseAddress role) {
      String url = role.jdbcUrl();
      return new DatabaseAddress(
          url.substring(0, url.lastIndexOf('/') + 1) + database, role.user(), role.password());
    }

    Jdbi connect(DatabaseAddress address) {
      return Database.configured(
          Jdbi.create(address.jdbcUrl(), address.user(), address.password()));
    }

    private Database open(String database) {
      return Database.at(at(database, postgres.owner()), at(database, postgres.runtime()));
    }

    private void create(String database, String template) {
      superuser.useHandle(
          handle -> {
            handle.execute("drop database if exists " + database + " with (force)");
            handle.execute(
                "create database "
                    + database
                    + " template "
                    + template
                    + " owner "
                    + postgres.owner().user());
          });
    }
  }
}
