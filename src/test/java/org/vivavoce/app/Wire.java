package org.vivavoce.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/** What a reader has of a portal, wherever it runs: they ask, and it answers. */
public abstract class Wire {
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public abstract String url(String path);

  /** The name under which it is asked, where it is another than that in the address; or null. */
  protected @Nullable String host() {
    return null;
  }

  /** Somebody new at the door, with a browser of their own. */
  public Visitor visitor() {
    return new Visitor(this);
  }

  /**
   * @param headers names and values in turn
   */
  public HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, headers);
  }

  public HttpResponse<String> send(String method, String path, String... headers) {
    return send(
        method,
        path,
        HttpRequest.BodyPublishers.noBody(),
        HttpResponse.BodyHandlers.ofString(),
        headers);
  }

  /** Sends a form with these headers and no others: a {@link Visitor} behaves like a browser. */
  public HttpResponse<String> send(String method, String path, Form form, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Content-Type", form.contentType()));
    return send(
        method,
        path,
        HttpRequest.BodyPublishers.ofByteArray(form.bytes()),
        HttpResponse.BodyHandlers.ofString(),
        all.toArray(String[]::new));
  }

  /** Sends just these characters. */
  public HttpResponse<String> sendText(String method, String path, String body, String... headers) {
    return send(
        method,
        path,
        HttpRequest.BodyPublishers.ofString(body),
        HttpResponse.BodyHandlers.ofString(),
        headers);
  }

  /** Sends just these bytes. */
  public HttpResponse<String> sendBytes(
      String method, String path, byte[] bytes, String... headers) {
    return send(
        method,
        path,
        HttpRequest.BodyPublishers.ofByteArray(bytes),
        HttpResponse.BodyHandlers.ofString(),
        headers);
  }

  /** What is no text. */
  public HttpResponse<byte[]> bytes(String path, String... headers) {
    return send(
        "GET",
        path,
        HttpRequest.BodyPublishers.noBody(),
        HttpResponse.BodyHandlers.ofByteArray(),
        headers);
  }

  private <T> HttpResponse<T> send(
      String method,
      String path,
      HttpRequest.BodyPublisher sent,
      HttpResponse.BodyHandler<T> body,
      String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(path))).method(method, sent);
    if (headers.length > 0) {
      request.headers(headers);
    }
    String host = host();
    if (host != null) {
      request.header("Host", host);
    }
    try {
      return client.send(request.build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The page at a path, which must be there. */
  public Document page(String path) {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answers " + response.statusCode());
    }
    return Jsoup.parse(response.body(), url(path));
  }
}
