package org.vivavoce.seo;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * {@code …/feed.atom} and {@code …/podcast.xml}: the newest answers of all, of a specialty, on a
 * condition, by a doctor.
 */
public final class FeedRoutes {
  private static final int ENTRIES = 50;
  private static final int EPISODES = 300;

  private final FeedQueries queries;
  private final Paths paths;
  private final AtomWriter atom;
  private final PodcastWriter podcast;

  /**
   * @param loopback whether the portal is seen on this machine alone: only there feeds tell of
   *     demonstration content
   */
  public FeedRoutes(Jdbi jdbi, Frame frame, boolean loopback) {
    this.queries = new FeedQueries(jdbi, loopback);
    this.paths = frame.paths();
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
    routes.get("/doctors/{slug}/podcast.xml", Role.PUBLIC, podcast(FeedSubject.Kind.DOCTOR));
  }

  private Handler atom(FeedSubject.Kind kind) {
    return context -> {
      RequestGuard.forOtherSites(context);
      Optional<FeedSubject> known = queries.find(kind, slug(context, kind));
      if (known.isEmpty()) {
        RequestGuard.redirect(context, paths.atom(current(context, kind)));
        return;
      }
      FeedQueries.Newest newest = queries.newest(known.get(), ENTRIES);
      respond(context, AtomWriter.TYPE, atom.write(known.get(), newest));
    };
  }

  private Handler podcast(FeedSubject.Kind kind) {
    return context -> {
      RequestGuard.forOtherSites(context);
      Optional<FeedSubject> known = queries.find(kind, slug(context, kind));
      if (known.isEmpty()) {
        RequestGuard.redirect(context, paths.podcast(current(context, kind)));
        return;
      }
      FeedQueries.Newest newest = queries.newestEpisodes(known.get(), EPISODES);
      respond(context, PodcastWriter.TYPE, podcast.write(known.get(), newest));
    };
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

  private static void respond(Context context, String type, String xml) {
    HttpCache.respond(context, type + "; charset=utf-8", xml);
  }
}
