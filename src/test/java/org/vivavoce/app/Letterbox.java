package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A mail server that takes one letter. */
public final class Letterbox implements AutoCloseable {
  private final ServerSocket server;
  private final CompletableFuture<String> letter;

  private Letterbox(ServerSocket server) {
    this.server = server;
    this.letter = CompletableFuture.supplyAsync(() -> take(server, () -> {}));
  }

  public static Letterbox open() {
    try {
      return new Letterbox(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What SMTP_URL has to say. */
  public String url() {
    return "smtp://127.0.0.1:" + server.getLocalPort();
  }

  /** All that was said to the server, with the lines of the letter put together again. */
  public String letter() throws Exception {
    return letter.get(20, TimeUnit.SECONDS).replace("=\r\n", "").replace("=3D", "=");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /**
   * Takes one letter.
   *
   * @param meanwhile done when the letter is about to come
   * @return all that was said to the server
   */
  public static String take(ServerSocket server, Runnable meanwhile) {
    try (Socket socket = server.accept();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        PrintWriter out = new PrintWriter(socket.getOutputStream(), false, US_ASCII)) {
      StringBuilder all = new StringBuilder();
      say(out, "220 here");
      boolean inLetter = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        all.append(line).append("\r\n");
        if (inLetter) {
          if (line.equals(".")) {
            inLetter = false;
            say(out, "250 taken");
          }
        } else if (line.equals("DATA")) {
          inLetter = true;
          meanwhile.run();
          say(out, "354 go on");
        } else if (line.equals("QUIT")) {
          say(out, "221 bye");
          return all.toString();
        } else {
          say(out, "250 fine");
        }
      }
      return all.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void say(PrintWriter out, String line) {
    out.print(line + "\r\n");
    out.flush();
  }
}
