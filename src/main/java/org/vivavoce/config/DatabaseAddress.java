package org.vivavoce.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is, and as whom to connect.
 *
 * @param jdbcUrl {@code jdbc:postgresql://…} without the password
 */
public record DatabaseAddress(String jdbcUrl, @Nullable String user, @Nullable String password) {
  /** One host or several, each with or without its port. */
  private static final Pattern HOSTS =
      Pattern.compile(
          "HOST(,HOST)*".replace("HOST", "(\\[[0-9A-Fa-f:.]+]|[\\w.-]+)(:[0-9]{1,5})?"));

  /**
   * What the driver needs to be told about several hosts: of a primary and its standbys it takes
   * the one that accepts writes, and after a failover it looks again within a second. One whose
   * machine does not answer is given up after a second, so that there is time for the next one
   * before whoever connects gives up.
   */
  private static final String[][] OF_SEVERAL = {
    {"targetServerType", "primary"},
    {"hostRecheckSeconds", "1"},
    {"connectTimeout", "1"},
    {"sslResponseTimeout", "1000"}
  };

  public DatabaseAddress {
    requireNonNull(jdbcUrl);
  }

  /**
   * Reads {@code jdbc:postgresql://host/db?user=…&password=…} or {@code
   * postgres://user:password@host:port/db?…}. Several hosts, parted by commas, are a primary and
   * those that may take its place: unless the options say otherwise, the one that accepts writes is
   * used.
   *
   * @param setting the name of the setting, for the message
   * @throws ConfigException where it is neither
   */
  public static DatabaseAddress parse(String setting, String value) {
    String uriText = value.startsWith("jdbc:") ? value.substring("jdbc:".length()) : value;
    boolean known = uriText.startsWith("postgresql://") || uriText.startsWith("postgres://");
    if (!known) {
      throw unusable(setting, "it starts with neither jdbc:postgresql:// nor postgres://");
    }
    try {
      URI uri = new URI(uriText);
      String authority = uri.getRawAuthority();
      if (authority == null
          || !HOSTS.matcher(hostsIn(authority)).matches()
          || uri.getRawPath() == null
          || uri.getRawPath().length() < 2) {
        throw unusable(setting, "it names no host or no database");
      }
      return of(uri, hostsIn(authority));
    } catch (URISyntaxException e) {
      throw unusable(
          setting, "it is not a URL (" + e.getReason() + "); escape special characters by %XX");
    }
  }

  /** As whom to connect, for the driver; empty where it finds that out by itself. */
  public Properties credentials() {
    Properties credentials = new Properties();
    if (user != null) {
      credentials.setProperty("user", user);
    }
    if (password != null) {
      credentials.setProperty("password", password);
    }
    return credentials;
  }

  /** Prints host and database, never the password. */
  @Override
  public String toString() {
    return jdbcUrl.replaceAll("\\?.*", "") + (user == null ? "" : " as " + user);
  }

  private static String hostsIn(String authority) {
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  private static DatabaseAddress of(URI uri, String hosts) {
    String user = null;
    String password = null;
    String authority = uri.getRawAuthority();
    if (authority.length() > hosts.length()) {
      String[] parts =
          authority.substring(0, authority.length() - hosts.length() - 1).split(":", 2);
      user = decoded(parts[0]);
      password = parts.length == 2 ? decoded(parts[1]) : null;
    }
    StringBuilder options = new StringBuilder();
    for (String option : uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
      if (option.startsWith("user=")) {
        user = decoded(option.substring("user=".length()));
      } else if (option.startsWith("password=")) {
        password = decoded(option.substring("password=".length()));
      } else if (!option.isEmpty()) {
        options.append(options.isEmpty() ? "?" : "&").append(option);
      }
    }
    if (hosts.contains(",")) {
      for (String[] each : OF_SEVERAL) {
        append(options, each[0], each[1]);
      }
      append(options, "loginTimeout", Integer.toString(hosts.split(",").length + 1));
    }
    return new DatabaseAddress(
        "jdbc:postgresql://" + hosts + uri.getRawPath() + options, user, password);
  }

  /** Unless it is there. */
  private static void append(StringBuilder options, String name, String value) {
    if (!options.toString().matches(".*[?&]" + name + "=.*")) {
      options.append(options.isEmpty() ? "?" : "&").append(name).append('=').append(value);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static ConfigException unusable(String setting, String why) {
    return new ConfigException(
        setting
            + " cannot be used: "
            + why
            + ". Write jdbc:postgresql://host:5432/database?user=…&password=…"
            + " or postgres://user:password@host:5432/database");
  }
}
