package org.vivavoce.yardstick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.thymeleaf.IEngineConfiguration;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ITemplateResolver;
import org.thymeleaf.templateresolver.StringTemplateResolver;
import org.thymeleaf.templateresource.ITemplateResource;
import org.thymeleaf.templateresource.StringTemplateResource;
import org.vivavoce.article.ArticlePage;
import org.vivavoce.config.Config;
import org.vivavoce.content.Article;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.CatalogueEntry;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.Listing;
import org.vivavoce.content.RelatedArticle;
import org.vivavoce.content.RelatedReason;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.content.Source;
import org.vivavoce.content.Topic;
import org.vivavoce.search.SearchPage;
import org.vivavoce.search.SearchResult;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Words;

/**
 * An answer's page made the plain way, with the portal's own template and records: six queries, one
 * after the other, and Spring's Thymeleaf as it comes. What it shows has no captions or codes. And
 * a page of a search as PostgreSQL's own documentation has it: answers that hold all of the words,
 * by {@code ts_rank}, with {@code ts_headline} for each of ten, and how many there are in which
 * specialty. What is misspelt or said otherwise it does not find.
 */
@SpringBootApplication
public class Yardstick {
  public static void main(String[] arguments) {
    SpringApplication.run(Yardstick.class, arguments);
  }

