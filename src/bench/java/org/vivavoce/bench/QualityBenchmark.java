package org.vivavoce.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How well a portal that is running on this machine finds what was asked, and what stands beside an
 * answer: scored through HTTP against a corpus’ judgements, which {@link Judgements#read} finds in
 * a folder. Ends with an error where a figure is below its floor.
 *
 * <pre>
 * --judgements FOLDER [--split dev] --url http://localhost:8080 [--map SLUGS.tsv]
 * [--only search|related] [--min TASK:METRIC=VALUE]…
 * </pre>
 *
 * The map’s lines have a slug and the document that it is, as the report of an import has them.
 */
public final class QualityBenchmark {
  private static final Pattern FLOOR = Pattern.compile("([^:]+):([^=]+)=([0-9.]+)");

  private QualityBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = null;
    URI origin = null;
    Path map = null;
    String split = "";
    String only = "";
    List<Matcher> floors = new ArrayList<>();
    for (int at = 0; at + 1 < arguments.length; at += 2) {
      String value = arguments[at + 1];
      switch (arguments[at]) {
        case "--judgements" -> folder = Path.of(value);
        case "--url" -> origin = URI.create(value);
        case "--map" -> map = Path.of(value);
        case "--split" -> split = value;
        case "--only" -> only = value;
        case "--min" -> {
          Matcher floor = FLOOR.matcher(value);
          if (!floor.matches()) {
            throw new IllegalArgumentException("--min TASK:METRIC=VALUE, and not " + value);
          }
          floors.add(floor);
        }
        default -> throw new IllegalArgumentException("unknown: " + arguments[at]);
      }
    }
    if (folder == null || origin == null || arguments.length % 2 == 1) {
      throw new IllegalArgumentException("--judgements FOLDER and --url URL are needed");
    }
    QualityScorer scorer =
        new QualityScorer(
            origin, map == null ? Map.of() : Judgements.map(map), Judgements.read(folder, split));
    List<QualityScorer.Scores> all = new ArrayList<>();
    if (!only.equals("related")) {
      System.out.println("search");
      all.add(scorer.search());
      all.get(all.size() - 1).print(System.out);
    }
    if (!only.equals("search")) {
      System.out.println("related");
      all.add(scorer.related());
      all.get(all.size() - 1).print(System.out);
    }
    boolean kept = true;
    for (Matcher floor : floors) {
      double value =
          all.stream()
              .filter(scores -> scores.tasks().containsKey(floor.group(1)))
              .mapToDouble(scores -> scores.get(floor.group(1), floor.group(2)))
              .max()
              .orElse(0);
      if (value < Double.parseDouble(floor.group(3))) {
        kept = false;
        System.out.printf(
            Locale.ROOT,
            "BELOW %s:%s %.3f < %s%n",
            floor.group(1),
            floor.group(2),
            value,
            floor.group(3));
      }
    }
    System.exit(kept ? 0 : 1);
  }
}
