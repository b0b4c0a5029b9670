package org.vivavoce.web;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** Refuses requests with more headers than any browser sends, proxies' own among them: 431. */
public final class HeaderLimit implements HttpConfiguration.Customizer {
  private static final int MOST = 100;

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    if (request.getHeaders().size() > MOST) {
      throw new HttpException.RuntimeException(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431);
    }
    return request;
  }
}
