package org.vivavoce.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is, and as whom to connect.
 *
 * @param jdbcUrl {@code jdbc:postgresql://…} without the password
 */
public record DatabaseAddress(String jdbcUrl, @Nullable String user, @Nullable String password) {
  public DatabaseAddress {
    requireNonNull(jdbcUrl);
  }

  /**
   * Reads {@code jdbc:postgresql://host/db?user=…&password=…} or {@code
   * postgres://user:password@host:port/db?…}.
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
      if (uri.getHost() == null || uri.getRawPath() == null || uri.getRawPath().length() < 2) {
        throw unusable(setting, "it names no host or no database");
      }
      return of(uri);
    } catch (URISyntaxException e) {
      throw unusable(
          setting, "it is not a URL (" + e.getReason() + "); escape special characters by %XX");
    }
  }

  /** Prints host and database, never the password. */
  @Override
  public String toString() {
    return jdbcUrl.replaceAll("\\?.*", "") + (user == null ? "" : " as " + user);
  }

  private static DatabaseAddress of(URI uri) {
    String user = null;
    String password = null;
    if (uri.getRawUserInfo() != null) {
      String[] parts = uri.getRawUserInfo().split(":", 2);
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
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return new DatabaseAddress(
        "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + options, user, password);
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
