package org.vivavoce.web;

import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Connections on which one thread at a time looks for requests.
 *
 * <p>The server answers what is malformed in a thread of its own, which goes on reading the
 * connection when it is done, while the thread that found the fault may still be giving back the
 * buffer it was read into (Jetty 12.1.12: {@code HttpConnection.onFillable}). A buffer that is
 * given back twice is lent to two connections, and each reader gets what the other was to get: an
 * answer without its head, or with somebody else's. Whoever sends malformed requests could bring
 * that about for everybody.
 *
 * <p>What a request sends after its headers is read elsewhere, by whoever handles it, and by no
 * other meanwhile.
 */
public final class SerialConnectionFactory extends HttpConnectionFactory {
  public SerialConnectionFactory(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    HttpConnection connection = new SerialConnection(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
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
