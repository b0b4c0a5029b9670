package org.vivavoce.auth;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.config.SmtpAddress;

/** Sends letters of plain text, where there is a mail server. */
public final class Mailer {
  private static final Logger log = LoggerFactory.getLogger(Mailer.class);
  private static final String PATIENCE_MILLIS = "10000";
  private final @Nullable SmtpAddress server;
  private final String from;
  private final String sender;

  /**
   * @param server null where there is none
   * @param from the publisher's own address
   * @param sender the site's name
   */
  Mailer(@Nullable SmtpAddress server, String from, String sender) {
    this.server = server;
    this.from = from;
    this.sender = sender;
  }

  /** Whether there is a mail server. */
  public boolean isThere() {
    return server != null;
  }

  /**
   * @return whether it was handed to the mail server; what stood in the way is in the log. It may
   *     take some seconds, so that no transaction is to be open meanwhile.
   */
  public boolean send(String to, String subject, String text) {
    if (server == null) {
      return false;
    }
    try {
      MimeMessage letter = new MimeMessage(session(server));
      letter.setFrom(new InternetAddress(from, sender, StandardCharsets.UTF_8.name()));
      letter.setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
      letter.setSubject(subject.replaceAll("\\p{Cntrl}", " "), StandardCharsets.UTF_8.name());
      letter.setText(text, StandardCharsets.UTF_8.name());
      // Nobody who is away needs to tell us so.
      letter.setHeader("Auto-Submitted", "auto-generated");
      Transport.send(letter);
      return true;
    } catch (MessagingException | java.io.UnsupportedEncodingException e) {
      log.error("A letter could not be handed to {}: {}", server, e.getMessage());
      return false;
    }
  }

  private static Session session(SmtpAddress server) {
    String protocol = server.tls() ? "smtps" : "smtp";
    Properties settings = new Properties();
    settings.setProperty("mail.transport.protocol", protocol);
    settings.setProperty("mail.transport.protocol.rfc822", protocol);
    String prefix = "mail." + protocol + ".";
    settings.setProperty(prefix + "host", server.host());
    settings.setProperty(prefix + "port", Integer.toString(server.port()));
    settings.setProperty(prefix + "connectiontimeout", PATIENCE_MILLIS);
    settings.setProperty(prefix + "timeout", PATIENCE_MILLIS);
    settings.setProperty(prefix + "writetimeout", PATIENCE_MILLIS);
    settings.setProperty(prefix + "ssl.checkserveridentity", "true");
    settings.setProperty(prefix + "starttls.enable", "true");
    String user = server.user();
    if (user == null) {
      return Session.getInstance(settings);
    }
    settings.setProperty(prefix + "auth", "true");
    // A password goes over no line that others can listen to.
    settings.setProperty(
        prefix + "starttls.required", Boolean.toString(!server.tls() && !isLoopback(server)));
    return Session.getInstance(
        settings,
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(user, server.password());
          }
        });
  }

  private static boolean isLoopback(SmtpAddress server) {
    try {
      return InetAddress.getByName(server.host()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
