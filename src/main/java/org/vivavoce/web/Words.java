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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every visible word, from messages.properties; and how dates, numbers and lengths of speech are
 * written.
 */
public final class Words {
  private static final List<String> FILES =
      List.of("messages", "newsroom", "articles", "accounts", "management");
  private static final Locale LOCALE = Locale.UK;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", LOCALE);
  private final Map<String, MessageFormat> formats = new HashMap<>();

  /** Answers are shorter; what is shorter is written once. */
  private static final int LONG_SECONDS = 1_200;

  private final Map<Integer, Duration> durations = new ConcurrentHashMap<>();

  /** Those that say nothing of anything. */
  private final Map<String, String> constants = new HashMap<>();

  /** Those that only insert what they are told. */
  private final Map<String, Inserting> inserting = new HashMap<>();

  /** What was said of a number: of all small ones, and of the first so many others. */
  private final Map<Counted, String> counted = new ConcurrentHashMap<>();

  private static final int COUNTED = 200;
  private static final int MOST_COUNTED = 4_096;
  private static final long GIGABYTE = 1_000_000_000;

  private Words(Properties properties) {
    properties.forEach(
        (key, text) -> {
          MessageFormat format = new MessageFormat((String) text, LOCALE);
          formats.put((String) key, format);
          if (format.getFormatsByArgumentIndex().length == 0) {
            constants.put((String) key, format.format(new Object[0]));
          } else if (Arrays.stream(format.getFormats()).allMatch(Objects::isNull)) {
            inserting.put((String) key, Inserting.of(format));
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
    Inserting plain = inserting.get(key);
    if (plain != null) {
      String said = plain.of(arguments);
      if (said != null) {
        return said;
      }
    }
    if (arguments.length == 1 && arguments[0] instanceof Integer number && number >= 0) {
      Counted each = new Counted(key, number);
      String said = counted.get(each);
      if (said == null) {
        said = formatted(key, number);
        if (number < COUNTED || counted.size() < MOST_COUNTED) {
          counted.put(each, said);
        }
      }
      return said;
    }
    return formatted(key, arguments);
  }

  private String formatted(String key, Object... arguments) {
    MessageFormat format = formats.get(key);
    if (format == null) {
      throw new IllegalArgumentException("no message '" + key + "' in messages.properties");
    }
    return ((MessageFormat) format.clone()).format(arguments);
  }

  /**
   * @param bytes at least 0; said in megabytes or gigabytes, as telephones' contracts count them
   */
  public String size(long bytes) {
    if (bytes >= GIGABYTE) {
      return of("size.gigabytes", Math.round(bytes / 100_000_000.0) / 10.0);
    }
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

  /** A message, said of a number. */
  private record Counted(String key, int number) {}

  /**
   * A message without formats of its own, of which nothing has to be worked out.
   *
   * @param texts what stands before, between and after what is inserted
   * @param places which argument is inserted between them
   */
  private record Inserting(List<String> texts, List<Integer> places) {
    private static final char MARK = '\uE000';
    private static final int GROUPED = 1_000;

    static Inserting of(MessageFormat format) {
      int arguments = format.getFormatsByArgumentIndex().length;
      Object[] marks = new Object[arguments];
      for (int at = 0; at < arguments; at++) {
        marks[at] = "" + MARK + (char) (MARK + 1 + at);
      }
      String marked = ((MessageFormat) format.clone()).format(marks);
      List<String> texts = new ArrayList<>();
      List<Integer> places = new ArrayList<>();
      int from = 0;
      for (int at = marked.indexOf(MARK); at >= 0; at = marked.indexOf(MARK, from)) {
        texts.add(marked.substring(from, at));
        places.add(marked.charAt(at + 1) - MARK - 1);
        from = at + 2;
      }
      texts.add(marked.substring(from));
      return new Inserting(List.copyOf(texts), List.copyOf(places));
    }

    /** Null where something is to be inserted that is written in a way of its own. */
    @Nullable String of(Object... arguments) {
      StringBuilder said = new StringBuilder(texts.get(0));
      for (int at = 0; at < places.size(); at++) {
        if (places.get(at) >= arguments.length) {
          return null;
        }
        Object argument = arguments[places.get(at)];
        boolean isPlain =
            argument instanceof String
                || (argument instanceof Integer number && number >= 0 && number < GROUPED);
        if (!isPlain) {
          return null;
        }
        said.append(argument).append(texts.get(at + 1));
      }
      return said.toString();
    }
  }
}
