package org.vivavoce.app;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Lets requests that have begun come to their end when the portal stops. One that comes later, over
 * a connection that was still open, has its connection closed instead of an answer where asking
 * again does no harm: browsers and proxies then ask again by themselves, the proxy another instance
 * (RFC 9110, 9.2.2). All others are told to come back.
 */
final class LastRequests extends GracefulHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean harmless =
        HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    if (!isShutdown() || !harmless) {
      return super.handle(request, response, callback);
    }
    request.getConnectionMetaData().getConnection().getEndPoint().close();
    callback.failed(new IllegalStateException("The portal is stopping"));
    return true;
  }
}
