package org.vivavoce.article;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.content.Article;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Gone;
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
  private final Frame frame;
  private final Views views;

  public ArticleRoutes(Jdbi jdbi, Frame frame, Views views) {
    this.queries = new ArticleQueries(jdbi);
    this.frame = frame;
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get("/articles/{slug}", Role.PUBLIC, this::article);
  }

  private void article(Context context) {
    String slug = Requests.slug(context);
    Optional<Article> article = queries.find(slug);
    if (article.isPresent()) {
      views.respond(context, "article/article", ArticlePage.of(article.get(), frame));
      return;
    }
    Optional<String> current = queries.currentSlug(slug);
    if (current.isPresent()) {
      RequestGuard.redirect(context, frame.paths().article(current.get()));
      return;
    }
    throw queries
        .withdrawalReason(slug)
        .<RuntimeException>map(Gone::new)
        .orElseGet(NotFoundResponse::new);
  }
}
