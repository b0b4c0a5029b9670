package org.vivavoce.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings, good and bad. */
class ConfigTest {
  @Test
  void everySettingHasADefault() {
    Config config = Config.from(Map.of());
    assertAll(
        () -> assertEquals("127.0.0.1", config.host()),
        () -> assertEquals(8080, config.port()),
        () -> assertEquals(0, config.managementPort()),
        () -> assertEquals("http://localhost:8080", config.baseUrl()),
        () -> assertEquals("Vivavoce", config.siteName()),
        () -> assertEquals("112", config.emergencyNumber()),
        () -> assertNull(config.crisisLine()),
        () -> assertEquals(ZoneId.of("UTC"), config.timeZone()),
        () -> assertNull(config.database()),
        () -> assertTrue(config.dataDir().endsWith("data")),
        () -> assertTrue(config.demo(), "the embedded database comes with the demonstration"),
        () -> assertTrue(config.isLoopback()));
  }

  @Test
  void theTimeZoneIsReadByItsName() {
    assertEquals(
        ZoneId.of("Europe/Berlin"), Config.from(Map.of("TIME_ZONE", " Europe/Berlin ")).timeZone());
  }

  @Test
  void ownDatabaseComesWithoutDemonstration() {
    Config config = Config.from(Map.of("DATABASE_URL", "postgres://portal:secret@db/vivavoce"));
    assertFalse(config.demo());
    assertEquals(config.database(), config.databaseOwner());
  }

