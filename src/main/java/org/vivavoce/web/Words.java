package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every visible word, from messages.properties; and how dates, numbers and lengths of speech are
 * written.
 */
public final class Words {
  private static final List<String> FILES =
      List.of("messages", "newsroom", "articles", "accounts", "management");
  private static final Locale LOCALE = Locale.UK;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", LOCALE);
  private final Map<String, MessageFormat> formats = new ConcurrentHashMap<>();

  /** Answers are shorter; what is shorter is written once. */
  private static final int LONG_SECONDS = 1_200;

  private final Map<Integer, Duration> durations = new ConcurrentHashMap<>();

  /** Those that say nothing of anything. */
  private final Map<String, String> constants = new ConcurrentHashMap<>();

  private Words(Properties properties) {
    properties.forEach(
        (key, text) -> {
          MessageFormat format = new MessageFormat((String) text, LOCALE);
          formats.put((String) key, format);
          if (format.getFormatsByArgumentIndex().length == 0) {
            constants.put((String) key, format.format(new Object[0]));
          }
        });
  }

  /** Those of readers' pages, and those of the newsroom, which are kept apart. */
  public static Words load() {
    Properties all = new Properties();
    for (String name : FILES) {
      Properties properties = read("/messages/" + name + ".properties");
      for (String key : properties.stringPropertyNames()) {
        if (all.setProperty(key, properties.getProperty(key)) != null) {
          throw new IllegalStateException("message '" + key + "' stands twice");
        }
      }
    }
    return new Words(all);
  }

  private static Properties read(String file) {
    try (InputStream stream = Words.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " is missing from the program");
      }
      Properties properties = new Properties();
      try (Reader reader = new InputStreamReader(stream, UTF_8)) {
        properties.load(reader);
      }
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException where there is no such message: a mistake in the program
   */
  public String of(String key, Object... arguments) {
    String constant = constants.get(key);
    if (constant != null) {
      return constant;
    }
    MessageFormat format = formats.get(key);
    if (format == null) {
      throw new IllegalArgumentException("no message '" + key + "' in messages.properties");
    }
    return ((MessageFormat) format.clone()).format(arguments);
  }

  /**
   * @param bytes at least 0; said in megabytes, as telephones' contracts count them
   */
  public String size(long bytes) {
    return of("size.megabytes", Math.max(0.1, Math.round(bytes / 100_000.0) / 10.0));
  }

  public boolean has(String key) {
    return formats.containsKey(key);
  }

  public Day day(LocalDate date) {
    return new Day(date.toString(), DAY.format(date));
  }

  /** A language's name by its BCP 47 tag; the tag itself where the language has no name here. */
  public String language(String tag) {
    return Locale.forLanguageTag(tag).getDisplayLanguage(LOCALE);
  }

  /**
   * @param seconds at least 1
   */
  public Duration duration(int seconds) {
    return seconds < LONG_SECONDS
        ? durations.computeIfAbsent(seconds, this::written)
        : written(seconds);
  }

  private Duration written(int seconds) {
    int minutes = seconds / 60;
    int rest = seconds % 60;
    String spoken;
    if (minutes == 0) {
      spoken = of("duration.seconds", rest);
    } else if (rest == 0) {
      spoken = of("duration.minutes", minutes);
    } else {
      spoken = of("duration.minutesSeconds", minutes, rest);
    }
    String clock = String.format(LOCALE, "%d:%02d", minutes, rest);
    return new Duration(clock, spoken, java.time.Duration.ofSeconds(seconds).toString());
  }
}
