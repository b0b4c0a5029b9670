package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;

/** Share images and podcast covers over HTTP. */
class PictureIT {
  private static Portal portal;

  @BeforeAll
  static void open() {
    TestDatabase database = TestDatabase.withDemo();
    Imports.run(
        database.jdbi(),
        Imports.line("1", "Why?", "Because.", "\"slug\": \"why\", \"aliases\": [\"why-once\"]"),
        Imports.line("2", "What?", "That.", "\"slug\": \"draft\", \"status\": \"draft\""),
        Imports.line("3", "How?", "So.", "\"slug\": \"gone\""),
        Imports.line("4", "Where?", "There.", "\"slug\": \"where\""));
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'Wrong.' where slug = 'gone'");
              handle.execute(
                  "insert into former_slug (kind, slug, target_id) select 'doctor', 'ada-once', id from doctor where slug = 'ada-example'");
              handle.execute(
                  "insert into former_slug (kind, slug, target_id) select 'specialty', 'oncology-once', id from specialty where slug = 'oncology'");
              handle.execute(
                  "insert into former_slug (kind, slug, target_id) select 'topic', 'topic-once', min(id) from topic");
            });
    portal = Portal.over(database);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/share.png",
        "/articles/why/share.png",
        "/articles/how-is-metastatic-esophageal-cancer-treated/share.png",
        "/doctors/ada-example/share.png",
        "/doctors/thomas-keller/share.png",
        "/specialties/oncology/share.png",
        "/podcast.png",
        "/doctors/thomas-keller/podcast.png",
        "/specialties/oncology/podcast.png",
        "/topics/esophageal-cancer/podcast.png"
      })
  void aPictureIsServedToEverybodyAndKept(String path) throws IOException {
    HttpResponse<byte[]> response = portal.bytes(path, "Accept-Encoding", "gzip");
    HttpResponse<String> head = portal.send("HEAD", path);
    assertEquals(200, response.statusCode());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(response.body()));
    boolean cover = path.endsWith("podcast.png");
    String etag = header(response, "ETag");
    HttpResponse<byte[]> again = portal.bytes(path, "If-None-Match", etag);
    assertAll(
        () -> assertEquals(cover ? 1400 : 1200, image.getWidth()),
        () -> assertEquals(cover ? 1400 : 630, image.getHeight()),
        () -> assertFalse(image.getColorModel().hasAlpha()),
        () -> assertEquals("image/png", header(response, "Content-Type")),
        () -> assertEquals("public, max-age=14400", header(response, "Cache-Control")),
        () -> assertEquals("cross-origin", header(response, "Cross-Origin-Resource-Policy")),
        () -> assertEquals("", header(response, "Set-Cookie")),
        () -> assertEquals(304, again.statusCode()),
        () -> assertEquals(0, again.body().length),
        () -> assertEquals(etag, header(again, "ETag")),
        () -> assertEquals("public, max-age=14400", header(again, "Cache-Control")),
        () -> assertEquals("cross-origin", header(again, "Cross-Origin-Resource-Policy")),
        () -> assertEquals(200, head.statusCode()),
        () -> assertEquals(String.valueOf(response.body().length), header(head, "Content-Length")),
        () -> assertEquals("", header(response, "Content-Encoding")));
  }

  @Test
  void pagesNameTheirPictures() {
    for (String path :
        new String[] {"/", "/articles/why", "/doctors/ada-example", "/specialties/oncology"}) {
      String picture = portal.page(path).select("meta[property=og:image]").attr("content");
      assertEquals(
          200, portal.bytes(URI.create(picture).getPath()).statusCode(), path + ": " + picture);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/articles/why-once/share.png, /articles/why/share.png",
    "/articles/WHY/share.png, /articles/why/share.png",
    "/doctors/ada-once/share.png, /doctors/ada-example/share.png",
    "/doctors/ada-once/podcast.png, /doctors/ada-example/podcast.png",
    "/specialties/oncology-once/share.png, /specialties/oncology/share.png",
    "/specialties/oncology-once/podcast.png, /specialties/oncology/podcast.png"
  })
  void formerAddressesLeadOn(String former, String current) {
    HttpResponse<String> response = portal.get(former);
    assertEquals(301, response.statusCode());
    assertEquals(current, response.headers().firstValue("Location").orElse(""));
  }

  @Test
  void aFormerConditionLeadsOnToo() {
    for (String name : new String[] {"share.png", "podcast.png"}) {
      HttpResponse<String> response = portal.get("/topics/topic-once/" + name);
      assertEquals(301, response.statusCode());
      String current = header(response, "Location");
      assertTrue(current.endsWith("/" + name), current);
      assertEquals(200, portal.bytes(current).statusCode());
    }
  }

  @Test
  void demonstrationStaysOutOfSearchEnginesElsewhere() {
    String[] demo = {
      "/articles/how-is-metastatic-esophageal-cancer-treated/share.png",
      "/doctors/thomas-keller/podcast.png",
      "/topics/esophageal-cancer/podcast.png",
      "/share.png"
    };
    TestDatabase database = TestDatabase.withDemo();
    try (Portal elsewhere = Portal.over(database, Map.of("BASE_URL", "https://voices.example"))) {
      for (String path : demo) {
        HttpResponse<byte[]> response = elsewhere.bytes(path);
        assertEquals("noindex", header(response, "X-Robots-Tag"), path);
        HttpResponse<byte[]> held =
            elsewhere.bytes(path, "If-None-Match", header(response, "ETag"));
        assertEquals(304, held.statusCode());
        assertEquals("noindex", header(held, "X-Robots-Tag"), path);
        assertEquals("", header(portal.bytes(path), "X-Robots-Tag"), path);
      }
      Imports.run(database.jdbi(), Imports.line("1", "Why?", "Because.", "\"slug\": \"why\""));
      assertEquals("", header(elsewhere.bytes("/articles/why/share.png"), "X-Robots-Tag"));
      assertEquals("", header(elsewhere.bytes("/share.png"), "X-Robots-Tag"));
    }
  }

  @Test
  void aPictureSaysWhoIsHeard() {
    Jdbi jdbi = portal.database().jdbi();
    String spoken = "/articles/how-is-metastatic-esophageal-cancer-treated/share.png";
    String doctor =
        Rows.one(
            jdbi,
            String.class,
            "select doctor.slug from doctor join article on article.doctor_id = doctor.id where article.slug = 'how-is-metastatic-esophageal-cancer-treated'");
    Set<String> answer = new HashSet<>();
    Set<String> profile = new HashSet<>();
    Set<String> cover = new HashSet<>();
    List<String> changes =
        List.of(
            "update article set synthetic_voice = true where doctor_id = (select id from doctor where slug = :doctor) and recording_id is not null",
            "update article set synthetic_voice = false where doctor_id = (select id from doctor where slug = :doctor)",
            "update doctor set kind = 'organization' where slug = :doctor",
            "update article set recording_id = null where doctor_id = (select id from doctor where slug = :doctor)");
    // Of its own: other tests look at the same answers.
    try (Portal own = Portal.withDemo()) {
      // An institution has none: nothing but who is heard is to differ.
      own.database()
          .jdbi()
          .useHandle(handle -> handle.execute("update doctor set credentials = null"));
      for (String change : changes) {
        own.database()
            .jdbi()
            .useHandle(handle -> handle.createUpdate(change).bind("doctor", doctor).execute());
        answer.add(header(own.bytes(spoken), "ETag"));
        profile.add(header(own.bytes("/doctors/" + doctor + "/share.png"), "ETag"));
        cover.add(header(own.bytes("/doctors/" + doctor + "/podcast.png"), "ETag"));
      }
    }
    assertEquals(4, answer.size());
    assertEquals(4, profile.size());
    assertEquals(4, cover.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/articles/draft/share.png",
        "/articles/nobody-knows/share.png",
        "/articles/why/podcast.png",
        "/topics/nobody-knows/share.png",
        "/topics/nobody-knows/podcast.png",
        "/doctors/nobody-knows/share.png",
        "/doctors/nobody-knows/podcast.png",
        "/specialties/nobody-knows/share.png",
        "/specialties/nobody-knows/podcast.png",
        "/articles/..%2fwhy/share.png"
      })
  void whatIsNotPublicHasNoPicture(String path) {
    int status = portal.get(path).statusCode();
    assertTrue(status == 404 || (path.contains("%2f") && status == 400), path + ": " + status);
  }

  @Test
  void theWithdrawnIsGone() {
    HttpResponse<String> response = portal.get("/articles/gone/share.png");
    assertEquals(410, response.statusCode());
    assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
  }

  @Test
  void aRenamedQuestionIsDrawnAnewAndNothingElseIs() {
    Jdbi jdbi = portal.database().jdbi();
    HttpResponse<byte[]> before = portal.bytes("/articles/where/share.png");
    jdbi.useHandle(
        handle -> handle.execute("update article set transcript = 'Here.' where slug = 'where'"));
    HttpResponse<byte[]> corrected = portal.bytes("/articles/where/share.png");
    assertEquals(header(before, "ETag"), header(corrected, "ETag"));
    jdbi.useHandle(
        handle -> handle.execute("update article set title = 'Whither?' where slug = 'where'"));
    HttpResponse<byte[]> renamed =
        portal.bytes("/articles/where/share.png", "If-None-Match", header(before, "ETag"));
    assertEquals(200, renamed.statusCode());
    assertNotEquals(header(before, "ETag"), header(renamed, "ETag"));
    assertFalse(Arrays.equals(before.body(), renamed.body()));
  }

  @Test
  void theDemonstrationIsMarkedAndTheRestIsNot() throws IOException {
    // The mark's yellow, in the upper right corner.
    assertTrue(isMarked("/articles/how-is-metastatic-esophageal-cancer-treated/share.png"));
    assertTrue(isMarked("/doctors/thomas-keller/share.png"));
    assertFalse(isMarked("/articles/why/share.png"));
    assertFalse(isMarked("/doctors/ada-example/share.png"));
    assertFalse(isMarked("/share.png"), "not all of it is demonstration");
  }

  private static boolean isMarked(String path) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(portal.bytes(path).body()));
    for (int x = 900; x < 1140; x++) {
      String color = String.format(Locale.ROOT, "%06x", image.getRGB(x, 60) & 0xffffff);
      if (color.equals("ffd34d")) {
        return true;
      }
    }
    return false;
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
