package org.vivavoce.seo;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.PublicCache;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Words;

/**
 * {@code …/feed.atom} and {@code …/podcast.xml}: the newest answers of all, of a specialty, on a
 * condition, by a doctor.
 */
public final class FeedRoutes {
  private static final int ENTRIES = 50;
  private static final int EPISODES = 300;
  private static final long PATIENCE_MILLIS = 5_000;
  private static final int RETRY_SECONDS = 30;

  private final FeedQueries queries;
  private final FeedCache cache;
  private final Paths paths;
  private final Words words;
  private final AtomWriter atom;
  private final PodcastWriter podcast;

  /**
   * @param changes knows when something was published
   * @param loopback whether the portal is seen on this machine alone: only there feeds tell of
   *     demonstration content
   */
  public FeedRoutes(Jdbi jdbi, PublicCache changes, Frame frame, boolean loopback) {
    this.queries = new FeedQueries(jdbi, loopback);
    this.cache = new FeedCache(changes, PATIENCE_MILLIS);
    this.paths = frame.paths();
    this.words = frame.words();
    this.atom = new AtomWriter(frame);
    this.podcast = new PodcastWriter(frame);
  }

  public void addTo(RouteTable routes) {
    routes.get("/feed.atom", Role.PUBLIC, atom(FeedSubject.Kind.SITE));
    routes.get("/specialties/{slug}/feed.atom", Role.PUBLIC, atom(FeedSubject.Kind.SPECIALTY));
    routes.get("/topics/{slug}/feed.atom", Role.PUBLIC, atom(FeedSubject.Kind.TOPIC));
    routes.get("/doctors/{slug}/feed.atom", Role.PUBLIC, atom(FeedSubject.Kind.DOCTOR));
    routes.get("/podcast.xml", Role.PUBLIC, podcast(FeedSubject.Kind.SITE));
    routes.get("/specialties/{slug}/podcast.xml", Role.PUBLIC, podcast(FeedSubject.Kind.SPECIALTY));
    routes.get("/topics/{slug}/podcast.xml", Role.PUBLIC, podcast(FeedSubject.Kind.TOPIC));
    routes.get("/doctors/{slug}/podcast.xml", Role.PUBLIC, podcast(FeedSubject.Kind.DOCTOR));
  }

  private Handler atom(FeedSubject.Kind kind) {
    return handler(
        kind,
        AtomWriter.TYPE,
        paths::atom,
        subject -> atom.write(subject, queries.newest(subject, ENTRIES)));
  }

  private Handler podcast(FeedSubject.Kind kind) {
    return handler(
        kind,
        PodcastWriter.TYPE,
        paths::podcast,
        subject -> podcast.write(subject, queries.newestEpisodes(subject, EPISODES)));
  }

  private Handler handler(
      FeedSubject.Kind kind,
      String type,
      UnaryOperator<String> path,
      Function<FeedSubject, String> write) {
    return context -> {
      RequestGuard.forOtherSites(context);
      String slug = slug(context, kind);
      Optional<HttpCache.Finished> feed;
      try {
        feed =
            cache.get(
                new FeedCache.Key(type, kind, slug),
                () -> queries.find(kind, slug).map(write).map(HttpCache.Finished::new));
      } catch (RejectedExecutionException e) {
        busy(context);
        return;
      }
      if (feed.isPresent()) {
        HttpCache.respond(context, type + "; charset=utf-8", feed.get());
      } else {
        RequestGuard.redirect(context, path.apply(current(context, kind)));
      }
    };
  }

  private void busy(Context context) {
    HttpCache.noStore(context);
    context.header("Retry-After", String.valueOf(RETRY_SECONDS));
    context.contentType("text/plain; charset=utf-8");
    context.status(HttpStatus.SERVICE_UNAVAILABLE).result(words.of("feeds.busy"));
  }

  private static String slug(Context context, FeedSubject.Kind kind) {
    return kind == FeedSubject.Kind.SITE ? "" : Requests.slug(context);
  }

  /** The page to which a former address leads. */
  private String current(Context context, FeedSubject.Kind kind) {
    return queries
        .currentSlug(kind, slug(context, kind))
        .map(each -> kind.page(paths, each))
        .orElseThrow(NotFoundResponse::new);
  }
}
