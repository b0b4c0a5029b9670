package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** Forms that are larger than any that somebody fills in are refused in plain words. */
class UploadLimitsIT {
  private static final String UPLOAD = "/admin/articles/new";
  private static Portal portal;
  private static Visitor editor;

  @BeforeAll
  static void open() {
    portal = Portal.over(TestDatabase.migrated());
    editor = TestAccounts.signedIn(portal, Role.EDITOR);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  static Stream<Arguments> tooMuch() {
    return Stream.of(
        Arguments.of("one field", Form.of("transcript", "x".repeat(5_000_000)).multipart()),
        Arguments.of("all fields", fields(9, 600_000).multipart()),
        Arguments.of("fields", fields(1_500, 1).multipart()),
        Arguments.of("files", files(1_500)),
        Arguments.of("a large plain form", Form.of("transcript", "x".repeat(5_000_000))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooMuch")
  void tooMuchIsRefusedInPlainWords(String what, Form form) {
    HttpResponse<String> response = editor.post(UPLOAD, form, "Accept", "text/html");
    Document page = Jsoup.parse(response.body());
    assertAll(
        () -> assertEquals(413, response.statusCode()),
        () -> assertEquals("close", response.headers().firstValue("Connection").orElse("")),
        () -> assertEquals("That was too much at once", page.select("h1").text()),
        () -> assertFalse(response.body().contains("Exception")));
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/form-data,x",
    "multipart/form-data; boundary=b,x",
    "multipart/form-data; boundary=b,--b",
    "multipart/form-data; boundary=,--b--"
  })
  void whatIsBrokenIsABadRequest(String contentType, String body) {
    HttpResponse<String> response =
        portal.sendText(
            "POST",
            UPLOAD,
            body,
            "Content-Type",
            contentType,
            "Cookie",
            editor.cookie(),
            "Origin",
            portal.url(""));
    assertAll(
        () -> assertEquals(400, response.statusCode()),
        () ->
            assertEquals(
                "We could not read that request",
                Jsoup.parse(response.body()).select("h1").text()));
  }

  @Test
  void whatManyFilesMayHoldIsStillTaken() {
    Form form = files(200).with("csrf", editor.csrf());
    assertEquals(422, editor.post(UPLOAD, form).statusCode(), "read, and found wanting");
  }

  private static Form fields(int count, int size) {
    Form form = Form.of();
    for (int number = 0; number < count; number++) {
      form.with("field" + number, "x".repeat(size));
    }
    return form;
  }

  private static Form files(int count) {
    Form form = Form.of();
    for (int number = 0; number < count; number++) {
      form.file("file" + number, "a.txt", "text/plain", "x".getBytes(UTF_8));
    }
    return form;
  }
}
