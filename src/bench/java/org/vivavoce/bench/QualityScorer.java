package org.vivavoce.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vivavoce.web.Paths;

/**
 * Scores the search and the Other Voices of a portal on this machine through HTTP, as readers get
 * them: the links to answers in the order in which they stand on the page.
 *
 * <p>A query’s ranking is measured by nDCG (gains {@code 2^grade - 1}), the first answer’s
 * reciprocal rank and the share of answers found, all within ten; Other Voices by their first five.
 */
final class QualityScorer {
  private static final int RANKED = 10;
  private static final int BESIDE = 5;
  private static final int AN_ANSWER = 2;
  private static final double NEAR_DUPLICATE = 0.8;

  /** Asks for names that no text has: what a vocabulary is for, and no part of the mean. */
  private static final String APART = "alias-unseen";

  private static final Pattern LINK = Pattern.compile("href=\"/articles/([^\"?#/]+)\"");
  private static final Pattern OTHER_VOICES =
      Pattern.compile(
          "Other Voices(.*?)</(?:aside|section)>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI origin;
  private final Map<String, String> documents;
  private final Map<String, String> slugs = new HashMap<>();
  private final Judgements judgements;

  /**
   * @param documents by the slugs of their answers; empty where a document is called by its slug
   * @throws IllegalArgumentException where the portal is not on this machine
   */
  QualityScorer(URI origin, Map<String, String> documents, Judgements judgements) {
    String host = origin.getHost() == null ? "" : origin.getHost();
    if (!host.equals("localhost") && !host.matches("127(\\.[0-9]{1,3}){3}|\\[::1]")) {
      throw new IllegalArgumentException("only a portal on this machine is asked, not " + host);
    }
    this.origin = origin;
    this.documents = Map.copyOf(documents);
    documents.forEach((slug, document) -> slugs.put(document, slug));
    this.judgements =
        documents.isEmpty() ? judgements : judgements.of(new HashSet<>(documents.values()));
  }

  Scores search() {
    Tally tally = new Tally();
    for (Judgements.Query query : judgements.queries()) {
      List<String> found = documents(tally.ask("/search?q=" + Paths.encoded(query.text())));
      Map<String, Integer> grades = judgements.grades().getOrDefault(query.id(), Map.of());
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("none", found.isEmpty() ? 1.0 : 0.0);
      List<Integer> ideal =
          grades.values().stream()
              .filter(grade -> grade > 0)
              .sorted(Comparator.reverseOrder())
              .limit(RANKED)
              .toList();
      List<String> first = found.subList(0, Math.min(RANKED, found.size()));
      if (!ideal.isEmpty()) {
        List<Integer> gained = first.stream().map(each -> grades.getOrDefault(each, 0)).toList();
        figures.put("nDCG@10", gain(gained) / gain(ideal));
      }
      List<String> answers =
          grades.keySet().stream().filter(each -> grades.get(each) >= AN_ANSWER).toList();
      if (!answers.isEmpty()) {
        double reciprocal = 0;
        for (int at = first.size() - 1; at >= 0; at--) {
          reciprocal = answers.contains(first.get(at)) ? 1.0 / (at + 1) : reciprocal;
        }
        figures.put("MRR@10", reciprocal);
        figures.put("S@1", reciprocal == 1 ? 1.0 : 0.0);
        figures.put("S@5", reciprocal >= 0.2 ? 1.0 : 0.0);
        figures.put(
            "R@10",
            (double) first.stream().filter(answers::contains).count()
                / Math.min(RANKED, answers.size()));
      }
      tally.add(query.task(), figures);
    }
    Scores scores = tally.scores();
    List<Map<String, Double>> tasks =
        scores.tasks().entrySet().stream()
            .filter(task -> !task.getKey().equals(APART))
            .map(Map.Entry::getValue)
            .filter(figures -> figures.containsKey("nDCG@10"))
            .toList();
    if (!tasks.isEmpty()) {
      Map<String, Double> mean = new LinkedHashMap<>();
      mean.put("n", (double) tasks.size());
      for (String name : List.of("nDCG@10", "MRR@10", "R@10")) {
        mean.put(
            name,
            tasks.stream().mapToDouble(each -> each.getOrDefault(name, 0.0)).average().orElse(0));
      }
      mean.put("none", tally.mean("none"));
      scores.tasks().put("MACRO", mean);
    }
    return scores;
  }

  Scores related() {
    Tally tally = new Tally();
    for (Judgements.Seed seed : judgements.seeds()) {
      Set<String> right = judgements.related().getOrDefault(seed, Set.of());
      String slug = slugs.getOrDefault(seed.document(), seed.document());
      Matcher region = OTHER_VOICES.matcher(tally.ask("/articles/" + Paths.encoded(slug)));
      List<String> beside = region.find() ? documents(region.group(1)) : List.of();
      if (right.isEmpty()) {
        continue;
      }
      List<String> first = beside.subList(0, Math.min(BESIDE, beside.size()));
      List<String> others = first.stream().filter(each -> !each.equals(seed.document())).toList();
      List<String> hits = others.stream().filter(right::contains).toList();
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("P@5", hits.size() / (double) BESIDE);
      figures.put("hit@1", !others.isEmpty() && right.contains(others.get(0)) ? 1.0 : 0.0);
      figures.put("R@5", hits.size() / (double) Math.min(BESIDE, right.size()));
      figures.put("self", first.size() > others.size() ? 1.0 : 0.0);
      figures.put("short", others.size() < BESIDE ? 1.0 : 0.0);
      if (!judgements.texts().isEmpty()) {
        addTexts(seed, right, others, hits, figures);
      }
      tally.add(seed.task(), figures);
    }
    return tally.scores();
  }

  private void addTexts(
      Judgements.Seed seed,
      Set<String> right,
      List<String> others,
      List<String> hits,
      Map<String, Double> figures) {
    int all = Math.max(1, others.size());
    List<String> seen = new ArrayList<>(List.of(seed.document()));
    int duplicates = 0;
    for (String other : others) {
      duplicates += isNearly(other, seen) ? 1 : 0;
      seen.add(other);
    }
    figures.put("neardup", duplicates / (double) all);
    List<String> useful = new ArrayList<>(List.of(seed.document()));
    for (String hit : hits) {
      if (!isNearly(hit, useful)) {
        useful.add(hit);
      }
    }
    figures.put("useful@5", (useful.size() - 1) / (double) BESIDE);
    Judgements.Text text = judgements.texts().get(seed.document());
    if (text != null) {
      figures.put(
          "template",
          others.stream()
                  .filter(other -> !right.contains(other))
                  .map(judgements.texts()::get)
                  .filter(other -> other != null && other.kind().equals(text.kind()))
                  .count()
              / (double) all);
    }
  }

  private boolean isNearly(String document, Collection<String> others) {
    Judgements.Text text = judgements.texts().get(document);
    return text != null
        && others.stream()
            .map(judgements.texts()::get)
            .anyMatch(other -> other != null && alike(text.shingles(), other.shingles()));
  }

  private static boolean alike(Set<List<String>> one, Set<List<String>> other) {
    Set<List<String>> both = new HashSet<>(one);
    both.retainAll(other);
    return both.size() >= NEAR_DUPLICATE * (one.size() + other.size() - both.size());
  }

  private static double gain(List<Integer> grades) {
    double gain = 0;
    for (int at = 0; at < grades.size(); at++) {
      gain += (Math.pow(2, grades.get(at)) - 1) * Math.log(2) / Math.log(at + 2);
    }
    return gain;
  }

  /** What is linked, in the order of the page, each once. */
  private List<String> documents(String html) {
    Set<String> found = new LinkedHashSet<>();
    Matcher links = LINK.matcher(html);
    while (links.find()) {
      String slug = links.group(1);
      String document = documents.isEmpty() ? slug : documents.get(slug);
      if (document != null) {
        found.add(document);
      }
    }
    return List.copyOf(found);
  }

  /**
   * Figures by the kind of query, and how long the pages took.
   *
   * @param tasks each with the number of its queries as {@code n}
   * @param millis of each page, from the quickest
   * @param errors pages that did not come, and count as empty
   */
  record Scores(Map<String, Map<String, Double>> tasks, List<Double> millis, int errors) {
    double get(String task, String figure) {
      return tasks.getOrDefault(task, Map.of()).getOrDefault(figure, 0.0);
    }

    double median() {
      return millis.isEmpty() ? 0 : millis.get(millis.size() / 2);
    }

    double late() {
      return millis.isEmpty() ? 0 : millis.get(Math.max(0, (int) (millis.size() * 0.95) - 1));
    }

    void print(PrintStream out) {
      out.printf(
          Locale.ROOT,
          "%d pages, %d errors; milliseconds: median %.1f, 95th percentile %.1f, most %.1f%n",
          millis.size() + errors,
          errors,
          median(),
          late(),
          millis.isEmpty() ? 0 : millis.get(millis.size() - 1));
      tasks.forEach(
          (task, figures) -> {
            StringBuilder line = new StringBuilder();
            line.append(String.format(Locale.ROOT, "%-13s n=%-4.0f", task, figures.get("n")));
            figures.forEach(
                (name, value) ->
                    line.append(
                        name.equals("n")
                            ? ""
                            : String.format(Locale.ROOT, " %s %.3f ", name, value)));
            out.println(line.toString().stripTrailing());
          });
    }
  }

  private final class Tally {
    private final Map<String, Map<String, List<Double>>> figures = new TreeMap<>();
    private final List<Double> millis = new ArrayList<>();
    private int errors;

    String ask(String path) {
      long start = System.nanoTime();
      try {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(origin.resolve(path)).build(), BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          millis.add((System.nanoTime() - start) / 1e6);
          return response.body();
        }
      } catch (IOException e) {
        // counted below, like a page that says that it is not there
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      errors++;
      return "";
    }

    void add(String task, Map<String, Double> each) {
      Map<String, List<Double>> all = figures.computeIfAbsent(task, key -> new LinkedHashMap<>());
      each.forEach((name, value) -> all.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
    }

    double mean(String name) {
      return figures.values().stream()
          .flatMap(task -> task.getOrDefault(name, List.of()).stream())
          .mapToDouble(Double::doubleValue)
          .average()
          .orElse(0);
    }

    Scores scores() {
      Map<String, Map<String, Double>> tasks = new LinkedHashMap<>();
      figures.forEach(
          (task, all) -> {
            Map<String, Double> means = new LinkedHashMap<>();
            means.put("n", all.values().stream().mapToDouble(List::size).max().orElse(0));
            all.forEach(
                (name, values) ->
                    means.put(
                        name,
                        values.stream().mapToDouble(Double::doubleValue).average().orElse(0)));
            tasks.put(task, means);
          });
      Collections.sort(millis);
      return new Scores(tasks, List.copyOf(millis), errors);
    }
  }
}
