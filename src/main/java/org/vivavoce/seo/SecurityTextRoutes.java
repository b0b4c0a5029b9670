package org.vivavoce.seo;

import io.javalin.http.Context;
import java.net.URI;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * {@code /.well-known/security.txt} (RFC 9116): whom to tell of a hole; only where somebody is
 * named who wants to hear of it.
 */
public final class SecurityTextRoutes {
  private static final String PATH = "/.well-known/security.txt";

  /** So long it may be believed by whoever keeps it; at most a year, says the RFC. */
  private static final int DAYS = 90;

  private final Frame frame;

  public SecurityTextRoutes(Frame frame) {
    this.frame = frame;
  }

  public void addTo(RouteTable routes) {
    URI contact = frame.config().securityContact();
    if (contact != null) {
      routes.get(PATH, Role.PUBLIC, context -> show(context, contact));
    }
  }

  private void show(Context context, URI contact) {
    context.header("Cache-Control", "public, max-age=3600");
    context
        .contentType("text/plain; charset=utf-8")
        .result(
            """
            Contact: %s
            Expires: %sT00:00:00Z
            Canonical: %s
            Preferred-Languages: en
            """
                .formatted(
                    contact.toASCIIString(),
                    frame.today().plusDays(DAYS),
                    frame.paths().absolute(PATH)));
  }
}
