package org.vivavoce.auth;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.config.Config;
import org.vivavoce.db.TestClock;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** Renders every template of this room with as little, as much and as hostile a text as can be. */
class AuthTemplateTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ${7*7} #{nav.people} __${1+1}__ [[9]]";
  private static final Path TEMPLATES = Path.of("src/main/resources/templates/auth");
  private static final Words WORDS = Words.load();
  private static final Views VIEWS = new Views(WORDS, () -> Instant.EPOCH);
  private static final Frame FRAME =
      new Frame(
          Config.from(Map.of()),
          new Paths("http://localhost:8080"),
          WORDS,
          Assets.load(),
          TestClock.FIXED);

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    String html = VIEWS.render(template, page);
    Document document = Jsoup.parse(html);
    List<String> ids = document.select("[id]").eachAttr("id");
    assertAll(
        () -> assertEquals(1, document.select("h1").size()),
        () -> assertFalse(document.title().isBlank()),
        () -> assertEquals(ids.stream().distinct().toList(), ids, "no id stands twice"),
        () -> assertEquals(List.of(), unlabelled(document)),
        () -> assertEquals(List.of(), describedByNothing(document)),
        () -> assertEquals(List.of(), formsWithoutToken(document)),
        () -> assertEquals(0, document.select("script:not([src]), style, [style]").size()),
        () -> assertEquals(0, document.select("[onerror], img[src=x]").size()),
        () -> assertFalse(html.contains("<script>alert")),
        () -> assertFalse(html.contains(" th:")));
    if (kind.equals("hostile")) {
      assertTrue(document.text().contains("<script>alert(1)</script>"), "is shown as it is");
      assertTrue(document.text().contains("${7*7}"), "is not computed");
    }
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    Set<String> tested =
        pages().map(each -> (String) each.get()[0]).collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      assertEquals(
          files
              .map(file -> "auth/" + file.getFileName().toString().replace(".html", ""))
              .collect(Collectors.toCollection(TreeSet::new)),
          tested);
    }
  }

  static Stream<Arguments> pages() {
    return Stream.of(
            List.of(minimal(), "minimal"),
            List.of(full("Plain words"), "full"),
            List.of(full(HOSTILE), "hostile"))
        .flatMap(
            kind -> {
              @SuppressWarnings("unchecked")
              Map<String, Record> pages = (Map<String, Record>) kind.get(0);
              return pages.entrySet().stream()
                  .map(page -> arguments(page.getKey(), kind.get(1), page.getValue()));
            });
  }

  private static Map<String, Record> minimal() {
    Desk door = FRAME.desk(null, "Door", null, null);
    Desk desk = desk("Desk");
    String script = "/static/js/passkey.js";
    return Map.ofEntries(
        Map.entry("auth/login", new LoginPage(door, "", "/admin", script, List.of())),
        Map.entry("auth/login-code", new LoginCodePage(door, "/admin", List.of())),
        Map.entry(
            "auth/link",
            new LinkPage(
                door, "/admin/reset/x", "Lead", false, "", "", List.of(), false, false, List.of())),
        Map.entry("auth/link-void", new LinkVoidPage(door, "Text")),
        Map.entry("auth/prove", new ProvePage(desk, "/admin", false, script, List.of())),
        Map.entry(
            "auth/account",
            new AccountPage(
                desk, "a@b", "Editor", false, null, 0, List.of(), List.of(), script, List.of())),
        Map.entry(
            "auth/second-factor",
            new SecondFactorPage(desk, 9, "M4 4h1v1h-1z", "ABCD", "otpauth://totp/x", List.of())),
        Map.entry("auth/recovery-codes", new RecoveryCodesPage(desk, List.of())),
        Map.entry("auth/people", new PeoplePage(desk, "/admin/people/new", List.of())),
        Map.entry(
            "auth/person",
            new PersonPage(
                desk,
                "/admin/people/new",
                "",
                "",
                "",
                List.of(new PersonPage.RoleBox("editor", "Editor", "Edits.", false)),
                List.of(new PersonPage.DoctorOption("", "Nobody", true)),
                null,
                "/admin/people",
                List.of())),
        Map.entry(
            "auth/link-made", new LinkMadePage(desk, "For A", "http://x/", null, "/admin/people")));
  }

  private static Map<String, Record> full(String text) {
    Desk door = FRAME.desk(null, text, null, text);
    Desk desk = desk(text);
    String script = "/static/js/passkey.js";
    return Map.ofEntries(
        Map.entry("auth/login", new LoginPage(door, text, text, script, wrong(text, "email"))),
        Map.entry("auth/login-code", new LoginCodePage(door, text, wrong(text, "code"))),
        Map.entry(
            "auth/link",
            new LinkPage(
                door,
                "/admin/set-up/x",
                text,
                true,
                text,
                text,
                List.of(text, text),
                true,
                true,
                wrong(text, "name", "email", "password"))),
        Map.entry("auth/link-void", new LinkVoidPage(door, text)),
        Map.entry("auth/prove", new ProvePage(desk, text, true, script, wrong(text, "password"))),
        Map.entry(
            "auth/account",
            new AccountPage(
                desk,
                text,
                text,
                true,
                text,
                9,
                List.of(
                    new AccountPage.PasskeyLine(1, text, text),
                    new AccountPage.PasskeyLine(2, text, text)),
                List.of(
                    new AccountPage.SessionLine("x", text, text, true),
                    new AccountPage.SessionLine("y", text, text, false)),
                script,
                wrong(text, "password", "new-password"))),
        Map.entry(
            "auth/second-factor",
            new SecondFactorPage(
                desk, 9, "M4 4h1v1h-1z", text, "otpauth://totp/x", wrong(text, "code"))),
        Map.entry("auth/recovery-codes", new RecoveryCodesPage(desk, List.of(text, "b"))),
        Map.entry(
            "auth/people",
            new PeoplePage(
                desk,
                "/admin/people/new",
                List.of(
                    new PeoplePage.Line(
                        "/admin/people/1", text, text, text, text, true, "approved", text),
                    new PeoplePage.Line(
                        "/admin/people/2", text, text, text, null, false, "withdrawn", text)))),
        Map.entry(
            "auth/person",
            new PersonPage(
                desk,
                "/admin/people/1",
                text,
                text,
                text,
                List.of(
                    new PersonPage.RoleBox("editor", text, text, true),
                    new PersonPage.RoleBox("author", text, text, false)),
                List.of(new PersonPage.DoctorOption("1", text, true)),
                new PersonPage.Standing(true, false, text, true, false),
                "/admin/people",
                wrong(
                    text,
                    "name",
                    "email",
                    "roles",
                    "credentials",
                    "doctor",
                    "disable",
                    "second-factor"))),
        Map.entry("auth/link-made", new LinkMadePage(desk, text, text, text, "/admin/people")));
  }

  private static Desk desk(String heading) {
    return FRAME.desk(
        new SignedIn(1, heading, null, Set.of(Role.ADMINISTRATOR), null, "token", true),
        heading,
        "/admin/people",
        null);
  }

  private static List<FormError> wrong(String text, String... fields) {
    return Stream.of(fields).map(field -> new FormError(field, text)).toList();
  }

  private static List<String> unlabelled(Document document) {
    return document.select("input:not([type=hidden]), select, textarea").stream()
        .filter(field -> field.closest("label") == null)
        .filter(field -> document.select("label[for=" + field.id() + "]").isEmpty())
        .map(Element::outerHtml)
        .toList();
  }

  private static List<String> describedByNothing(Document document) {
    return document.select("[aria-describedby]").stream()
        .flatMap(element -> Stream.of(element.attr("aria-describedby").split(" ")))
        .filter(id -> document.getElementById(id) == null)
        .toList();
  }

  private static List<String> formsWithoutToken(Document document) {
    return document.select("form[method=post]").stream()
        .filter(
            form -> !form.attr("action").matches("/admin/(login|set-up|invitations|reset)(/.*)?"))
        .filter(form -> form.select("input[name=csrf][value=token]").isEmpty())
        .map(Element::outerHtml)
        .toList();
  }
}
