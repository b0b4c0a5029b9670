package org.vivavoce.seo;

import io.javalin.http.Context;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/** {@code /robots.txt}: everything public may be read; search results are left to readers. */
public final class SeoRoutes {
  private final String robots;

  public SeoRoutes(Paths paths) {
    // Search results are not disallowed: their noindex is only seen where they may be fetched.
    this.robots =
        """
        User-agent: *
        Disallow: /admin/
        Allow: /

        # %s
        """
            .formatted(paths.absolute(paths.home()));
  }

  public void addTo(RouteTable routes) {
    routes.get("/robots.txt", Role.PUBLIC, this::robots);
  }

  private void robots(Context context) {
    context.header("Cache-Control", "public, max-age=3600");
    context.contentType("text/plain; charset=utf-8").result(robots);
  }
}
