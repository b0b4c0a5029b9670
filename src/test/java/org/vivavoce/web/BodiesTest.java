package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a request is begun to be worked on, and what it then reads. */
class BodiesTest {
  /** More than is waited for. */
  private static final String BEGINNING = "b".repeat(70_000);

  private final Server server = new Server();
  private final LocalConnector connector = new LocalConnector(server);
  private final AtomicInteger begun = new AtomicInteger();

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void aBodyIsReadToItsEndBeforeAnybodyWorksOnIt() throws Exception {
    start(Duration.ofMinutes(1), 1);
    LocalConnector.LocalEndPoint reader = connector.executeRequest(post("", 9, "abc"));
    assertNull(reader.getResponse(false, 100, TimeUnit.MILLISECONDS));
    reader.addInput("deef");
    assertNull(reader.getResponse(false, 100, TimeUnit.MILLISECONDS));
    assertEquals(0, begun.get());
    reader.addInput("gh");
    assertTrue(answer(reader).endsWith("\r\n\r\nabcdeefgh"));
  }

  @Test
  void chunksAreReadAndSoIsWhatHasNoBody() throws Exception {
    start(Duration.ofMinutes(1), 1);
    LocalConnector.LocalEndPoint reader =
        connector.executeRequest(
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    assertNull(reader.getResponse(false, 100, TimeUnit.MILLISECONDS));
    reader.addInput("2\r\nde\r\n0\r\n\r\n");
    assertTrue(answer(reader).endsWith("\r\n\r\nabcde"));
    assertTrue(
        connector
            .getResponse("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .startsWith("HTTP/1.1 200"));
  }

  @Test
  void ofALongOneTheRestIsReadByWhoeverWorksOnIt() throws Exception {
    LocalConnector.LocalEndPoint reader = theOnlyLongOne();
    String refused = connector.getResponse(post("", 80_000, BEGINNING));
    assertTrue(refused.startsWith("HTTP/1.1 503"), refused);
    reader.addInput("e".repeat(10_000));
    assertTrue(answer(reader).endsWith("\r\n\r\n" + BEGINNING + "e".repeat(10_000)));
    // It is given back just after the answer.
    long end = System.nanoTime() + 10_000_000_000L;
    while (!connector
        .getResponse(post("", 80_000, "c".repeat(80_000)))
        .startsWith("HTTP/1.1 200")) {
      assertTrue(System.nanoTime() < end, "its place is free again");
    }
  }

  @Test
  void strangersTakeNoPlaceOfColleagues() throws Exception {
    LocalConnector.LocalEndPoint stranger = theOnlyLongOne();
    String saved = connector.getResponse(post("X-Colleague: 1\r\n", 80_000, "c".repeat(80_000)));
    assertTrue(saved.startsWith("HTTP/1.1 200"), saved);
    String other = connector.getResponse(post("", 80_000, BEGINNING));
    assertTrue(other.startsWith("HTTP/1.1 503"), other);
    stranger.addInput("e".repeat(10_000));
    assertTrue(answer(stranger).startsWith("HTTP/1.1 200"));
  }

  @Test
  void whoTakesTooLongIsToldSo() throws Exception {
    start(Duration.ofMillis(200), 1);
    LocalConnector.LocalEndPoint reader = connector.executeRequest(post("", 9, "abc"));
    assertNull(reader.getResponse(false, 400, TimeUnit.MILLISECONDS));
    reader.addInput("d");
    assertTrue(answer(reader).startsWith("HTTP/1.1 408"));
    assertEquals(0, begun.get());
  }

  /** A network may have two of the 200 waited for; its third is told to come back. */
  @Test
  void oneNetworkIsNotWaitedForInMasses() throws Exception {
    start(Duration.ofMinutes(1), 5);
    List<LocalConnector.LocalEndPoint> readers = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      readers.add(connector.executeRequest(post("X-Forwarded-For: 203.0.113.5\r\n", 6, "abc")));
      assertTrue(
          number == 2
              || readers.get(number).getResponse(false, 100, TimeUnit.MILLISECONDS) == null);
    }
    assertTrue(answer(readers.get(2)).startsWith("HTTP/1.1 503"));
    readers.get(0).addInput("def");
    assertTrue(answer(readers.get(0)).endsWith("abcdef"));
    LocalConnector.LocalEndPoint next =
        connector.executeRequest(post("X-Forwarded-For: 203.0.113.5\r\n", 6, "abc"));
    assertNull(next.getResponse(false, 100, TimeUnit.MILLISECONDS));
    next.addInput("xyz");
    assertTrue(answer(next).endsWith("abcxyz"));
  }

  @Test
  void whoGoesAwayIsForgotten() throws Exception {
    start(Duration.ofMinutes(1), 1);
    LocalConnector.LocalEndPoint reader = connector.executeRequest(post("", 9, "abc"));
    assertNull(reader.getResponse(false, 100, TimeUnit.MILLISECONDS));
    reader.addInputEOF();
    String answer = reader.getResponse(false, 5, TimeUnit.SECONDS);
    assertFalse(answer != null && answer.startsWith("HTTP/1.1 200"), answer);
    assertEquals(0, begun.get());
  }

  /** One that is worked on, and lacks 10,000 letters; no other is while it is there. */
  private LocalConnector.LocalEndPoint theOnlyLongOne() throws Exception {
    start(Duration.ofMinutes(1), 1);
    LocalConnector.LocalEndPoint reader = connector.executeRequest(post("", 80_000, BEGINNING));
    awaitBegun(1);
    return reader;
  }

  private static String post(String header, int length, String begun) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(header, length, begun);
  }

  private void start(Duration patience, int longer) throws Exception {
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            begun.incrementAndGet();
            String body = Content.Source.asString(request, UTF_8);
            Content.Sink.write(response, true, body, callback);
            return true;
          }
        });
    server.insertHandler(
        new EagerContentHandler(
            new Bodies(
                new ClientAddress(List.of("0.0.0.0")),
                request -> request.getHeaders().contains("X-Colleague"),
                patience,
                200,
                longer)));
    server.start();
  }

  private static String answer(LocalConnector.LocalEndPoint reader) throws Exception {
    String answer = reader.getResponse(false, 10, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("nothing was answered");
    }
    return answer;
  }

  private void awaitBegun(int count) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (begun.get() < count) {
      assertTrue(System.nanoTime() < end, "nobody works on it");
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
