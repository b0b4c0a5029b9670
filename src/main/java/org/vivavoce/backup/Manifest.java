package org.vivavoce.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an archive says of itself, in its last entry.
 *
 * @param format always {@link #FORMAT}
 * @param formatVersion of the archive's own form
 * @param portal the version of the program that wrote it
 * @param schema the number of the last migration, {@code 036}
 * @param accounts whether people can sign in after it is restored
 * @param entries of the tables, in the order in which they stand in the file
 */
record Manifest(
    @JsonProperty(required = true) String format,
    @JsonProperty(required = true) int formatVersion,
    @JsonProperty(required = true) String portal,
    @JsonProperty(required = true) String schema,
    @JsonProperty(required = true) boolean accounts,
    @JsonProperty(required = true) List<Entry> entries) {

  static final String NAME = "manifest.json";
  static final String FORMAT = "vivavoce-archive";
  static final int VERSION = 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  Manifest {
    entries = List.copyOf(entries);
  }

  /**
   * The rows of one table.
   *
   * @param name of the entry in the file
   * @param table whose rows they are
   * @param columns in the order of the row's fields
   * @param rows how many
   * @param bytes how long it is, before compression
   * @param sha256 of that, in hexadecimal
   * @param last the number given last in each numbered column; numbers are not given twice
   */
  record Entry(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) String table,
      @JsonProperty(required = true) List<String> columns,
      @JsonProperty(required = true) long rows,
      @JsonProperty(required = true) long bytes,
      @JsonProperty(required = true) String sha256,
      @JsonProperty(required = true) Map<String, Long> last) {
    Entry {
      columns = List.copyOf(columns);
      last = new TreeMap<>(last);
    }
  }

  byte[] json() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    try {
      return (MAPPER.writer(printer).writeValueAsString(this) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @throws IOException where it is no manifest
   */
  static Manifest read(byte[] json) throws IOException {
    return MAPPER.readValue(json, Manifest.class);
  }

  long rows(String table) {
    return entries.stream()
        .filter(entry -> entry.table().equals(table))
        .mapToLong(Entry::rows)
        .sum();
  }

  long rows() {
    return entries.stream().mapToLong(Entry::rows).sum();
  }
}
