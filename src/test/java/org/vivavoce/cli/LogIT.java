package org.vivavoce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.TestDatabase;

/**
 * What the portal itself logs where it fails with what people typed: enough, and nothing of that.
 */
class LogIT {
  private static final String EMAIL = "patient.zero@example.org";
  private static final String SECRET = "correct horse battery staple";
  private static final String HOSTILE = "words \u001b[2J of a reader\u2028who is hostile";

  @Test
  void aFailedRequestLeavesWhatWasTypedOutOfTheLog() throws JsonProcessingException {
    try (Log log = new Log();
        Portal portal = Portal.withDemo()) {
      portal
          .database()
          .ownerJdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "alter table feedback add constraint broken check (false) not valid"));
      HttpResponse<String> answer =
          portal.send(
              "POST",
              "/articles/how-is-metastatic-esophageal-cancer-treated/feedback",
              Form.of("homepage", "", "kind", "error", "text", HOSTILE, "email", EMAIL),
              "Sec-Fetch-Site",
              "same-origin");
      assertEquals(500, answer.statusCode());
      JsonNode line = log.only("feedback failed");
      String all = log.text();
      assertAll(
          () -> assertEquals("ERROR", line.path("level").asText()),
          () ->
              assertEquals(
                  answer.headers().firstValue("X-Request-Id").orElseThrow(),
                  line.path("request").asText()),
          () -> assertTrue(line.path("exception").asText().contains("broken"), all),
          () -> assertFalse(all.contains(EMAIL), all),
          () -> assertFalse(all.contains("of a reader"), all));
    }
  }

  @Test
  void aPathThatOpensADoorIsNotLogged() throws JsonProcessingException {
    try (Log log = new Log();
        Portal portal = Portal.over(TestDatabase.migrated())) {
      portal
          .database()
          .ownerJdbi()
          .useHandle(handle -> handle.execute("alter table account_link rename to no_link"));
      String token = "a".repeat(43);
      assertEquals(500, portal.get("/admin/reset/" + token).statusCode());
      JsonNode line = log.only("failed");
      assertAll(
          () -> assertEquals("GET /admin/reset/{token} failed", line.path("message").asText()),
          () -> assertFalse(log.text().contains(token), log.text()));
    }
  }

  /** Whoever likes could fill a disk with it: it is their fault, and is told to them. */
  @Test
  void aFormThatCannotBeReadIsAnsweredAndNotLogged() {
    try (Log log = new Log();
        Portal portal = Portal.over(TestDatabase.migrated())) {
      for (String type : List.of("multipart/form-data; boundary=x", "multipart/form-data")) {
        for (String body : List.of("garbage", "--x\r\ngarbage", "--x\r\n\r\n--x", "--x--")) {
          int status =
              portal
                  .sendText(
                      "POST",
                      "/admin/articles/new",
                      body,
                      "Content-Type",
                      type,
                      "Accept",
                      "text/html",
                      "Origin",
                      portal.url(""))
                  .statusCode();
          assertTrue(status == 400 || status == 401, type + body + status);
        }
      }
      assertEquals(200, portal.get("/healthz").statusCode());
      assertFalse(log.text().contains("\"exception\""), log.text());
    }
  }

  @Test
  void aFailedWorkerSaysWhichItIsAndNotWhatItHadInHand() throws Exception {
    try (Log log = new Log();
        TestDatabase database = TestDatabase.migrated()) {
      BackgroundWorker worker =
          BackgroundWorker.start(
              "spoilt-worker",
              "Something waits",
              Duration.ofMinutes(1),
              own ->
                  database
                      .jdbi()
                      .useHandle(
                          handle ->
                              handle
                                  .createUpdate(
                                      "insert into audit_entry (actor, action, detail) values (:actor, null, to_jsonb(:detail))")
                                  .bind("actor", EMAIL + HOSTILE)
                                  .bind("detail", SECRET)
                                  .execute()));
      JsonNode line = log.only("Something waits");
      worker.close();
      String all = log.text();
      assertAll(
          () -> assertEquals("spoilt-worker", line.path("worker").asText()),
          () ->
              assertTrue(
                  line.path("exception").asText().contains("insert into audit_entry"),
                  "the statement, to look for it: " + all),
          () -> assertFalse(all.contains(EMAIL), all),
          () -> assertFalse(all.contains(SECRET), all));
    }
  }

  /** What is logged, as it would be written. */
  private static final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final LogEncoder encoder = new LogEncoder(true);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    Log() {
      setContext(root.getLoggerContext());
      start();
      root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(new String(encoder.encode(event), UTF_8));
    }

    /** Waits for the line whose message ends so. */
    JsonNode only(String end) throws JsonProcessingException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (System.nanoTime() < deadline) {
        for (String line : lines) {
          JsonNode object = new ObjectMapper().readTree(line);
          if (object.path("message").asText().endsWith(end)) {
            return object;
          }
        }
        Thread.onSpinWait();
      }
      throw new AssertionError("nothing ends in \"" + end + "\": " + text());
    }

    String text() {
      return String.join("", lines);
    }

    @Override
    public void close() {
      root.detachAppender(this);
      stop();
    }
  }
}
