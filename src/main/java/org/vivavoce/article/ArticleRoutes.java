package org.vivavoce.article;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.content.Article;
import org.vivavoce.content.ContentChange;
import org.vivavoce.db.ArticleSlugs;
import org.vivavoce.media.Captions;
import org.vivavoce.related.ReadNextEditor;
import org.vivavoce.seo.StructuredData;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Gone;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Origins;
import org.vivavoce.web.PageCache;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;

/**
 * {@code /articles/{slug}}: the page, its older addresses, and the tombstone of a withdrawn answer.
 */
public final class ArticleRoutes {
  private final ArticleQueries queries;
  private final NextReadRoutes nextRead;
  private final ArticleSlugs slugs;
  private final Frame frame;
  private final Views views;
  private final ChangeCache changes;
  private final StructuredData data;

  /**
   * @param keeper told which pages are wanted
   * @param origins from which a step to an answer is counted
   */
  public ArticleRoutes(
      Jdbi jdbi,
      BesideKeeper keeper,
      ReadNextEditor readNext,
      ClientAddress addresses,
      Origins origins,
      Frame frame,
      Views views) {
    this.queries = new ArticleQueries(jdbi, keeper);
    this.nextRead = new NextReadRoutes(readNext, addresses, origins);
    this.slugs = new ArticleSlugs(jdbi);
    this.frame = frame;
    this.views = views;
    this.changes = new ChangeCache(frame.words());
    this.data = new StructuredData(frame);
  }

  public void addTo(RouteTable routes) {
    routes.page("/articles/{slug}", nextRead::count, this::article);
    routes.get("/articles/{slug}/captions.vtt", Role.PUBLIC, this::captions);
    routes.page("/articles/{slug}/history", this::history);
  }

  private void article(Context context) {
    String slug = Requests.slug(context);
    Optional<ArticleQueries.Whole> found = queries.find(slug);
    if (found.isPresent()) {
      Article article = found.get().article();
      List<SameQuestion.Row> others = found.get().others();
      Stream.of(
              Stream.of(article.teaser().id()),
              article.otherVoices().stream().map(other -> other.article().id()),
              SameQuestion.best(others, frame.today()).stream()
                  .limit(SameQuestion.SHOWN)
                  .map(SameQuestion.Row::articleId))
          .flatMap(ids -> ids)
          .forEach(shown -> PageCache.shows(context, ContentChange.article(shown)));
      views.respond(
          context,
          "article/article",
          ArticlePage.of(article, found.get().told(), others, frame, data));
      return;
    }
    leadOn(context, slug, frame.paths()::article);
  }

  private void history(Context context) {
    String slug = Requests.slug(context);
    Optional<ArticleQueries.History> history = queries.history(slug);
    if (history.isPresent()) {
      PageCache.shows(context, ContentChange.article(history.get().articleId()));
      views.respond(
          context, "article/history", HistoryPage.of(slug, history.get(), frame, changes::shown));
      return;
    }
    leadOn(context, slug, frame.paths()::articleHistory);
  }

  private void captions(Context context) {
    // Podcast apps on the web fetch them by script.
    RequestGuard.forOtherSites(context);
    String slug = Requests.slug(context);
    Optional<ArticleQueries.CaptionFile> found = queries.captions(slug);
    if (found.isPresent()) {
      String vtt = Captions.vtt(found.get().cues(), found.get().estimated());
      HttpCache.respond(context, "text/vtt; charset=utf-8", vtt);
      return;
    }
    leadOn(context, slug, frame.paths()::captions);
  }

  /** An older address leads to the current one; a withdrawn answer is said to be gone. */
  private void leadOn(Context context, String slug, UnaryOperator<String> path) {
    Optional<String> current = slugs.current(slug).filter(each -> !each.equals(slug));
    if (current.isPresent()) {
      RequestGuard.redirect(context, path.apply(current.get()));
      return;
    }
    throw slugs
        .withdrawn(slug)
        .<RuntimeException>map(ArticleRoutes::gone)
        .orElseGet(NotFoundResponse::new);
  }

  private static Gone gone(ArticleSlugs.Withdrawn answer) {
    return new Gone(
        new Gone.Answer(
            answer.title(),
            answer.lang(),
            LocalDate.ofInstant(answer.withdrawnAt(), ZoneOffset.UTC),
            answer.reason()));
  }
}
