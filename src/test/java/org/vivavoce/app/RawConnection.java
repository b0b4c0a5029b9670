package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One connection to a portal, over which just these bytes are sent, and answers are read. */
final class RawConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RawConnection(Wire portal) throws IOException {
    URI server = URI.create(portal.url("/"));
    this.socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(5_000);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends one request alone, and reads all that comes until the connection is closed. */
  static String exchange(Wire portal, String request) throws IOException {
    try (RawConnection connection = new RawConnection(portal)) {
      connection.send(request.getBytes(ISO_8859_1));
      return connection.rest();
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Nothing more will be sent. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** All that comes until the other side closes the connection. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection was left open after " + all, e);
    }
    return all.toString(ISO_8859_1);
  }

  /** Whether something has come that was not read yet. */
  boolean hasAnswer() throws IOException {
    return in.available() > 0;
  }

  /**
   * The next answer.
   *
   * @param head whether it was asked for by HEAD, and has no body
   * @throws EOFException where the connection was closed without one
   */
  Answer read(boolean head) throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.")) {
      throw new IllegalStateException("no answer begins with '" + status + "'");
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    int code = Integer.parseInt(status.split(" ")[1]);
    Answer answer = new Answer(code, headers, "");
    if (code / 100 == 1) {
      return read(head);
    }
    if (head || code == 204 || code == 304) {
      return answer;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (answer.header("transfer-encoding").equals("chunked")) {
      for (int length = Integer.parseInt(line(), 16);
          length > 0;
          length = Integer.parseInt(line(), 16)) {
        body.write(in.readNBytes(length));
        line();
      }
      line();
    } else if (answer.header("content-length").isEmpty()) {
      body.write(in.readAllBytes());
    } else {
      body.write(in.readNBytes(Integer.parseInt(answer.header("content-length"))));
    }
    return new Answer(code, headers, body.toString(ISO_8859_1));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0) {
        throw new EOFException("closed after '" + line + "'");
      }
      line.append((char) each);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * What came back.
   *
   * @param headers as they came, one a line
   * @param body byte by byte
   */
  record Answer(int status, List<String> headers, String body) {
    Answer {
      headers = List.copyOf(headers);
    }

    /** The first of that name, in lower case; empty where there is none. */
    String header(String name) {
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }
}
