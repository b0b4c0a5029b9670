package org.vivavoce.seo;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.NotFoundResponse;
import java.io.BufferedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.config.Config;
import org.vivavoce.db.PublicCache;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * {@code /robots.txt}, {@code /sitemap.xml} and {@code /sitemaps/…}: what may be read, and all that
 * there is to read.
 */
public final class SeoRoutes {
  private static final Pattern FILE = Pattern.compile("([a-z]+)-([1-9][0-9]{0,8})\\.xml");
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Raised whenever the files are written otherwise. */
  private static final int EDITION = 1;

  private static final String XML = "application/xml; charset=utf-8";

  private final Paths paths;
  private final Frame frame;
  private final SitemapQueries queries;
  private final String robots;

  public SeoRoutes(Jdbi jdbi, PublicCache cache, Frame frame) {
    this(jdbi, cache, frame, SitemapQueries.MOST_URLS);
  }

  /**
   * @param size how many URLs a file of the sitemap holds at most
   */
  SeoRoutes(Jdbi jdbi, PublicCache cache, Frame frame, int size) {
    this.paths = frame.paths();
    this.frame = frame;
    this.queries = new SitemapQueries(jdbi, cache, frame.config().isLoopback(), size);
    // Search results are not disallowed: their noindex is only seen where they may be fetched.
    this.robots =
        """
        User-agent: *
        Disallow: /admin/
        Allow: /

        Sitemap: %s
        """
            .formatted(paths.absolute(paths.sitemapIndex()));
  }

  public void addTo(RouteTable routes) {
    routes.get("/robots.txt", Role.PUBLIC, this::robots);
    routes.get(paths.sitemapIndex(), Role.PUBLIC, this::index);
    routes.get("/sitemaps/{file}", Role.PUBLIC, this::file);
    Config.IndexNow indexNow = frame.config().indexNow();
    if (indexNow != null) {
      routes.get(
          paths.indexNowKey(indexNow.key()), Role.PUBLIC, context -> key(context, indexNow.key()));
    }
  }

  private void robots(Context context) {
    context.header("Cache-Control", "public, max-age=3600");
    context.contentType("text/plain; charset=utf-8").result(robots);
  }

  /** By which search engines know that it is this site that tells them of its changes. */
  private static void key(Context context, String key) {
    context.header("Cache-Control", "public, max-age=3600");
    context.contentType("text/plain; charset=utf-8").result(key);
  }

  private void index(Context context) {
    List<String> files = new ArrayList<>();
    files.add(paths.absolute(paths.sitemap("pages", 1)));
    for (SitemapQueries.Kind kind : SitemapQueries.Kind.values()) {
      for (int number : queries.files(kind)) {
        files.add(paths.absolute(paths.sitemap(name(kind), number)));
      }
    }
    HttpCache.respond(context, XML, SitemapWriter.index(files));
  }

  private void file(Context context) {
    Matcher matcher = FILE.matcher(context.pathParam("file"));
    if (!matcher.matches()) {
      throw new NotFoundResponse();
    }
    int number = Integer.parseInt(matcher.group(2));
    if (matcher.group(1).equals("pages") && number == 1) {
      HttpCache.respond(context, XML, SitemapWriter.urls(pages()));
      return;
    }
    for (SitemapQueries.Kind kind : SitemapQueries.Kind.values()) {
      if (name(kind).equals(matcher.group(1))) {
        listing(context, kind, number);
        return;
      }
    }
    throw new NotFoundResponse();
  }

  private void listing(Context context, SitemapQueries.Kind kind, int number) {
    SitemapQueries.State state = queries.state(kind, number);
    if (state.count() == 0) {
      throw new NotFoundResponse();
    }
    // Of the rows and not of the bytes: a file is never held whole.
    if (HttpCache.revalidated(
        context, EDITION + paths.absolute(context.path()) + frame.zone() + state)) {
      return;
    }
    context.contentType(XML);
    if (context.method().equals(HandlerType.HEAD)) {
      return;
    }
    // In one piece as large as a slice: whether it is worth compressing shows at the first of them.
    SitemapWriter writer =
        SitemapWriter.to(new BufferedOutputStream(context.outputStream(), BUFFER_BYTES));
    long after = 0;
    List<SitemapQueries.Entry> entries;
    do {
      entries = queries.entries(kind, number, after);
      for (SitemapQueries.Entry entry : entries) {
        write(writer, kind, entry);
        after = entry.id();
      }
    } while (entries.size() == SitemapQueries.SLICE);
    writer.finish();
  }

  private void write(SitemapWriter writer, SitemapQueries.Kind kind, SitemapQueries.Entry entry) {
    String path =
        switch (kind) {
          case ARTICLES -> paths.article(entry.slug());
          case DOCTORS -> paths.doctor(entry.slug());
          case SPECIALTIES -> paths.specialty(entry.slug());
          case TOPICS -> paths.topic(entry.slug());
        };
    String picture = entry.picture();
    writer.url(
        paths.absolute(path),
        entry.lastEdit(frame.zone()),
        picture == null ? null : paths.absolute(paths.media(picture)));
  }

  /** What stands for itself. */
  private List<String> pages() {
    List<String> pages =
        new ArrayList<>(
            List.of(paths.home(), paths.specialties(), paths.doctors(), paths.topics()));
    frame.site().about().forEach(link -> pages.add(link.href()));
    return pages.stream().map(paths::absolute).toList();
  }

  private static String name(SitemapQueries.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
