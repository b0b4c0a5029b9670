package org.vivavoce.auth;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.WholePage;

/** Renders every template of this room with as little, as much and as hostile a text as can be. */
class AuthTemplateTest {
  private static final String PEOPLE = "/admin/people";

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("auth", pages());
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), AuthTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    Desk door = WholePage.FRAME.desk(null, "Door", null, null);
    Desk desk = WholePage.desk("Desk", PEOPLE);
    String script = "/static/js/passkey.js";
    return Map.ofEntries(
        Map.entry(
            "auth/typed", new TypedPage(door, "Why.", "How.", "/admin/login", null, List.of())),
        Map.entry("auth/login", new LoginPage(door, "", "/admin", script, List.of())),
        Map.entry("auth/login-code", new LoginCodePage(door, "/admin", List.of())),
        Map.entry(
            "auth/link",
            new LinkPage(
                door, "/admin/reset/x", "Lead", false, "", "", List.of(), false, false, List.of())),
        Map.entry("auth/link-void", new LinkVoidPage(door, "Text")),
        Map.entry(
            "auth/prove", new ProvePage(desk, "/admin", "/admin", false, false, script, List.of())),
        Map.entry(
            "auth/account",
            new AccountPage(
                desk, "a@b", "Editor", false, null, 0, List.of(), List.of(), null, script,
                List.of())),
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
                true,
                "",
                null,
                "/admin/people",
                null,
                null,
                List.of())),
        Map.entry(
            "auth/link-made", new LinkMadePage(desk, "For A", "http://x/", null, "/admin/people")));
  }

  private static Map<String, Record> full(String text) {
    Desk door = WholePage.FRAME.desk(null, text, null, text);
    Desk desk = WholePage.desk(text, PEOPLE);
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
        Map.entry(
            "auth/typed",
            new TypedPage(
                WholePage.FRAME.desk(null, text, null, null),
                text,
                text,
                "/admin/login",
                new TypedPage.Again(
                    "/admin/articles/1",
                    "multipart/form-data",
                    List.of(new TypedPage.Field("csrf", "token"), new TypedPage.Field(text, text))),
                List.of(
                    new TypedPage.Text("typed-1", text, text),
                    new TypedPage.Text("typed-2", text, "</textarea>" + text)))),
        Map.entry(
            "auth/prove",
            new ProvePage(desk, text, "/admin", true, true, script, wrong(text, "password"))),
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
                true,
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
                false,
                text,
                List.of(new PersonPage.Difference(text, text, "")),
                "/admin/people",
                text,
                text,
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

  private static List<FormError> wrong(String text, String... fields) {
    return Stream.of(fields).map(field -> new FormError(field, text)).toList();
  }
}
