package org.vivavoce.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every setting, read once from the environment and validated; it prints itself without secrets.
 *
 * @param managementPort on which the figures are, for operators alone; 0 for none
 * @param timeZone the publisher's: in it the newsroom's times are printed, and meant
 * @param database null for the embedded PostgreSQL
 * @param databaseOwner the role that migrates; null for the embedded PostgreSQL
 * @param readDatabase a streaming replica for public reads, or null
 * @param trustedProxies addresses whose {@code X-Forwarded-*} headers are believed
 * @param cacheMegabytes that rendered pages may have of the memory; 0 keeps none
 * @param drainSeconds that it goes on answering after it was told to stop, no longer ready
 * @param smtp the mail server, or null: an administrator then hands links over
 * @param indexNow where search engines are told of changes, or null: they are not
 * @param licenseUrl the licence under which answers may be used, or null: all rights reserved
 * @param securityContact where whoever finds a hole tells of it, or null: nowhere in particular
 */
public record Config(
    String host,
    int port,
    String managementHost,
    int managementPort,
    String baseUrl,
    String siteName,
    String publisher,
    String contactEmail,
    String emergencyNumber,
    @Nullable String crisisLine,
    ZoneId timeZone,
    @Nullable DatabaseAddress database,
    @Nullable DatabaseAddress databaseOwner,
    @Nullable DatabaseAddress readDatabase,
    Path dataDir,
    boolean demo,
    List<String> trustedProxies,
    int cacheMegabytes,
    int drainSeconds,
    @Nullable SmtpAddress smtp,
    @Nullable IndexNow indexNow,
    @Nullable URI licenseUrl,
    @Nullable URI securityContact) {
  /** Those that hold a secret: each may stand in a file, which {@code …_FILE} names. */
  private static final Set<String> SECRETS =
      Set.of("DATABASE_URL", "DATABASE_OWNER_URL", "READ_DATABASE_URL", "SMTP_URL", "INDEXNOW_KEY");

  private static final int LONGEST_SECRET_BYTES = 8_192;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s<>\"]+@[^@\\s<>\"]+");
  private static final Pattern TELEPHONE = Pattern.compile("[+*#0-9][0-9 ()*#-]{1,24}");
  private static final Pattern INDEXNOW_KEY = Pattern.compile("[a-zA-Z0-9-]{8,128}");

  public Config {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * @throws ConfigException naming the first setting that cannot be used
   */
  public static Config from(Map<String, String> environment) {
    Settings settings = new Settings(environment);
    int port = settings.port("PORT", "8080");
    DatabaseAddress database = settings.database("DATABASE_URL");
    DatabaseAddress owner = settings.database("DATABASE_OWNER_URL");
    if (database == null && owner != null) {
      throw new ConfigException(
          "DATABASE_OWNER_URL is set but DATABASE_URL is not; set both, or neither");
    }
    DatabaseAddress replica = settings.database("READ_DATABASE_URL");
    if (database == null && replica != null) {
      throw new ConfigException(
          "READ_DATABASE_URL is set but DATABASE_URL is not; set both, or neither");
    }
    // The log reads it for itself, before there is anything else.
    settings.oneOf("LOG_FORMAT", "text", "json");
    String siteName = settings.text("SITE_NAME", "Vivavoce");
    return new Config(
        settings.text("HOST", "127.0.0.1"),
        port,
        settings.text("MANAGEMENT_HOST", "127.0.0.1"),
        settings.port("MANAGEMENT_PORT", "0"),
        settings.origin("BASE_URL", "http://localhost:" + port),
        siteName,
        settings.text("PUBLISHER", siteName),
        settings.matching("CONTACT_EMAIL", "editors@example.org", EMAIL, "an e-mail address"),
        settings.matching("EMERGENCY_NUMBER", "112", TELEPHONE, "a telephone number"),
        settings.optional("CRISIS_LINE", TELEPHONE, "a telephone number"),
        settings.zone("TIME_ZONE", "UTC"),
        database,
        owner == null ? database : owner,
        replica,
        settings.path("DATA_DIR", "./data"),
        settings.flag("DEMO", database == null),
        settings.addresses("TRUSTED_PROXIES"),
        settings.number("CACHE_MEGABYTES", "48", 4_096, "no size of a cache"),
        settings.number("DRAIN_SECONDS", "1", 60, "no number of seconds"),
        settings.smtp("SMTP_URL"),
        settings.indexNow(),
        settings.url("LICENSE_URL"),
        settings.contact("SECURITY_CONTACT"));
  }

  /** Whether the canonical origin is this very machine, as on a developer's or an evaluator's. */
  public boolean isLoopback() {
    String name = URI.create(baseUrl).getHost();
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.startsWith("127.")
        || name.equals("[::1]");
  }

  /**
   * Search engines that are told at once what has changed.
   *
   * @param key that shows that the site is ours; public
   * @param endpoint to which changed addresses are submitted
   */
  public record IndexNow(String key, URI endpoint) {}

  private record Settings(Map<String, String> environment) {
    @Nullable String given(String name) {
      String value = set(name);
      String file = SECRETS.contains(name) ? set(name + "_FILE") : null;
      if (file == null) {
        return value;
      }
      if (value != null) {
        throw new ConfigException(name + " and " + name + "_FILE are both set; set one of them");
      }
      return read(name + "_FILE", file);
    }

    private @Nullable String set(String name) {
      String value = environment.get(name);
      return value == null || value.isBlank() ? null : value.strip();
    }

    /** Of what stands in the file nothing is ever told. */
    private static String read(String name, String file) {
      try {
        Path path = Path.of(file);
        if (Files.size(path) <= LONGEST_SECRET_BYTES) {
          String content = Files.readString(path).strip();
          if (!content.isEmpty() && content.lines().count() == 1) {
            return content;
          }
        }
      } catch (IOException | InvalidPathException e) {
        throw new ConfigException(
            name
                + " is '"
                + file
                + "', which cannot be read ("
                + e.getClass().getSimpleName()
                + "); check that the file is there and that this user may read it");
      }
      throw new ConfigException(
          name + " is '" + file + "', which does not hold one line with the value and no more");
    }

    String text(String name, String otherwise) {
      String value = given(name);
      return value == null ? otherwise : value;
    }

    int port(String name, String otherwise) {
      return number(name, otherwise, 65_535, "no port");
    }

    int number(String name, String otherwise, int most, String fault) {
      String value = text(name, otherwise);
      try {
        int number = Integer.parseInt(value);
        if (number >= 0 && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below, like a number out of range
      }
      throw new ConfigException(
          name + " is '" + value + "', which is " + fault + "; write a number from 0 to " + most);
    }

    boolean flag(String name, boolean otherwise) {
      String value = text(name, Boolean.toString(otherwise));
      if (value.equals("true") || value.equals("false")) {
        return value.equals("true");
      }
      throw new ConfigException(name + " is '" + value + "'; write true or false");
    }

    void oneOf(String name, String first, String second) {
      String value = given(name);
      if (value != null && !value.equals(first) && !value.equals(second)) {
        throw new ConfigException(
            name + " is '" + value + "'; write " + first + " or " + second + ", or leave it out");
      }
    }

    @Nullable DatabaseAddress database(String name) {
      String value = given(name);
      return value == null ? null : DatabaseAddress.parse(name, value);
    }

    @Nullable SmtpAddress smtp(String name) {
      String value = given(name);
      return value == null ? null : SmtpAddress.parse(name, value);
    }

    String origin(String name, String otherwise) {
      String value = text(name, otherwise);
      String trimmed = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
      try {
        URI uri = URI.create(trimmed);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (web
            && uri.getHost() != null
            && uri.getRawPath().isEmpty()
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getRawUserInfo() == null) {
          return trimmed;
        }
      } catch (IllegalArgumentException e) {
        // said below, like every other text that is no origin
      }
      throw new ConfigException(
          name
              + " is '"
              + value
              + "', which is no origin; write https://host or http://host:port, without a path");
    }

    @Nullable URI url(String name) {
      String value = given(name);
      if (value == null) {
        return null;
      }
      try {
        URI uri = URI.create(value);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
          return uri;
        }
      } catch (IllegalArgumentException e) {
        // said below, like every other text that is no address
      }
      throw new ConfigException(
          name + " is '" + value + "', which is no web address; write https://host/path");
    }

    /** An e-mail address, or a page over TLS. */
    @Nullable URI contact(String name) {
      String value = given(name);
      if (value == null) {
        return null;
      }
      String address = value.startsWith("mailto:") ? value.substring("mailto:".length()) : value;
      try {
        if (EMAIL.matcher(address).matches() && !address.contains("/")) {
          return new URI("mailto", address, null);
        }
        if (value.startsWith("https://")) {
          return Objects.requireNonNull(url(name));
        }
      } catch (URISyntaxException e) {
        // said below, like every other text that is neither
      }
      throw new ConfigException(
          name
              + " is '"
              + value
              + "'; write an e-mail address, or a web address that begins with https://");
    }

    @Nullable IndexNow indexNow() {
      URI endpoint = url("INDEXNOW_ENDPOINT");
      String key =
          optional(
              "INDEXNOW_KEY",
              INDEXNOW_KEY,
              "a key of 8 to 128 letters a-z, A-Z, digits and dashes");
      return key == null
          ? null
          : new IndexNow(
              key, endpoint == null ? URI.create("https://api.indexnow.org/indexnow") : endpoint);
    }

    String matching(String name, String otherwise, Pattern pattern, String what) {
      String value = text(name, otherwise);
      if (!pattern.matcher(value).matches()) {
        throw new ConfigException(name + " is '" + value + "', which is not " + what);
      }
      return value;
    }

    @Nullable String optional(String name, Pattern pattern, String what) {
      return given(name) == null ? null : matching(name, "", pattern, what);
    }

    ZoneId zone(String name, String otherwise) {
      String value = text(name, otherwise);
      // Java knows offsets too; but those do not know of daylight saving.
      if (!ZoneId.getAvailableZoneIds().contains(value)) {
        throw new ConfigException(
            name
                + " is '"
                + value
                + "', which is no time zone; write its IANA name, for example Europe/Berlin");
      }
      return ZoneId.of(value);
    }

    Path path(String name, String otherwise) {
      String value = text(name, otherwise);
      try {
        return Path.of(value).toAbsolutePath().normalize();
      } catch (InvalidPathException e) {
        throw new ConfigException(name + " is '" + value + "', which is no path: " + e.getReason());
      }
    }

    List<String> addresses(String name) {
      String value = given(name);
      return value == null
          ? List.of()
          : Arrays.stream(value.split("[,\\s]+")).map(each -> address(name, each)).toList();
    }

    private static String address(String name, String value) {
      try {
        if (value.matches("[0-9a-fA-F.:]+")) {
          return InetAddress.getByName(value).getHostAddress();
        }
      } catch (UnknownHostException e) {
        // said below, like a host name
      }
      throw new ConfigException(
          name + " has '" + value + "', which is no IP address; write addresses parted by commas");
    }
  }
}
