package org.vivavoce.seo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.config.Config;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.web.Paths;

/**
 * Tells search engines which addresses have changed, by IndexNow (https://www.indexnow.org). Any
 * number of instances run it; one of them submits at a time.
 */
public final class IndexNowWorker {
  private static final Logger log = LoggerFactory.getLogger(IndexNowWorker.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** The most that the protocol allows in one request. */
  private static final int MOST_URLS = 10_000;

  private static final int MOST_LISTINGS = 10_000;

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Well within the time for which nobody else submits. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LAST_RETRY = Duration.ofHours(6);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final int TOO_MANY_REQUESTS = 429;

  private final IndexNowEditor editor;
  private final Config.IndexNow settings;
  private final Paths paths;
  private final Clock clock;
  private final Duration patience;
  private final int most;
  private @Nullable HttpClient client;

  public IndexNowWorker(Jdbi jdbi, Config.IndexNow settings, Paths paths, Clock clock) {
    this(jdbi, settings, paths, clock, PATIENCE, MOST_URLS);
  }

  /**
   * @param patience for one request as a whole
   * @param most URLs in one request
   */
  IndexNowWorker(
      Jdbi jdbi, Config.IndexNow settings, Paths paths, Clock clock, Duration patience, int most) {
    this.editor = new IndexNowEditor(jdbi);
    this.settings = settings;
    this.paths = paths;
    this.clock = clock;
    this.patience = patience;
    this.most = most;
  }

  /** Begins to work; what is being submitted when it is closed is submitted again later. */
  public BackgroundWorker start() {
    return BackgroundWorker.start(
        "indexnow-worker",
        "Search engines are not told of changes yet",
        PAUSE,
        worker -> workOff(worker::isClosed));
  }

  /** Submits what is due. */
  void workOff() {
    workOff(() -> false);
  }

  private void workOff(BooleanSupplier closed) {
    editor.present();
    boolean more = true;
    while (more && !closed.getAsBoolean()) {
      more = editor.gather(MOST_LISTINGS);
    }
    while (!closed.getAsBoolean()) {
      Optional<IndexNowEditor.Batch> batch = editor.take(most);
      if (batch.isEmpty()) {
        break;
      }
      submit(batch.get());
    }
    if (!closed.getAsBoolean()) {
      editor.sweep();
    }
  }

  private void submit(IndexNowEditor.Batch batch) {
    Duration growing =
        shorter(LAST_RETRY, FIRST_RETRY.multipliedBy(1L << Math.min(batch.failures(), 20)));
    try {
      HttpResponse<Void> response = post(body(batch));
      int status = response.statusCode();
      if (status >= 200 && status < 300) {
        editor.submitted(batch);
        log.info("Search engines were told of {} addresses", batch.addresses().size());
      } else if (status == TOO_MANY_REQUESTS || status >= 500) {
        Duration asked = shorter(LONGEST_WAIT, retryAfter(response));
        putOff(
            batch, asked.compareTo(growing) > 0 ? asked : growing, "IndexNow answered " + status);
      } else {
        putOff(
            batch,
            LAST_RETRY,
            "IndexNow refused with %d (INDEXNOW_KEY, INDEXNOW_ENDPOINT and BASE_URL have to be right, and %s to be reached from outside)"
                .formatted(status, keyLocation()));
      }
    } catch (ExecutionException e) {
      putOff(batch, growing, "IndexNow is out of reach (" + e.getCause() + ")");
    } catch (TimeoutException e) {
      putOff(batch, growing, "IndexNow did not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void putOff(IndexNowEditor.Batch batch, Duration pause, String why) {
    editor.putOff(batch, pause);
    // Once for a row of failures: a search engine that is down for long is not to fill the log.
    if (batch.failures() == 0) {
      log.warn("{}: what has changed is kept, and tried again in {}", why, pause);
    } else {
      log.debug("{}: tried again in {}", why, pause);
    }
  }

  private HttpResponse<Void> post(byte[] body)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
    }
    HttpRequest request =
        HttpRequest.newBuilder(settings.endpoint())
            .timeout(patience)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    // The client's own patience ends with the headers; an answer can trickle on for ever.
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      answer.cancel(true);
    }
  }

  private byte[] body(IndexNowEditor.Batch batch) {
    ObjectNode body = JSON.createObjectNode();
    body.put("host", URI.create(paths.absolute("")).getRawAuthority());
    body.put("key", settings.key());
    body.put("keyLocation", keyLocation());
    ArrayNode urls = body.putArray("urlList");
    batch.addresses().forEach(address -> urls.add(paths.absolute(path(address))));
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String keyLocation() {
    return paths.absolute(paths.indexNowKey(settings.key()));
  }

  private String path(IndexNowEditor.Address address) {
    return switch (address.kind()) {
      case "article" -> paths.article(address.slug());
      case "doctor" -> paths.doctor(address.slug());
      case "specialty" -> paths.specialty(address.slug());
      case "topic" -> paths.topic(address.slug());
      default -> throw new IllegalStateException("no page is a " + address.kind());
    };
  }

  /** How long the server asks to be left alone: seconds, or until a date (RFC 9110). */
  private Duration retryAfter(HttpResponse<?> response) {
    String value = response.headers().firstValue("Retry-After").orElse("0").strip();
    if (value.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Duration.between(clock.instant(), until);
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
