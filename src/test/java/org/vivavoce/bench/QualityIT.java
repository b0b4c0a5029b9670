package org.vivavoce.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Portal;

/**
 * How well the search and the Other Voices of the demonstration cast do, by our own judgements. The
 * floors stand just below what was measured when they were set: whoever makes the ranking better
 * raises them, and nothing makes it worse unnoticed.
 */
class QualityIT {
  private static final Path JUDGEMENTS = Path.of("src/test/resources/quality");

  private static Portal portal;
  private static QualityScorer scorer;
  private static Map<String, String> documents;

  @TempDir Path folder;

  @BeforeAll
  static void open() throws IOException {
    portal = Portal.withDemo();
    documents = new HashMap<>();
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createQuery(
                        "select article.slug, import.source_id from article join article_import import on import.article_id = article.id")
                    .mapToMap()
                    .forEach(
                        row ->
                            documents.put(
                                row.get("slug").toString(), row.get("source_id").toString())));
    scorer =
        new QualityScorer(
            URI.create(portal.url("/")), documents, Judgements.read(JUDGEMENTS, "demo"));
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void whatIsJudgedIsThere() throws IOException {
    Judgements judgements = Judgements.read(JUDGEMENTS, "demo");
    assertTrue(judgements.queries().size() >= 80, "queries");
    assertTrue(judgements.seeds().size() >= 15, "seeds");
    Set<String> known = Set.copyOf(documents.values());
    List<String> unknown = new ArrayList<>();
    judgements.grades().values().forEach(grades -> unknown.addAll(grades.keySet()));
    judgements.related().values().forEach(unknown::addAll);
    judgements.seeds().forEach(seed -> unknown.add(seed.document()));
    unknown.removeAll(known);
    assertEquals(List.of(), unknown);
    for (Judgements.Query query : judgements.queries()) {
      assertTrue(judgements.grades().containsKey(query.id()), query.id());
    }
  }

  @Test
  void searchIsAsGoodAsItWas() {
    Map<String, Double> floors = new LinkedHashMap<>();
    floors.put("name:nDCG@10", 0.97);
    floors.put("lay:nDCG@10", 0.91);
    floors.put("typo:nDCG@10", 0.96);
    floors.put("british:nDCG@10", 0.81);
    floors.put("question:nDCG@10", 0.92);
    floors.put("emergency:nDCG@10", 0.9);
    floors.put("MACRO:nDCG@10", 0.91);
    floors.put("MACRO:MRR@10", 0.92);
    floors.put("MACRO:R@10", 0.95);
    QualityScorer.Scores scores = scorer.search();
    check(scores, floors);
    assertTrue(scores.get("MACRO", "none") <= 0.005, () -> "finds nothing: " + scores.tasks());
  }

  @Test
  void otherVoicesAreAsGoodAsTheyWere() {
    Map<String, Double> floors = new LinkedHashMap<>();
    floors.put("pair:hit@1", 0.62);
    floors.put("pair:P@5", 0.21);
    floors.put("pair:R@5", 0.83);
    QualityScorer.Scores scores = scorer.related();
    check(scores, floors);
    assertEquals(0, scores.get("pair", "self"));
  }

  /** By hand: two queries of which one finds its answer second, and one finds nothing. */
  @Test
  void figuresAreThoseOfTheirDefinitions() throws IOException {
    List<String> found =
        portal.page("/search?q=eczema").select(".card__link").eachAttr("href").stream()
            .map(href -> documents.get(href.replace("/articles/", "")))
            .toList();
    Files.writeString(
        folder.resolve("search_queries_x.tsv"), "q1\tkind\teczema\nq2\tkind\tqwxyzzy\n");
    Files.writeString(
        folder.resolve("search_qrels_x.tsv"),
        "q1\t" + found.get(1) + "\t2\nq2\t" + found.get(0) + "\t1\nq1\tof-another-corpus\t3\n");
    QualityScorer.Scores scores =
        new QualityScorer(URI.create(portal.url("/")), documents, Judgements.read(folder, ""))
            .search();
    assertEquals(2, scores.get("kind", "n"));
    assertEquals(0.5 * Math.log(2) / Math.log(3), scores.get("kind", "nDCG@10"), 1e-9);
    assertEquals(0.5, scores.get("kind", "MRR@10"), "of those that have an answer");
    assertEquals(1, scores.get("kind", "R@10"));
    assertEquals(0.5, scores.get("kind", "none"));
    assertEquals(scores.get("kind", "nDCG@10"), scores.get("MACRO", "nDCG@10"));
    assertEquals(0, scores.errors());
  }

  @Test
  void onlyThisMachineIsAsked() {
    for (String foreign :
        List.of("http://example.org/", "http://localhost.example.org/", "http:/x")) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new QualityScorer(URI.create(foreign), Map.of(), Judgements.read(JUDGEMENTS, "demo")),
          foreign);
    }
  }

  private static void check(QualityScorer.Scores scores, Map<String, Double> floors) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    scores.print(new PrintStream(printed, true, StandardCharsets.UTF_8));
    String all = printed.toString(StandardCharsets.UTF_8);
    assertEquals(0, scores.errors(), all);
    List<String> below = new ArrayList<>();
    floors.forEach(
        (figure, floor) -> {
          String[] parts = figure.split(":");
          if (scores.get(parts[0], parts[1]) < floor) {
            below.add(figure + " < " + floor);
          }
        });
    assertEquals(List.of(), below, all);
  }
}
