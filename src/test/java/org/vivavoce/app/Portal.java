package org.vivavoce.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.Config;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.RouteTable;

/** The whole portal on a free port, over a database of its own, and a reader who asks it things. */
public final class Portal implements AutoCloseable {
  private final TestDatabase database;
  private final Clock clock;
  private final App app;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private Portal(TestDatabase database, Map<String, String> settings, Clock clock) {
    this.database = database;
    this.clock = clock;
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT", "0");
    environment.put("BASE_URL", "http://localhost:8080");
    environment.put("DATABASE_URL", TestDatabase.url(database.runtime()));
    environment.put("DATABASE_OWNER_URL", TestDatabase.url(database.owner()));
    environment.putAll(settings);
    this.app =
        new App(Config.from(environment), database.database(), clock, TestAccounts.COST).start();
  }

  public static Portal over(TestDatabase database) {
    return new Portal(database, Map.of(), TestClock.FIXED);
  }

  public static Portal over(TestDatabase database, Map<String, String> settings) {
    return new Portal(database, settings, TestClock.FIXED);
  }

  public static Portal over(TestDatabase database, Map<String, String> settings, Clock clock) {
    return new Portal(database, settings, clock);
  }

  public static Portal withDemo() {
    return over(TestDatabase.withDemo());
  }

  public TestDatabase database() {
    return database;
  }

  public Clock clock() {
    return clock;
  }

  /** As at the start of the portal. */
  public Optional<String> setUpLink() {
    return app.setUpLink();
  }

  /** Somebody new at the door, with a browser of their own. */
  public Visitor visitor() {
    return new Visitor(this);
  }

  public List<RouteTable.Route> routes() {
    return app.routes();
  }

  public String url(String path) {
    return "http://localhost:" + app.port() + path;
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
    try {
      return client.send(request.build(), body);
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " was not answered", e);
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

  @Override
  public void close() {
    app.close();
    database.close();
  }
}
