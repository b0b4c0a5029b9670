package org.vivavoce.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections over which a request is begun and does not come to the end of its headers. The
 * server's own patience with silence begins anew with each letter, so that a few who send one from
 * time to time could hold all connections that there are.
 *
 * <p>A bean of the connector, which tells it of its connections. It costs requests nothing: what
 * connections count anyway is looked at from time to time.
 */
public final class HeaderDeadline extends AbstractLifeCycle implements Connection.Listener {
  private final Scheduler scheduler;
  private final Duration most;
  private final long pauseMillis;
  private final Map<HttpConnection, Seen> open = new ConcurrentHashMap<>();
  private volatile Scheduler.@Nullable Task next;

  /**
   * @param most so long headers may take, and a tenth more until that is noticed
   */
  public HeaderDeadline(Connector connector, Duration most) {
    this.scheduler = connector.getScheduler();
    this.most = most;
    this.pauseMillis = Math.max(1, most.toMillis() / 10);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection http) {
      open.put(http, Seen.of(http));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  @Override
  protected void doStart() {
    later();
  }

  @Override
  protected void doStop() {
    Scheduler.Task task = next;
    if (task != null) {
      task.cancel();
    }
  }

  private void later() {
    next = scheduler.schedule(this::look, pauseMillis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long now = System.nanoTime();
    open.forEach(
        (connection, seen) -> {
          HttpParser parser = connection.getParser();
          if (connection.getMessagesIn() != seen.requests || !parser.inHeaderState()) {
            // Another request, or what comes is a body.
            open.replace(connection, seen, Seen.of(connection));
          } else if (seen.begun != null && now - seen.begun > most.toNanos()) {
            // Not the connection itself, which would look here for what is left of a body.
            connection.getEndPoint().close();
          } else if (seen.begun == null
              && (!parser.isStart() || connection.getBytesIn() > seen.bytes)) {
            open.replace(connection, seen, new Seen(seen.requests, seen.bytes, now));
          }
        });
    if (isRunning()) {
      later();
    }
  }

  /**
   * What was seen of a connection.
   *
   * @param requests whose headers were read to their end
   * @param bytes that had come by then, or by when that was noticed
   * @param begun when more was found to have come; null where it has not
   */
  private record Seen(long requests, long bytes, @Nullable Long begun) {
    static Seen of(HttpConnection connection) {
      return new Seen(connection.getMessagesIn(), connection.getBytesIn(), null);
    }
  }
}