  /** Templates as the portal has them. */
  @Bean
  @Primary
  ITemplateResolver portalTemplates() {
    StringTemplateResolver resolver =
        new StringTemplateResolver() {
          @Override
          protected ITemplateResource computeTemplateResource(
              IEngineConfiguration configuration,
              String owner,
              String template,
              Map<String, Object> attributes) {
            try (var file = Yardstick.class.getResourceAsStream("/templates/" + template + ".html")) {
              String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
              return new StringTemplateResource(text);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    resolver.setTemplateMode(TemplateMode.HTML);
    resolver.setCacheable(true);
    resolver.setOrder(0);
    return resolver;
  }

  @Controller
  static class Articles {
    private final JdbcTemplate jdbc;
    private final Frame frame;

    Articles(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
      Config config = Config.from(Map.of("BASE_URL", System.getenv("BASE_URL")));
      this.frame =
          new Frame(
              config, new Paths(config.baseUrl()), Words.load(), Assets.load(), Clock.systemUTC());
    }

    @GetMapping("/articles/{slug}")
    String article(@PathVariable String slug, Model model) {
      List<Found> found =
          jdbc.query(
              "select teaser.*, article.* from published_teaser teaser join published_article article using (id)"
                  + " where teaser.slug = ?",
              (row, number) -> new Found(teaser(row), row.getString("transcript"), row.getBoolean("demo")),
              slug);
      if (found.isEmpty()) {
        throw new ResponseStatusException(HttpStatus.NOT_FOUND);
      }
      ArticleTeaser teaser = found.get(0).teaser();
      Doctor doctor =
          jdbc.queryForObject(
              "select * from published_doctor where slug = ?",
              (row, number) ->
                  new Doctor(
                      row.getString("slug"),
                      row.getString("name"),
                      row.getString("kind").equals("person"),
                      row.getString("title"),
                      row.getString("credentials"),
                      row.getString("institution"),
                      null,
                      List.of(),
                      row.getString("portrait"),
                      row.getBoolean("demo"),
                      0),
              teaser.doctorSlug());
      List<Source> sources =
          jdbc.query(
              "select title, url from published_article_source where article_id = ? order by position",
              (row, number) -> new Source(row.getString("title"), row.getString("url")),
              teaser.id());
      List<Topic> topics =
          jdbc.query(
              "select topic.* from published_article_topic link join published_topic topic on topic.id = link.topic_id"
                  + " where link.article_id = ? order by link.position",
              (row, number) ->
                  new Topic(
                      row.getString("slug"),
                      row.getString("name"),
                      row.getString("definition"),
                      List.of(),
                      0),
              teaser.id());
      List<RelatedArticle> related =
          jdbc.query(
              "select teaser.*, link.reason from published_related_article link"
                  + " join published_teaser teaser on teaser.id = link.related_id"
                  + " where link.article_id = ? order by link.position limit 5",
              (row, number) ->
                  new RelatedArticle(teaser(row), RelatedReason.SIMILAR_QUESTION, null),
              teaser.id());
      LocalDate since =
          jdbc.queryForObject(
              "select source_published_on from published_article where id = ?",
              LocalDate.class,
              teaser.id());
      Article article =
          new Article(
              teaser,
              found.get(0).transcript(),
              Objects.requireNonNull(doctor),
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              sources,
              topics,
              related,
              null,
              found.get(0).demo(),
              new CatalogueEntry(null, null, since, Map.of(), false, 1, 1));
      // Not a preview but the page itself: there is nothing that it would say of one.
      model.addAttribute("page", ArticlePage.preview(article, frame, null));
      return "article/article";
    }

    @GetMapping("/search")
    String search(@RequestParam String q, Model model) {
      List<Link> filters = new ArrayList<>();
      int[] total = new int[1];
      jdbc.query(
          "select specialty.slug, specialty.name, count(*) as answers"
              + " from published_article_search search"
              + " join published_article article on article.id = search.article_id"
              + " join published_specialty specialty on specialty.id = article.specialty_id"
              + " where search.document @@ websearch_to_tsquery('english', ?)"
              + " group by specialty.slug, specialty.name order by answers desc, specialty.name",
          row -> {
            total[0] += row.getInt("answers");
            filters.add(
                new Link(
                    frame.paths().search(q, row.getString("slug")),
                    frame
                        .words()
                        .of("search.filter", row.getString("name"), row.getInt("answers"))));
          },
          q);
      List<SearchResult> results =
          jdbc.query(
              "select teaser.*, ts_headline('english', article.transcript, websearch_to_tsquery('english', ?),"
                  + " 'StartSel=\u0002, StopSel=\u0003, MaxFragments=1') as marked"
                  + " from (select search.article_id, ts_rank(search.document, query) as rank"
                  + " from published_article_search search, websearch_to_tsquery('english', ?) query"
                  + " where search.document @@ query order by rank desc, search.article_id limit 10) best"
                  + " join published_teaser teaser on teaser.id = best.article_id"
                  + " join published_article article on article.id = best.article_id"
                  + " order by best.rank desc, best.article_id",
              (row, number) -> {
                SafeHtml match = SafeHtml.marked(row.getString("marked"), '\u0002', '\u0003');
                return new SearchResult(frame.matchCard(teaser(row), match, null), "", List.of());
              },
              q,
              q);
      Listing<SearchResult> listing = new Listing<>(results, 1, 10, Math.min(300, total[0]));
      Pager pager = frame.pager(listing, page -> frame.paths().search(q, null) + "&page=" + page);
      Head head =
          frame
              .head(
                  frame.paths().search(),
                  frame.words().of("title.search.query", q, frame.siteName()),
                  frame.words().of("description.search", frame.siteName()))
              .robots("noindex")
              .query(q)
              .pager(pager)
              .named(frame.words().of("crumb.search"));
      model.addAttribute(
          "page",
          new SearchPage(
              head,
              q,
              listing.total(),
              total[0] > 300,
              false,
              null,
              frame.paths().searchAsTyped(q, null),
              filters.stream().limit(10).toList(),
              null,
              null,
              frame.paths().search(q, null),
              List.of(),
              results,
              pager,
              List.of(),
              null));
      return "search/search";
    }

    private record Found(ArticleTeaser teaser, String transcript, boolean demo) {}

    private static ArticleTeaser teaser(ResultSet row) throws SQLException {
      OffsetDateTime edited = row.getObject("edited_at", OffsetDateTime.class);
      return new ArticleTeaser(
          row.getLong("id"),
          row.getString("slug"),
          row.getString("lang"),
          row.getString("title"),
          row.getString("excerpt"),
          row.getString("doctor_slug"),
          row.getString("doctor_name"),
          row.getString("doctor_portrait"),
          row.getString("specialty_slug"),
          row.getString("specialty_name"),
          (Integer) row.getObject("duration_seconds"),
          edited == null ? null : edited.toInstant(),
          row.getObject("edited_on", LocalDate.class),
          row.getObject("review_due_on", LocalDate.class),
          row.getObject("published_at", OffsetDateTime.class).toInstant(),
          row.getString("audio"),
          row.getString("audio_opus"));
    }
  }
}
