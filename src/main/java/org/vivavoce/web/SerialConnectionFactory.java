package org.vivavoce.web;

import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Connections that are read by one thread at a time.
 *
 * <p>The server answers what is malformed in a thread of its own, which goes on reading the
 * connection when it is done, while the thread that found the fault may still be giving back the
 * buffer it was read into (Jetty 12.1.12, and 12.1.14 too: {@code HttpConnection.onFillable}). A
 * buffer that is given back twice is given to two connections, and each reader gets what the other
 * was to get: an answer without its head, or with somebody else's. Whoever sends malformed requests
 * could bring that about for everybody.
 */
public final class SerialConnectionFactory extends HttpConnectionFactory {
  public SerialConnectionFactory(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    return configure(
        new SerialConnection(getHttpConfiguration(), connector, endPoint), connector, endPoint);
  }

  private static final class SerialConnection extends HttpConnection {
    private final ReentrantLock reading = new ReentrantLock();

    SerialConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
      super(configuration, connector, endPoint);
    }

    /** Nothing in it waits: whatever may, has threads of its own, by {@link ThreadHandler}. */
    @Override
    public void onFillable() {
      reading.lock();
      try {
        super.onFillable();
      } finally {
        reading.unlock();
      }
    }
  }
}
