package org.vivavoce.bench;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.vivavoce.article.ArticlePage;
import org.vivavoce.config.Config;
import org.vivavoce.content.Article;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.CatalogueEntry;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.RelatedArticle;
import org.vivavoce.content.RelatedReason;
import org.vivavoce.content.Source;
import org.vivavoce.content.Topic;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/**
 * How long an answer's page takes from what was read of it to HTML, in microseconds: its page
 * record alone, and with its template. Takes two minutes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 5, time = 4)
@Fork(1)
public class RenderBenchmark {
  /**
   * More than are kept of parts that many pages have alike, so that some are found and some not.
   */
  private static final int ARTICLES = 2_000;

  private static final int OTHERS = 5;

  private Frame frame;
  private Views views;
  private List<Article> articles;
  private int next;

  public static void main(String[] arguments) throws Exception {
    new Runner(new OptionsBuilder().include(RenderBenchmark.class.getName() + ".*").build()).run();
  }

  @Setup
  public void prepare() {
    Config config = Config.from(Map.of());
    Words words = Words.load();
    frame = new Frame(config, new Paths(config.baseUrl()), words, Assets.load(), Clock.systemUTC());
    views = new Views(words);
    List<ArticleTeaser> teasers =
        IntStream.range(0, ARTICLES).mapToObj(RenderBenchmark::teaser).toList();
    articles =
        IntStream.range(0, ARTICLES)
            .mapToObj(
                number ->
                    article(
                        teasers.get(number),
                        IntStream.rangeClosed(1, OTHERS)
                            .mapToObj(step -> teasers.get((number + step) % ARTICLES))
                            .toList()))
            .toList();
  }

  @Benchmark
  public ArticlePage page() {
    return next();
  }

  @Benchmark
  public Object rendered() {
    return views.render("article/article", next());
  }

  private ArticlePage next() {
    next = (next + 1) % ARTICLES;
    return ArticlePage.preview(
        articles.get(next), frame, new Head.Preview("as it will look", null));
  }

  private static ArticleTeaser teaser(int number) {
    return new ArticleTeaser(
        number,
        "why-does-my-knee-hurt-" + number,
        "en",
        "Why does my knee hurt when I walk downstairs, and what helps (" + number + ")?",
        "Most often it is the joint between the kneecap and the thigh bone, which bears several times"
            + " your weight on the way down – rest, exercises and time help nearly everybody.",
        "dr-example-" + number % 50,
        "Dr Example " + number % 50,
        null,
        "orthopaedics",
        "Orthopaedics",
        150,
        Instant.parse("2026-05-01T10:00:00Z"),
        null,
        LocalDate.parse("2028-05-01"),
        Instant.parse("2026-04-01T10:00:00Z"),
        null,
        null);
  }

  private static Article article(ArticleTeaser teaser, List<ArticleTeaser> others) {
    String paragraph =
        "When you go down a step, the muscle in front of your thigh holds you back. ".repeat(8);
    return new Article(
        teaser,
        (paragraph + "\n\n").repeat(5),
        new Doctor(
            teaser.doctorSlug(),
            teaser.doctorName(),
            true,
            "Consultant",
            "MD",
            "Example Hospital",
            null,
            List.of("en"),
            null,
            true,
            10),
        LocalDate.parse("2026-03-01"),
        LocalDate.parse("2026-04-01"),
        "Dr Other",
        "MD",
        null,
        null,
        null,
        null,
        List.of(
            new Source("A guideline", "https://example.org/guideline"),
            new Source("A review of trials", "https://example.org/review")),
        List.of(new Topic("knee-pain", "Knee pain", "", List.of(), 0)),
        others.stream()
            .map(each -> new RelatedArticle(each, RelatedReason.SAME_SPECIALTY, null))
            .toList(),
        null,
        true,
        CatalogueEntry.NONE);
  }
}
