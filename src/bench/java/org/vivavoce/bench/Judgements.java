package org.vivavoce.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What a corpus' readers judged: which documents answer a query and how well, and which belong to
 * one another.
 *
 * @param grades by query, then document; 2 and more is an answer
 * @param related by task and seed, then the documents that belong to it
 * @param texts of documents, where the corpus is there; they are needed to tell near-duplicates
 */
record Judgements(
    List<Query> queries,
    Map<String, Map<String, Integer>> grades,
    List<Seed> seeds,
    Map<Seed, Set<String>> related,
    Map<String, Text> texts) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHINGLE = 3;

  /**
   * Reads the files of a folder by their names: {@code search_queries…}, {@code search_qrels…},
   * {@code related_seeds…}, {@code related_qrels…} (TSV) and {@code corpus_…} (JSON lines), plain
   * or {@code .gz}; those that are not there are taken for empty.
   *
   * @param split of several, the part of the name that is wanted, for example {@code dev}; or empty
   */
  static Judgements read(Path folder, String split) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    List<Query> queries = new ArrayList<>();
    for (String[] row : rows(files, "search_queries", split)) {
      queries.add(new Query(row[0], row[1], row[2]));
    }
    Map<String, Map<String, Integer>> grades = new HashMap<>();
    for (String[] row : rows(files, "search_qrels", split)) {
      grades.computeIfAbsent(row[0], query -> new HashMap<>()).put(row[1], Integer.valueOf(row[2]));
    }
    List<Seed> seeds = new ArrayList<>();
    for (String[] row : rows(files, "related_seeds", split)) {
      seeds.add(new Seed(row[1], row[0]));
    }
    Map<Seed, Set<String>> related = new HashMap<>();
    for (String[] row : rows(files, "related_qrels", split)) {
      related.computeIfAbsent(new Seed(row[0], row[1]), seed -> new HashSet<>()).add(row[2]);
    }
    return new Judgements(queries, grades, seeds, related, texts(files));
  }

  /** Key in an address, and document; where a row has one column, the two are the same. */
  static Map<String, String> map(Path file) throws IOException {
    Map<String, String> map = new LinkedHashMap<>();
    for (String[] row : rows(file)) {
      map.put(row[0], row.length > 1 ? row[1] : row[0]);
    }
    return map;
  }

  /** Only what is judged of these documents. */
  Judgements of(Set<String> documents) {
    Map<String, Map<String, Integer>> ours = new HashMap<>();
    grades.forEach(
        (query, all) ->
            ours.put(
                query,
                all.entrySet().stream()
                    .filter(grade -> documents.contains(grade.getKey()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    Map<Seed, Set<String>> together = new HashMap<>();
    related.forEach(
        (seed, all) ->
            together.put(
                seed, all.stream().filter(documents::contains).collect(Collectors.toSet())));
    return new Judgements(queries, ours, seeds, together, texts);
  }

  private static List<String[]> rows(List<Path> files, String name, String split)
      throws IOException {
    List<Path> found =
        files.stream()
            .filter(file -> file.getFileName().toString().startsWith(name))
            .filter(file -> file.getFileName().toString().matches(".*\\.tsv(\\.gz)?"))
            .filter(file -> split.isEmpty() || file.getFileName().toString().contains(split))
            .toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "there are several " + name + ": " + found + "; say which with --split");
    }
    return found.isEmpty() ? List.of() : rows(found.get(0));
  }

  private static List<String[]> rows(Path file) throws IOException {
    try (BufferedReader reader = reader(file)) {
      return reader
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    }
  }

  private static Map<String, Text> texts(List<Path> files) throws IOException {
    Map<String, Text> texts = new HashMap<>();
    for (Path file : files) {
      if (!file.getFileName().toString().matches("corpus_.*\\.jsonl(\\.gz)?")) {
        continue;
      }
      try (BufferedReader reader = reader(file)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          JsonNode each = JSON.readTree(line);
          String answer = each.path("answer").asText();
          texts.put(
              each.path("id").asText(),
              new Text(
                  each.path("qtype").asText(),
                  answer.isEmpty() ? each.path("question").asText() : answer));
        }
      }
    }
    return texts;
  }

  private static BufferedReader reader(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return new BufferedReader(
        new InputStreamReader(
            file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, UTF_8));
  }

  /**
   * What somebody types.
   *
   * @param task the kind of query, by which scores are told apart
   */
  record Query(String id, String task, String text) {}

  /** A document beside which others are to stand. */
  record Seed(String task, String document) {}

  /**
   * A document of the corpus.
   *
   * @param kind of question, or empty
   */
  record Text(String kind, String words) {
    Set<List<String>> shingles() {
      List<String> words =
          Arrays.stream(words().toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
              .filter(word -> !word.isEmpty())
              .toList();
      Set<List<String>> shingles = new HashSet<>();
      for (int at = 0; at < Math.max(1, words.size() - SHINGLE + 1); at++) {
        shingles.add(words.subList(at, Math.min(words.size(), at + SHINGLE)));
      }
      return shingles;
    }
  }
}