  @Test
  void emptySettingsAreAsGoodAsNone() {
    assertEquals(Config.from(Map.of()), Config.from(Map.of("PORT", "", "CRISIS_LINE", " ")));
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, eighty",
    "PORT, 70000",
    "PORT, -1",
    "MANAGEMENT_PORT, x",
    "BASE_URL, example.org",
    "BASE_URL, ftp://example.org",
    "BASE_URL, https://example.org/path",
    "BASE_URL, https://user@example.org",
    "BASE_URL, https://",
    "CONTACT_EMAIL, nobody",
    "EMERGENCY_NUMBER, help",
    "CRISIS_LINE, <script>",
    "TIME_ZONE, Berlin",
    "TIME_ZONE, europe/berlin",
    "TIME_ZONE, +02:00",
    "TIME_ZONE, Europe/Atlantis",
    "DATABASE_URL, mysql://host/db",
    "DATABASE_URL, postgres://host",
    "DATABASE_URL, postgres://us er@host/db",
    "DATABASE_OWNER_URL, postgres://host/db",
    "READ_DATABASE_URL, postgres://host/db",
    "DEMO, perhaps",
    "TRUSTED_PROXIES, proxy.example.org",
    "INDEXNOW_KEY, short",
    "INDEXNOW_KEY, with/slash-in-it",
    "INDEXNOW_KEY, ünderstood",
    "INDEXNOW_ENDPOINT, api.indexnow.org",
    "LICENSE_URL, javascript:alert(1)",
    "LICENSE_URL, CC-BY",
    "SECURITY_CONTACT, nobody",
    "SECURITY_CONTACT, http://example.org/holes",
    "SECURITY_CONTACT, https://",
    "SECURITY_CONTACT, mailto:nobody"
  })
  void aBadValueIsRefusedInOneLineThatNamesTheSetting(String name, String value) {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> Config.from(Map.of(name, value)));
    String message = Objects.requireNonNull(refused.getMessage());
    assertTrue(message.startsWith(name), message);
    assertEquals(1, message.lines().count(), message);
  }

  @ParameterizedTest
  @CsvSource({
    "postgres://portal:p%40ss%3Aw%2Fd+@db.example.org:6543/vivavoce?sslmode=require,"
        + " jdbc:postgresql://db.example.org:6543/vivavoce?sslmode=require, portal, p@ss:w/d+",
    "postgresql://portal@db/vivavoce, jdbc:postgresql://db/vivavoce, portal, ",
    "jdbc:postgresql://db/vivavoce?user=portal&password=a%26b&ssl=true,"
        + " jdbc:postgresql://db/vivavoce?ssl=true, portal, a&b"
  })
  void readsDatabaseAddressesOfEitherKind(String url, String jdbc, String user, String password) {
    DatabaseAddress address = DatabaseAddress.parse("DATABASE_URL", url);
    assertEquals(new DatabaseAddress(jdbc, user, password), address);
  }

  @Test
  void passwordsAreNeverPrinted() {
    Config config =
        Config.from(
            Map.of(
                "DATABASE_URL", "postgres://portal:geheim@db/vivavoce",
                "DATABASE_OWNER_URL", "jdbc:postgresql://db/vivavoce?user=owner&password=geheim"));
    assertFalse(config.toString().contains("geheim"), config.toString());
    assertTrue(config.toString().contains("db/vivavoce"), config.toString());
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> Config.from(Map.of("DATABASE_URL", "mysql://portal:geheim@db/vivavoce")));
    assertFalse(String.valueOf(refused.getMessage()).contains("geheim"), refused::getMessage);
  }

  @Test
  void secretsMayStandInFiles(@TempDir Path folder) throws IOException {
    Path runtime = Files.writeString(folder.resolve("a"), "postgres://portal:geheim@db/vivavoce\n");
    Path owner = Files.writeString(folder.resolve("b"), "  postgres://owner:geheim@db/vivavoce  ");
    Path mail =
        Files.writeString(folder.resolve("c"), "smtps://portal:geheim@mail.example.org\r\n");
    Config config =
        Config.from(
            Map.of(
                "DATABASE_URL_FILE", runtime.toString(),
                "DATABASE_OWNER_URL_FILE", owner.toString(),
                "READ_DATABASE_URL_FILE", runtime.toString(),
                "SMTP_URL_FILE", mail.toString()));
    assertAll(
        () -> assertEquals("portal", Objects.requireNonNull(config.database()).user()),
        () -> assertEquals("owner", Objects.requireNonNull(config.databaseOwner()).user()),
        () -> assertEquals("portal", Objects.requireNonNull(config.readDatabase()).user()),
        () -> assertEquals("geheim", Objects.requireNonNull(config.smtp()).password()),
        () -> assertFalse(config.toString().contains("geheim"), config.toString()));
  }

  @Test
  void aSecretsFileThatCannotBeUsedIsNamedAndItsContentIsNot(@TempDir Path folder)
      throws IOException {
    Path good = Files.writeString(folder.resolve("good"), "postgres://portal:geheim@db/vivavoce");
    Path bad = Files.writeString(folder.resolve("bad"), "mysql://portal:geheim@db/vivavoce");
    Path two = Files.writeString(folder.resolve("two"), "postgres://db/geheim\npostgres://db/b");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    Path huge = Files.writeString(folder.resolve("long"), "geheim".repeat(2_000));
    for (Path each : List.of(bad, two, empty, huge, folder, folder.resolve("missing"))) {
      ConfigException refused =
          assertThrows(
              ConfigException.class,
              () -> Config.from(Map.of("DATABASE_URL_FILE", each.toString())),
              each::toString);
      assertTrue(
          String.valueOf(refused.getMessage()).startsWith("DATABASE_URL"), refused::getMessage);
      assertFalse(String.valueOf(refused.getMessage()).contains("geheim"), refused::getMessage);
    }
    ConfigException both =
        assertThrows(
            ConfigException.class,
            () ->
                Config.from(
                    Map.of(
                        "DATABASE_URL",
                        "postgres://portal:geheim@db/vivavoce",
                        "DATABASE_URL_FILE",
                        good.toString())));
    assertEquals(
        "DATABASE_URL and DATABASE_URL_FILE are both set; set one of them", both.getMessage());
  }

  @Test
  void theMailServersPasswordIsReadAndNotPrinted() {
    Config config = Config.from(Map.of("SMTP_URL", "smtps://portal:ge%40heim+1@mail.example.org"));
    SmtpAddress server = Objects.requireNonNull(config.smtp());
    assertAll(
        () -> assertEquals("mail.example.org", server.host()),
        () -> assertEquals(465, server.port()),
        () -> assertTrue(server.tls()),
        () -> assertEquals("ge@heim+1", server.password()),
        () -> assertFalse(config.toString().contains("heim"), config.toString()),
        () ->
            assertEquals(
                587,
                Objects.requireNonNull(Config.from(Map.of("SMTP_URL", "smtp://mail")).smtp())
                    .port()));
    for (String bad : new String[] {"mail.example.org", "http://mail", "smtp://u@mail", "smtp:x"}) {
      ConfigException refused =
          assertThrows(ConfigException.class, () -> Config.from(Map.of("SMTP_URL", bad)));
      assertTrue(String.valueOf(refused.getMessage()).startsWith("SMTP_URL"), refused::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, true",
    "http://127.0.0.1, true",
    "http://[::1]:80, true",
    "https://answers.example.org, false",
    "http://localhost.example.org, false"
  })
  void knowsWhetherItIsOnThisMachine(String baseUrl, boolean loopback) {
    assertEquals(loopback, Config.from(Map.of("BASE_URL", baseUrl)).isLoopback());
  }

  @Test
  void searchEnginesAreToldNothingWithoutAKey() {
    String most = "a-Z0".repeat(32);
    assertAll(
        () -> assertNull(Config.from(Map.of()).indexNow()),
        () ->
            assertNull(
                Config.from(Map.of("INDEXNOW_ENDPOINT", "https://engine.example/now")).indexNow()),
        () ->
            assertEquals(
                new Config.IndexNow(most, URI.create("https://api.indexnow.org/indexnow")),
                Config.from(Map.of("INDEXNOW_KEY", most)).indexNow()),
        () ->
            assertThrows(
                ConfigException.class, () -> Config.from(Map.of("INDEXNOW_KEY", most + "x"))));
  }
}
