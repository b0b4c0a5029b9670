package org.vivavoce.cli;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * How the portal logs: on standard error, as text where that is a terminal and else as JSON, one
 * object a line; {@code LOG_FORMAT} says otherwise. Said in Java, as reading the same from XML
 * takes half a second of each start; a file that is named by {@code -Dlogback.configurationFile}
 * comes first.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  /** What the process has as its standard error, where the system tells. */
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private static final List<String> TALKATIVE =
      List.of("org.flywaydb", "com.zaxxer.hikari", "org.eclipse.jetty", "io.javalin");

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LogEncoder encoder = new LogEncoder(isJson(System.getenv("LOG_FORMAT")));
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    for (String name : TALKATIVE) {
      context.getLogger(name).setLevel(Level.WARN);
    }
    // The portal logs each failure once, with its request.
    context.getLogger("org.thymeleaf.TemplateEngine").setLevel(Level.OFF);
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Whether the log is written as JSON.
   *
   * @param format the setting; what is neither {@code text} nor {@code json} is refused when the
   *     settings are read
   */
  private static boolean isJson(@Nullable String format) {
    if (format == null || format.isBlank()) {
      return !isTerminal(STANDARD_ERROR);
    }
    return format.strip().equals("json");
  }

  /** Java knows of standard input and output only; asked where the system tells nothing else. */
  @SuppressWarnings("SystemConsoleNull") // at worst, what is text could be JSON
  static boolean isTerminal(Path stream) {
    try {
      String target = Files.readSymbolicLink(stream).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
