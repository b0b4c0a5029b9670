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
 *
 * <p>A kept page is sent by the thread that read the request from its connection: waking another
 * for it would cost as much as sending it. All else may wait for the database, and gets a thread by
 * {@link ThreadHandler}.
 */
public final class PageCacheHandler extends Handler.Wrapper {
  /** Of one connection; the next goes the long way, on another thread. */
  private static final long IN_A_ROW = 1_024;

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
        || asked.contains(HttpHeader.EXPECT)
        // Whoever sends requests without an end lets others read, too.
        || request.getConnectionMetaData().getConnection().getMessagesIn() % IN_A_ROW == 0) {
      return super.handle(request, response, callback);
    }
    KeptPage page =
        cache.fresh(request.getHttpURI().getPathQuery(), asked.get(HttpHeader.ACCEPT_ENCODING));
    if (page == null) {
      return super.handle(request, response, callback);
    }
    cache.sentAtOnce();
    KeptPage.Representation sent = page.representation(asked.get(HttpHeader.ACCEPT_ENCODING));
    HttpFields.Mutable fields = response.getHeaders();
    fields.add(RequestGuard.REQUEST_ID, RequestGuard.newId());
    if (asked.contains(HttpHeader.IF_NONE_MATCH)
        && asked.getValuesList(HttpHeader.IF_NONE_MATCH).stream().anyMatch(page::isHeld)) {
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

  /** Nothing in {@link #handle} waits. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
