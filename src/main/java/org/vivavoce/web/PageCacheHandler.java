package org.vivavoce.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Answers with pages that are kept before anything else looks at the request. Whatever is asked in
 * another way than a browser or a robot asks for a page goes the long way, where the same page is
 * found.
 */
public final class PageCacheHandler extends Handler.Wrapper {
  private final PageCache cache;

  public PageCacheHandler(PageCache cache) {
    this.cache = cache;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean head = request.getMethod().equals("HEAD");
    HttpFields asked = request.getHeaders();
    if ((!head && !request.getMethod().equals("GET"))
        // Whoever comes from another page of ours may be counted.
        || asked.contains(HttpHeader.REFERER)
        || asked.contains(HttpHeader.CONTENT_LENGTH)
        || asked.contains(HttpHeader.TRANSFER_ENCODING)
        || asked.contains(HttpHeader.EXPECT)) {
      return super.handle(request, response, callback);
    }
    KeptPage page =
        cache.fresh(request.getHttpURI().getPathQuery(), asked.get(HttpHeader.ACCEPT_ENCODING));
    if (page == null) {
      return super.handle(request, response, callback);
    }
    KeptPage.Representation sent = page.representation(asked.get(HttpHeader.ACCEPT_ENCODING));
    HttpFields.Mutable fields = response.getHeaders();
    fields.add(RequestGuard.REQUEST_ID, RequestGuard.newId());
    String held = asked.get(HttpHeader.IF_NONE_MATCH);
    if (held != null
        && page.isHeld(String.join(",", asked.getValuesList(HttpHeader.IF_NONE_MATCH)))) {
      fields.add(sent.unchanged());
      response.setStatus(304);
      response.write(true, BufferUtil.EMPTY_BUFFER, callback);
      return true;
    }
    fields.add(sent.whole());
    response.setStatus(200);
    response.write(true, head ? BufferUtil.EMPTY_BUFFER : ByteBuffer.wrap(sent.bytes()), callback);
    return true;
  }
}
