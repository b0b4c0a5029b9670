package org.vivavoce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event of the log: a line of text, with the stack below it, or an object of JSON on one line.
 * Logback's own {@code JsonEncoder} tells the time in milliseconds since 1970, and neither it nor
 * its patterns encode what moves a terminal's cursor.
 */
final class LogEncoder extends EncoderBase<ILoggingEvent> {
  /** Of what is done in a request, its id; the same stands in the answer's X-Request-Id. */
  private static final String REQUEST = "request";

  /** Of what is done in the background, by which worker. */
  private static final String WORKER = "worker";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final byte[] NOTHING = {};

  private final boolean json;

  LogEncoder(boolean json) {
    this.json = json;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    if (json) {
      json(event, line);
    } else {
      text(event, line);
    }
    return line.append('\n').toString().getBytes(UTF_8);
  }

  private static void text(ILoggingEvent event, StringBuilder line) {
    String request = event.getMDCPropertyMap().get(REQUEST);
    String worker = event.getMDCPropertyMap().get(WORKER);
    String who = request != null ? request : worker != null ? worker : "-";
    line.append(time(event)).append(' ').append(event.getLevel());
    line.append(" ".repeat(Math.max(0, 6 - event.getLevel().toString().length())));
    line.append(LogText.encoded(shortened(event.getLoggerName())));
    line.append(" [").append(LogText.encoded(who)).append("] ").append(message(event));
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      LogText.appendStack(failure, "\n", line.append('\n'));
    }
  }

  private static void json(ILoggingEvent event, StringBuilder line) {
    line.append("{\"time\":\"").append(time(event)).append('"');
    field("level", event.getLevel().toString(), line);
    field("logger", event.getLoggerName(), line);
    field("thread", event.getThreadName(), line);
    field(REQUEST, event.getMDCPropertyMap().get(REQUEST), line);
    field(WORKER, event.getMDCPropertyMap().get(WORKER), line);
    field("message", message(event), line);
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      StringBuilder stack = new StringBuilder();
      LogText.appendStack(failure, "\n", stack);
      line.append(",\"exception\":");
      string(stack.toString(), line);
    }
    line.append('}');
  }

  private static void field(String name, @Nullable String value, StringBuilder line) {
    if (value != null) {
      line.append(",\"").append(name).append("\":");
      string(LogText.encoded(value), line);
    }
  }

  /** Encoded already, but for the ends of a stack's lines. */
  private static void string(String encoded, StringBuilder line) {
    line.append('"');
    for (int at = 0; at < encoded.length(); at++) {
      char each = encoded.charAt(at);
      switch (each) {
        case '"', '\\' -> line.append('\\').append(each);
        case '\n' -> line.append("\\n");
        default -> line.append(each);
      }
    }
    line.append('"');
  }

  private static String message(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    return message == null ? "" : LogText.encoded(message);
  }

  private static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  /** The name of the class, with the last package. */
  private static String shortened(String logger) {
    int last = logger.lastIndexOf('.');
    return last < 0 ? logger : logger.substring(logger.lastIndexOf('.', last - 1) + 1);
  }
}
