package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Trees;

/** How a portal ends that is asked to. */
class StopIT {
  private Path data;

  @BeforeEach
  void createFolder() throws IOException {
    data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "stop");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Trees.delete(data);
  }

  @Test
  void itIsNotReadyFirstThenFinishesWhatHasBegunAndThenStopsItsDatabase() throws Exception {
    PortalProcess portal = PortalProcess.start(data, Map.of("DRAIN_SECONDS", "2"));
    try {
      assertEquals(200, portal.get("/readyz").statusCode());
      try (Socket slow = connect(portal);
          Socket late = connect(portal)) {
        late.getOutputStream().write("GET / HTTP/1.1\r\nHost: local".getBytes(US_ASCII));
        String body = "email=a@example.org&password=" + "guess".repeat(100);
        slow.getOutputStream()
            .write(
                """
                POST /admin/login HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/x-www-form-urlencoded\r
                Content-Length: %d\r
                \r
                """
                    .formatted(body.length())
                    .getBytes(US_ASCII));
        // Letter by letter: it is on its way for as long as the portal takes to close.
        AtomicBoolean closed = new AtomicBoolean();
        CompletableFuture<Void> sent =
            CompletableFuture.runAsync(() -> sendSlowly(slow, body, closed));
        portal.terminate();
        awaitNotReady(portal);
        HttpResponse<String> last = portal.get("/");
        assertEquals(200, last.statusCode(), "it still answers");
        assertEquals(
            "close",
            last.headers().firstValue("Connection").orElse(""),
            "the next one is for somebody else");
        assertEquals(200, portal.get("/healthz").statusCode());
        // Again, as somebody does who is in a hurry: nothing changes.
        portal.terminate();
        awaitClosed(portal);
        // Asked only now: without an answer, so that it is asked again elsewhere.
        late.getOutputStream().write("host\r\nReferer: /\r\n\r\n".getBytes(US_ASCII));
        assertEquals(-1, late.getInputStream().read());
        closed.set(true);
        sent.get(20, TimeUnit.SECONDS);
        String answer = new String(slow.getInputStream().readAllBytes(), US_ASCII);
        assertTrue(answer.startsWith("HTTP/1.1 403"), "it comes from nowhere: " + answer);
      }
      // 128 and the number of the signal.
      assertEquals(143, portal.ended());
    } finally {
      portal.kill();
    }
    assertFalse(Files.exists(data.resolve("postgresql/cluster/postmaster.pid")));
    String log = Files.readString(data.resolve("postgresql/server.log"));
    assertTrue(log.strip().endsWith("database system is shut down"), log);
    PortalProcess again = PortalProcess.start(data);
    try {
      assertEquals(200, again.get("/readyz").statusCode());
      assertFalse(
          Files.readString(data.resolve("postgresql/server.log"))
              .contains("not properly shut down"));
      again.terminate();
      assertEquals(143, again.ended());
    } finally {
      again.kill();
    }
  }

  private static void sendSlowly(Socket socket, String body, AtomicBoolean atOnce) {
    try {
      for (int letter = 0; letter < body.length(); letter++) {
        if (!atOnce.get()) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        socket.getOutputStream().write(body.charAt(letter));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatTheBuildStartedEndsWithIt() throws Exception {
    PortalProcess portal = PortalProcess.startBelowAnother(data);
    assertEquals(200, portal.get("/readyz").statusCode());
    List<ProcessHandle> below = portal.descendants();
    assertFalse(below.isEmpty(), "the portal itself stands below what is killed");
    portal.kill();
    awaitClosed(portal);
    for (ProcessHandle each : below) {
      each.onExit().get(20, TimeUnit.SECONDS);
    }
    assertFalse(
        Files.exists(data.resolve("postgresql/cluster/postmaster.pid")), "its database still runs");
  }

  private static Socket connect(PortalProcess portal) throws IOException {
    return new Socket(InetAddress.getByName("localhost"), URI.create(portal.url("/")).getPort());
  }

  private static void awaitNotReady(PortalProcess portal) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (portal.get("/readyz").statusCode() == 200) {
      assertTrue(System.nanoTime() < deadline, "it is still ready");
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertEquals("stopping\n", portal.get("/readyz").body());
  }

  private static void awaitClosed(PortalProcess portal) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (isOpen(portal)) {
      assertTrue(System.nanoTime() < deadline, "it still takes connections");
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThrows(ConnectException.class, () -> connect(portal).close());
  }

  private static boolean isOpen(PortalProcess portal) throws IOException {
    try (Socket socket = connect(portal)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }
}
