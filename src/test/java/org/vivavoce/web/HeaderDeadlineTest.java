package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which connections are closed, and which are not. */
class HeaderDeadlineTest {
  private static final Duration MOST = Duration.ofMillis(400);
  private static final int LARGE = 20_000_000;

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  @BeforeEach
  void start() throws Exception {
    connector.setHost("127.0.0.1");
    connector.addBean(new HeaderDeadline(connector, MOST));
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            String body = Content.Source.asString(request, US_ASCII);
            boolean large = request.getHttpURI().getPath().equals("/large");
            Content.Sink.write(response, true, large ? "l".repeat(LARGE) : body, callback);
            return true;
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void headersThatDoNotEndAreNotWaitedFor() throws Exception {
    try (Socket reader = connect()) {
      send(reader, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      assertThrows(IOException.class, () -> sendSlowly(reader, "a".repeat(200)));
    }
  }

  @Test
  void norAreThoseOfALaterRequest() throws Exception {
    try (Socket reader = connect()) {
      send(reader, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertTrue(reader.getInputStream().read() == 'H');
      send(reader, "GET / HTTP/1.1\r\nX-Slow: ");
      assertThrows(IOException.class, () -> sendSlowly(reader, "a".repeat(200)));
    }
  }

  @Test
  void bodiesAndAnswersMayTakeLonger() throws Exception {
    try (Socket writer = connect();
        Socket reader = connect()) {
      send(reader, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
      send(writer, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n");
      sendSlowly(writer, "b".repeat(20));
      String answer = new String(writer.getInputStream().readNBytes(15), US_ASCII);
      assertEquals("HTTP/1.1 200 OK", answer);
      // Read only now, five times as late as headers may be.
      int length = reader.getInputStream().readNBytes(LARGE).length;
      assertEquals(LARGE, length);
    }
  }

  /** Who waits for leave to send its body is told so by an answer that is none yet. */
  @Test
  void norHasABodyLessTimeForWhichLeaveWasAsked() throws Exception {
    try (Socket writer = connect()) {
      for (String expects : List.of("Expect: 100-continue\r\n", "")) {
        send(
            writer,
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n" + expects + "\r\n");
        sendSlowly(writer, "b".repeat(12));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("b".repeat(12)) < 0) {
          int letter = writer.getInputStream().read();
          assertTrue(letter >= 0, "closed after " + answer);
          answer.append((char) letter);
        }
        assertTrue(answer.indexOf("HTTP/1.1 200 OK") >= 0, answer.toString());
      }
    }
  }

  @Test
  void whoAsksOneAfterTheOtherIsLeftAlone() throws Exception {
    try (Socket reader = connect()) {
      for (int time = 0; time < 8; time++) {
        send(reader, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nok");
        TimeUnit.MILLISECONDS.sleep(MOST.toMillis() / 3);
      }
      send(reader, "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nend");
      String all = new String(reader.getInputStream().readAllBytes(), US_ASCII);
      assertTrue(all.endsWith("end"), all);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** A tenth of a second for each letter. */
  private static void sendSlowly(Socket socket, String text) throws Exception {
    for (int letter = 0; letter < text.length(); letter++) {
      TimeUnit.MILLISECONDS.sleep(100);
      send(socket, text.substring(letter, letter + 1));
    }
  }
}
