package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With many who send nonsense beside some who do not. */
class SerialConnectionFactoryTest {
  private static final int MALFORMED = 60_000;
  private static final int WHO_SEND_IT = 4;
  private static final int WHO_DO_NOT = 2;
  private static final String TEXT = "<!doctype html>whole";

  private final Buffers buffers = new Buffers();
  private final Server server = new Server(new QueuedThreadPool(), null, buffers);
  private final ServerConnector connector =
      new ServerConnector(server, new SerialConnectionFactory(new HttpConfiguration()));
  private final ExecutorService readers = Executors.newCachedThreadPool();

  @BeforeEach
  void start() throws Exception {
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    server.setHandler(new Answering());
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    readers.shutdownNow();
    server.stop();
  }

  @Test
  void whatIsMalformedChangesNoAnswerOfOthers() throws Exception {
    AtomicInteger left = new AtomicInteger(MALFORMED);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> nonsense =
        each(
            WHO_SEND_IT,
            () -> {
              int answered = 0;
              while (left.getAndDecrement() > 0) {
                String answer = exchange("GET / HTTP/1.1\r\nHost: a\r\nb \0: c\r\n\r\n");
                assertEquals("HTTP/1.1 400 Bad Request", answer.lines().findFirst().orElse(""));
                answered++;
              }
              return answered;
            });
    List<Future<Integer>> sense =
        each(
            WHO_DO_NOT,
            () -> {
              int answered = 0;
              while (!over.get()) {
                String answer = exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertEquals("HTTP/1.1 200 OK", answer.lines().findFirst().orElse(""));
                assertEquals(TEXT, answer.substring(answer.indexOf("\r\n\r\n") + 4));
                answered++;
              }
              return answered;
            });
    int refused = 0;
    try {
      for (Future<Integer> each : nonsense) {
        refused += each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      over.set(true);
    }
    assertEquals(MALFORMED, refused);
    for (Future<Integer> each : sense) {
      assertTrue(each.get(10, TimeUnit.SECONDS) > 0);
    }
    assertEquals(0, buffers.givenBackTwice.get(), "buffers were given back twice");
  }

  private List<Future<Integer>> each(int many, Callable<Integer> reader) {
    return Stream.generate(() -> readers.submit(reader)).limit(many).toList();
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
      socket.setSoTimeout(10_000);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static final class Answering extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html");
      response.write(true, ByteBuffer.wrap(TEXT.getBytes(ISO_8859_1)), callback);
      return true;
    }
  }

  /** Notices what is given back by whom it was not lent to any more. */
  private static final class Buffers extends ArrayByteBufferPool {
    private final AtomicInteger givenBackTwice = new AtomicInteger();

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
      RetainableByteBuffer.Mutable lent = super.acquire(size, direct);
      AtomicInteger held = new AtomicInteger(1);
      return new RetainableByteBuffer.Wrapper(lent) {
        @Override
        public void retain() {
          held.incrementAndGet();
          super.retain();
        }

        @Override
        public boolean release() {
          if (held.decrementAndGet() < 0) {
            givenBackTwice.incrementAndGet();
          }
          return super.release();
        }
      };
    }
  }
}
