package org.vivavoce.web;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;

/**
 * Gives a request a thread that may wait for the database, virtual where there are such. What
 * stands before it runs where the request was read, and must not wait.
 */
public final class ThreadHandler extends Handler.Wrapper {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    VirtualThreads.getExecutor(getServer().getThreadPool())
        .execute(
            () -> {
              try {
                if (!super.handle(request, response, callback)) {
                  Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                }
              } catch (Throwable failure) {
                Response.writeError(request, response, callback, failure);
              }
            });
    return true;
  }

  /** Nothing in {@link #handle} waits. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
