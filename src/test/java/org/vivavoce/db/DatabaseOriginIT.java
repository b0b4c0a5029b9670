package org.vivavoce.db;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vivavoce.db.Await.await;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;
import org.vivavoce.config.DatabaseAddress;

/** Whose replica it is: what is another's is not read, wherever its log may be. */
class DatabaseOriginIT {
  private static final LogSequenceNumber ALREADY = LogSequenceNumber.valueOf(1L);

  @Test
  void whatIsNoReplicaOfThePrimaryIsToldApart() {
    DatabaseOrigin primary = new DatabaseOrigin(-7, 2, 16_384);
    assertAll(
        () -> assertNull(DatabaseOrigin.mismatch(primary, new DatabaseOrigin(-7, 2, 16_384))),
        () ->
            assertEquals(
                "it belongs to another server: its system identifier is 8 and not"
                    + " 18446744073709551609",
                DatabaseOrigin.mismatch(primary, new DatabaseOrigin(8, 2, 16_384))),
        () ->
            assertEquals(
                "it is another database of the same server",
                DatabaseOrigin.mismatch(primary, new DatabaseOrigin(-7, 2, 16_385))),
        () ->
            assertEquals(
                "it is on timeline 1 and not 2",
                DatabaseOrigin.mismatch(primary, new DatabaseOrigin(-7, 1, 16_384))),
        () -> assertNotNull(DatabaseOrigin.mismatch(primary, null)),
        () -> assertNotNull(DatabaseOrigin.mismatch(null, primary)));
  }

  @Test
  void onlyTheReplicaOfThisDatabaseIsRead() throws SQLException {
    try (TestDatabase database = TestDatabase.migrated();
        TestDatabase other = TestDatabase.migrated();
        TestReplica replica = database.replica();
        LastingPool primary = pool(database.runtime())) {
      DatabaseOrigin own = origin(database.runtime());
      try (ReadReplica read = new ReadReplica(primary, replica.address(), 2)) {
        read.reached(ALREADY, own);
        await(() -> isReplica(read));
        // As when another server stands at the primary's address, after a failover.
        read.reached(ALREADY, new DatabaseOrigin(own.system(), own.timeline() + 1, own.database()));
        assertFalse(isReplica(read));
        await(read::isGivenUp);
        assertFalse(isReplica(read));
        read.reached(ALREADY, own);
        await(() -> isReplica(read));
      }
      try (ReadReplica foreign = new ReadReplica(primary, at(replica, other), 2)) {
        foreign.reached(ALREADY, own);
        await(foreign::isGivenUp);
        assertFalse(isReplica(foreign));
      }
      replica.promote();
      assertEquals(own.timeline() + 1, origin(replica.address()).timeline());
      assertTrue(own.timeline() > 0);
    }
  }

  private static boolean isReplica(ReadReplica read) {
    try (Connection connection = read.openConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
      row.next();
      return row.getBoolean(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static DatabaseOrigin origin(DatabaseAddress address) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        Statement statement = connection.createStatement()) {
      DatabaseOrigin origin = DatabaseOrigin.of(statement);
      assertNotNull(origin, "the portal's role may ask");
      return origin;
    }
  }

  private static DatabaseAddress at(TestReplica replica, TestDatabase database) {
    String url = replica.address().jdbcUrl();
    String name = database.runtime().jdbcUrl();
    return new DatabaseAddress(
        url.substring(0, url.lastIndexOf('/')) + name.substring(name.lastIndexOf('/')),
        database.runtime().user(),
        database.runtime().password());
  }

  private static LastingPool pool(DatabaseAddress address) {
    HikariConfig settings = new HikariConfig();
    settings.setJdbcUrl(address.jdbcUrl());
    settings.setUsername(address.user());
    settings.setPassword(address.password());
    settings.setMaximumPoolSize(2);
    return new LastingPool(settings);
  }
}
