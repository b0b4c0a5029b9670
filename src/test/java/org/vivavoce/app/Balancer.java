package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before several portals and sends each request to the next one. As nginx does, it asks
 * another one where there is no connection, and for what only reads also where no answer comes.
 */
final class Balancer extends Wire implements AutoCloseable {
  private final List<Integer> portals;
  private final ServerSocket door;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  Balancer(Wire... portals) {
    this.portals = new CopyOnWriteArrayList<>(Arrays.stream(portals).map(Balancer::port).toList());
    try {
      this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  @Override
  public String url(String path) {
    return "http://localhost:" + door.getLocalPort() + path;
  }

  /** Another one stands where that one stood, counted from 0. */
  void replace(int which, Wire portal) {
    portals.set(which, port(portal));
  }

  private static int port(Wire portal) {
    return URI.create(portal.url("/")).getPort();
  }

  /** Which portal, counted from 0, has answered which method, for example {@code 1 POST}. */
  Set<String> asked() {
    return Set.copyOf(asked);
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket reader = door.accept();
        start(() -> serve(reader));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket reader) {
    try (reader) {
      byte[] request = whole(reader.getInputStream());
      byte[] answer = new byte[0];
      int first = turn.getAndIncrement();
      for (int attempt = 0; answer.length == 0 && attempt < portals.size(); attempt++) {
        answer = answer(request, Math.floorMod(first + attempt, portals.size()));
      }
      reader.getOutputStream().write(answer);
    } catch (IOException e) {
      // the reader has gone
    }
  }

  /** Empty where another one may be asked. */
  private byte[] answer(byte[] request, int next) throws IOException {
    String method = new String(request, ISO_8859_1).split(" ", 2)[0];
    Socket portal;
    try {
      portal = new Socket(InetAddress.getLoopbackAddress(), portals.get(next));
    } catch (IOException e) {
      return new byte[0];
    }
    try (portal) {
      portal.setSoTimeout(30_000);
      portal.getOutputStream().write(request);
      byte[] answer = portal.getInputStream().readAllBytes();
      if (answer.length == 0 && !method.equals("GET")) {
        throw new IOException("it may have been done");
      }
      asked.add(next + " " + method);
      return answer;
    } catch (IOException e) {
      if (method.equals("GET")) {
        return new byte[0];
      }
      throw e;
    }
  }

  /** The request, with an end to the connection after it. */
  private static byte[] whole(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    StringBuilder sent = new StringBuilder();
    int length = 0;
    for (String line : head.toString(ISO_8859_1).split("\r\n")) {
      String name = line.toLowerCase(Locale.ROOT);
      if (name.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
      if (!name.startsWith("connection:") && !name.startsWith("upgrade:")) {
        sent.append(line).append("\r\n");
      }
    }
    sent.append("Connection: close\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(sent.toString().getBytes(ISO_8859_1));
    request.writeBytes(in.readNBytes(length));
    return request.toByteArray();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "balancer");
    thread.setDaemon(true);
    thread.start();
  }
}
