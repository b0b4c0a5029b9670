package org.vivavoce.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.config.Config;
import org.vivavoce.config.ConfigException;
import org.vivavoce.config.DatabaseAddress;
import org.vivavoce.db.Database;
import org.vivavoce.db.RuntimeRole;
import org.vivavoce.db.TestDatabase;

/** As which role the portal may run. */
class LeastRightsIT {
  /** Another one each time: what a run left behind that failed is in nobody's way. */
  private static final String ROLE = "someone_with_rights_" + Long.toHexString(System.nanoTime());

  private static final String MIGHTY = "mighty_" + Long.toHexString(System.nanoTime());
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    forget();
    database
        .superuserJdbi()
        .useHandle(h -> h.execute("create role " + ROLE + " login password 'x'"));
  }

  @AfterEach
  void close() {
    forget();
    database.close();
  }

  @Test
  void theRoleThatOwnsNothingMayRunIt() {
    RuntimeRole role = database.database().runtimeRights();
    assertEquals(List.of(), role.powers());
    assertDoesNotThrow(() -> ServeCommand.insistOnLeastRights(apart(), role));
  }

  @ParameterizedTest
  @ValueSource(strings = {"superuser", "createrole", "createdb", "replication", "bypassrls"})
  void aRoleWithMoreRightsIsRefusedAndToldWhich(String power) {
    change("alter role " + ROLE + " " + power);
    refused(power);
  }

  @Test
  void aRoleThatBelongsToTheOwnerIsRefused() {
    change("grant " + database.owner().user() + " to " + ROLE);
    refused("owner of the tables", "owner of the database");
    change("revoke " + database.owner().user() + " from " + ROLE);
  }

  /** By SET ROLE it could do whatever that may, though it has no such right itself. */
  @Test
  void aRoleThatBelongsToOneWithMoreRightsIsRefused() {
    change("create role " + MIGHTY + " superuser");
    change("grant " + MIGHTY + " to " + ROLE);
    refused("member of " + MIGHTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pg_execute_server_program",
        "pg_read_server_files",
        "pg_write_server_files",
        "pg_signal_backend"
      })
  void aRoleThatReachesTheServersMachineIsRefused(String reached) {
    change("grant " + reached + " to " + ROLE);
    refused("member of " + reached);
  }

  @Test
  void aRoleThatMayUnsayAnApprovalIsRefused() {
    change("grant pg_write_all_data to " + ROLE);
    refused("member of pg_write_all_data", "deleting approvals");
    change("revoke pg_write_all_data from " + ROLE);
    owned("grant all on all tables in schema public to " + ROLE);
    refused("deleting approvals");
    change("drop owned by " + ROLE);
  }

  @Test
  void whereOneRoleIsSetForBothItIsOnlySaid() {
    RuntimeRole role;
    try (Database both = Database.at(database.owner(), database.owner())) {
      role = both.runtimeRights();
    }
    assertEquals(List.of("owner of the tables", "owner of the database"), role.powers());
    Config one = Config.from(Map.of("DATABASE_URL", TestDatabase.url(database.owner())));
    assertDoesNotThrow(() -> ServeCommand.insistOnLeastRights(one, role));
  }

  private void refused(String... powers) {
    DatabaseAddress someone = new DatabaseAddress(database.runtime().jdbcUrl(), ROLE, "x");
    RuntimeRole role;
    try (Database opened = Database.at(database.owner(), someone)) {
      role = opened.runtimeRights();
    }
    assertEquals(new RuntimeRole(ROLE, List.of(powers)), role);
    ConfigException refused =
        assertThrows(ConfigException.class, () -> ServeCommand.insistOnLeastRights(apart(), role));
    assertTrue(
        String.valueOf(refused.getMessage())
            .startsWith("the role " + ROLE + ", as which DATABASE_URL"),
        refused::getMessage);
    for (String power : powers) {
      assertTrue(String.valueOf(refused.getMessage()).contains(power), refused::getMessage);
    }
  }

  private Config apart() {
    return Config.from(
        Map.of(
            "DATABASE_URL", TestDatabase.url(database.runtime()),
            "DATABASE_OWNER_URL", TestDatabase.url(database.owner())));
  }

  private void change(String statement) {
    database.superuserJdbi().useHandle(handle -> handle.execute(statement));
  }

  private void owned(String statement) {
    database.ownerJdbi().useHandle(handle -> handle.execute(statement));
  }

  private void forget() {
    change("drop role if exists " + ROLE);
    change("drop role if exists " + MIGHTY);
  }
}
