package org.vivavoce.web;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns away requests for another host, before kept pages and all else: 421. Health routes are
 * asked by whatever name a probe has for the machine.
 */
public final class HostHandler extends Handler.Wrapper {
  private static final Logger log = LoggerFactory.getLogger(HostHandler.class);
  private static final Set<String> FOR_PROBES = Set.of("/healthz", "/readyz");
  private static final int LONGEST_TOLD = 80;

  private final Hosts hosts;
  private final String baseUrl;
  private final AtomicBoolean told = new AtomicBoolean();

  public HostHandler(Hosts hosts, String baseUrl) {
    this.hosts = hosts;
    this.baseUrl = baseUrl;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String authority = request.getHeaders().get(HttpHeader.HOST);
    // An address that says it too must say the same; else it has been filled in from the header.
    String addressed = request.getHttpURI().getAuthority();
    int port = Request.getLocalPort(request);
    if ((hosts.isOurs(authority, port) && hosts.isOurs(addressed, port))
        || FOR_PROBES.contains(request.getHttpURI().getPath())) {
      return super.handle(request, response, callback);
    }
    tell(authority);
    Response.writeError(request, response, callback, HttpStatus.MISDIRECTED_REQUEST_421);
    return true;
  }

  /** Nothing here waits; what comes after says it for itself. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  /** Once: whoever opened the portal under a name that is not set needs to know which one is. */
  private void tell(@Nullable String authority) {
    if (told.compareAndSet(false, true)) {
      String asked = authority == null ? "no name" : authority.replaceAll("[^!-~]", "?");
      log.warn(
          "A request for {} was turned away with 421: BASE_URL is {}. If the portal is to be reached under that name, from"
              + " another device for instance, set BASE_URL to its whole address. This is said once.",
          asked.length() > LONGEST_TOLD ? asked.substring(0, LONGEST_TOLD) + "…" : asked,
          baseUrl);
    }
  }
}
