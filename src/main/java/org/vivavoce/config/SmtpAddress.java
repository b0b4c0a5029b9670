package org.vivavoce.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The mail server that sends the portal's letters; it prints itself without the password.
 *
 * @param tls whether the connection is encrypted from its beginning; else STARTTLS is used where
 *     the server offers it
 * @param user null where the server asks for none
 * @param password null where the server asks for none
 */
public record SmtpAddress(
    String host, int port, boolean tls, @Nullable String user, @Nullable String password) {
  private static final int SUBMISSION = 587;
  private static final int SUBMISSION_TLS = 465;

  /**
   * @param setting the name of the setting, for the message
   * @throws ConfigException where it is no {@code smtp://} or {@code smtps://} URL
   */
  static SmtpAddress parse(String setting, String value) {
    try {
      URI uri = URI.create(value);
      boolean tls = "smtps".equals(uri.getScheme());
      String path = uri.getRawPath();
      if ((tls || "smtp".equals(uri.getScheme()))
          && uri.getHost() != null
          && (path == null || path.isEmpty() || path.equals("/"))
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        String[] who = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
        if (who == null || (who.length == 2 && !who[0].isEmpty())) {
          return new SmtpAddress(
              uri.getHost().replaceAll("^\\[|\\]$", ""),
              uri.getPort() > 0 ? uri.getPort() : tls ? SUBMISSION_TLS : SUBMISSION,
              tls,
              who == null ? null : decoded(who[0]),
              who == null ? null : decoded(who[1]));
        }
      }
    } catch (IllegalArgumentException e) {
      // said below, without the value: it may hold a password
    }
    throw new ConfigException(
        setting
            + " is no mail server; write smtp://user:password@host:port or smtps://host, with % signs"
            + " for what is special in a URL");
  }

  @Override
  public String toString() {
    return (tls ? "smtps://" : "smtp://") + (user == null ? "" : user + "@") + host + ":" + port;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
