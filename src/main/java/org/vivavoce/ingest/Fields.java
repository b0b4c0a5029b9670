package org.vivavoce.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read strictly: what is wrong is said with the field's path, and
 * nothing is guessed.
 */
final class Fields {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\n\\r\\t]]");
  private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2200, 1, 1);

  private final JsonNode object;
  private final String path;

  private Fields(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /**
   * @throws FieldException where the line is no JSON object or has a field that is not known
   */
  static Fields parse(String line, Set<String> known) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node == null || !node.isObject()) {
        throw new FieldException("line", "not a JSON object");
      }
      return new Fields(node, "").onlyKnown(known);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      throw new FieldException("line", "not JSON" + where + ": " + e.getOriginalMessage());
    }
  }

  String required(String name, int longest) {
    String value = text(name, longest);
    if (value == null) {
      throw bad(name, "missing");
    }
    return value;
  }

  /** A string with white space around it stripped; null where it is absent, null or blank. */
  @Nullable String text(String name, int longest) {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw bad(name, "must be a string");
    }
    String value = node.textValue().strip();
    if (value.length() > longest) {
      throw bad(name, "has " + value.length() + " characters; at most " + longest + " are kept");
    }
    if (CONTROL.matcher(value).find()) {
      throw bad(name, "holds a control character");
    }
    if (!isWellFormed(value)) {
      throw bad(name, "holds half a surrogate pair");
    }
    return value.isEmpty() ? null : value;
  }

  @Nullable LocalDate date(String name) {
    String value = text(name, 40);
    if (value == null) {
      return null;
    }
    try {
      LocalDate date = LocalDate.parse(value);
      if (date.isBefore(EARLIEST) || date.isAfter(LATEST)) {
        throw bad(name, value + " lies outside 1900 to 2200");
      }
      return date;
    } catch (DateTimeParseException e) {
      throw bad(name, "'" + value + "' is no date; write YYYY-MM-DD");
    }
  }

  @Nullable Integer number(String name, int least, int most) {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    boolean whole = node.isNumber() && node.doubleValue() == Math.rint(node.doubleValue());
    if (!whole || node.doubleValue() < least || node.doubleValue() > most) {
      throw bad(name, "must be a whole number from " + least + " to " + most);
    }
    return node.intValue();
  }

  /** False where it is absent or null. */
  boolean flag(String name) {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return false;
    }
    if (!node.isBoolean()) {
      throw bad(name, "must be true or false");
    }
    return node.booleanValue();
  }

  @Nullable String url(String name) {
    String value = text(name, 2_000);
    if (value == null) {
      return null;
    }
    try {
      URI uri = new URI(value.replace(" ", "%20"));
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (web && uri.getHost() != null) {
        return uri.toString();
      }
    } catch (URISyntaxException e) {
      // said below, like other schemes
    }
    throw bad(name, "'" + value + "' is no http or https URL");
  }

  @Nullable Fields object(String name, Set<String> known) {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isObject()) {
      throw bad(name, "must be an object");
    }
    return new Fields(node, path + name + ".").onlyKnown(known);
  }

  List<String> texts(String name, int longest) {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : array(name)) {
      JsonNode holder = JSON.createObjectNode().set("value", node);
      String text =
          new Fields(holder, path + name + "[" + texts.size() + "].").text("value", longest);
      if (text == null) {
        throw bad(name, "has an empty entry");
      }
      texts.add(text);
    }
    return texts;
  }

  <T> List<T> objects(String name, Set<String> known, Function<Fields, T> read) {
    List<T> all = new ArrayList<>();
    for (JsonNode node : array(name)) {
      if (!node.isObject()) {
        throw bad(name, "must hold objects");
      }
      all.add(read.apply(new Fields(node, path + name + "[" + all.size() + "].").onlyKnown(known)));
    }
    return all;
  }

  FieldException bad(String name, String reason) {
    return new FieldException(path + name, reason);
  }

  private Iterable<JsonNode> array(String name) {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw bad(name, "must be an array");
    }
    return node;
  }

  private Fields onlyKnown(Set<String> known) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw bad(
            name,
            "is not a field of the import format; known are "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
    return this;
  }

  private static boolean isWellFormed(String text) {
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (Character.isHighSurrogate(each)) {
        if (at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))) {
          return false;
        }
        at++;
      } else if (Character.isLowSurrogate(each)) {
        return false;
      }
    }
    return true;
  }
}
