package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * The form for answers in a real browser: what is typed is kept, shown, and not left by accident.
 */
class ManuscriptBrowserIT {
  private static Portal portal;
  private static Newsroom newsroom;
  private static Chromium chromium;
  private static SignedIn editor;
  private static String path;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR, Role.REVIEWER);
    path =
        newsroom
            .post(
                editor,
                "/admin/articles/new",
                Map.of("title", "Typed?", "lang", "en", "transcript", "Saved."))
            .headers()
            .firstValue("Location")
            .orElseThrow()
            .replaceAll("\\?.*", "");
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
      chromium.close();
    }
  }

  @Test
  void whatIsTypedIsKeptAndPreviewed() {
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(newsroom.url(path));
          page.locator("[data-preview] summary").click();
          page.locator("#transcript").fill("Typed, not saved.");
          page.waitForFunction(
              "() => document.querySelector('.manuscript__kept').textContent.startsWith('Kept')");
          page.frameLocator("[data-preview] iframe").getByText("Typed, not saved.").waitFor();
          AtomicBoolean warned = new AtomicBoolean();
          page.onDialog(
              dialog -> {
                warned.set(dialog.type().equals("beforeunload"));
                dialog.accept();
              });
          page.navigate(newsroom.url("/admin/articles?all"));
          assertTrue(warned.get(), "leaving with unsaved work is asked about");
          page.navigate(newsroom.url(path));
          page.getByText("Go on with the unsaved work").click();
          assertEquals("Typed, not saved.", page.locator("#transcript").inputValue());
          warned.set(false);
          page.locator(".manuscript__save button").click();
          page.waitForURL("**?done=saved");
          assertEquals("Typed, not saved.", page.locator("#transcript").inputValue());
          assertTrue(!warned.get(), "saving is no leaving");
        });
  }

  @Test
  void aNewAnswerSurvivesAClosedTab() {
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url("/admin/articles/new"));
          page.locator("#title").fill("Typed in a tab?");
          page.locator("#transcript").fill("And not saved.");
          page.waitForFunction(
              "() => document.querySelector('.manuscript__kept').textContent.startsWith('Kept')");
          Page next = page.context().newPage();
          page.close();
          next.navigate(portal.url("/admin/articles/new"));
          assertEquals("", next.locator("#title").inputValue());
          assertEquals(List.of(), Chromium.violations(next));
          next.getByLabel("Go on with the unsaved work: Typed in a tab?").click();
          assertEquals("And not saved.", next.locator("#transcript").inputValue());
          next.locator("#title").press("Enter");
          next.waitForURL("**?done=created");
          assertEquals("And not saved.", next.locator("#transcript").inputValue());
          next.navigate(portal.url("/admin/articles/new"));
          assertEquals(0, next.getByText("Typed in a tab?").count(), "gone with the first save");
        });
  }

  /** Nothing older makes room for it: whoever types is told, and can still save. */
  @Test
  void whatIsNotKeptBecauseSoMuchIsKeptIsToldWhereSaveIs() {
    SignedIn writer = newsroom.account("Fenna Full", null, Role.EDITOR);
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    insert into unsaved_answer (account_id, form_id, content)
                    select ?, gen_random_uuid(), '{"title": "One of many?"}'
                      from generate_series(1, 50)
                    """,
                    writer.accountId()));
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(320, 800),
        page -> {
          newsroom.visitor(writer).lend(page.context());
          page.navigate(portal.url("/admin/articles/new"));
          assertEquals(50, page.locator(".offer__work").count());
          page.locator("#title").fill("One too many?");
          page.waitForFunction(
              "() => document.querySelector('.manuscript__kept').textContent.startsWith('Only on this page, and not kept: 50')");
          assertEquals(0, Chromium.overhang(page));
          page.locator(".manuscript__save button").click();
          page.waitForURL("**?done=created");
          assertEquals("One too many?", page.inputValue("#title"));
        });
  }

  @Test
  void theListLeadsToUnsavedWorkOnATelephoneToo() {
    SignedIn writer = newsroom.account("Ulla Unsaved", null, Role.EDITOR);
    Map<String, Object> typed = Newsroom.fields(newsroom.page(writer, path));
    typed.put("transcript", "Typed and left.");
    assertEquals(204, newsroom.post(writer, path + "/autosave", typed).statusCode());
    Map<String, Object> fresh = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
    fresh.putAll(Map.of("title", "Begun and left?", "act", "keep"));
    newsroom.upload(writer, "/admin/articles/new", fresh, Map.of());
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(320, 800),
        page -> {
          newsroom.visitor(writer).lend(page.context());
          page.navigate(portal.url("/admin/articles?all"));
          assertAll(
              () -> assertEquals(List.of(), Chromium.violations(page)),
              () -> assertEquals(0, Chromium.overhang(page)));
          page.getByText("You have a new answer that was never saved").click();
          page.getByText("Begun and left?").waitFor();
          page.goBack();
          page.getByText("You have unsaved changes from").click();
          page.waitForURL("**" + path);
          page.getByText("Go on with the unsaved work").click();
          assertEquals("Typed and left.", page.inputValue("#transcript"));
        });
  }

  /** What is typed just before a page is put away is kept as well. */
  @Test
  void whatIsTypedLastIsKeptWhenThePageIsLeft() {
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url("/admin/articles/new"));
          page.locator("#title").fill("Typed last?");
          page.waitForResponse(
              response -> response.request().method().equals("POST") && response.status() == 204,
              () ->
                  page.evaluate(
                      """
                      () => {
                        Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
                        document.dispatchEvent(new Event('visibilitychange'));
                      }
                      """));
        });
    assertTrue(
        newsroom
            .page(editor, "/admin/articles/new")
            .select(".offer__title")
            .eachText()
            .contains("Typed last?"));
  }

  /** Whose session has ended signs in in another window, and saves what they typed meanwhile. */
  @Test
  void whatIsTypedAfterTheSessionHasEndedIsSaved() {
    for (String form : List.of("/admin/articles/new", path)) {
      visit(
          new Browser.NewContextOptions().setViewportSize(320, 800),
          page -> {
            page.navigate(portal.url(form));
            page.context().clearCookies();
            page.locator("#title").fill("Typed by nobody? " + form);
            page.locator(".manuscript__save button").click();
            page.locator("[data-refused]:focus").waitFor();
            assertAll(
                form,
                () ->
                    assertTrue(
                        page.locator("[data-refused]")
                            .innerText()
                            .matches(
                                "(?s)You are signed out: what you typed since .+ is only on this page\\..*")),
                () -> assertEquals("Typed by nobody? " + form, page.inputValue("#title")),
                () ->
                    assertEquals(
                        "/admin/login", page.locator("[data-refused] a").getAttribute("href")),
                () ->
                    assertEquals("_blank", page.locator("[data-refused] a").getAttribute("target")),
                () -> assertEquals("alert", page.locator("[data-refused]").getAttribute("role")),
                () -> assertTrue(page.locator(".manuscript__kept a").isVisible()),
                () -> assertEquals(List.of(), Chromium.violations(page)),
                () -> assertEquals(0, Chromium.overhang(page)));

            signInAnew(page);
            page.locator(".manuscript__save button").click();
            page.waitForURL("**?done=*");
            assertEquals("Typed by nobody? " + form, page.inputValue("#title"));
          });
    }
  }

  /** Save leads nowhere while the database is away: text and files stay, and are saved later. */
  @Test
  void whileNothingCanBeSavedThePageStays() {
    visit(
        new Browser.NewContextOptions().setViewportSize(320, 800),
        page -> {
          page.navigate(portal.url("/admin/articles/new"));
          page.locator("#title").fill("Typed in an outage?");
          page.locator("#audio")
              .setInputFiles(Path.of("db/demo/audio/acid-suppressing-tablets-long-term.mp3"));
          try {
            portal.database().refuseConnections();
            page.locator(".manuscript__save button").click();
            page.locator("[data-refused]:focus").waitFor();
            assertAll(
                () ->
                    assertTrue(
                        page.locator("[data-refused]")
                            .innerText()
                            .startsWith("Nothing can be saved just now")),
                () -> assertFalse(page.locator("[data-refused] a").isVisible()),
                () -> assertEquals("Typed in an outage?", page.inputValue("#title")),
                () -> assertTrue((Boolean) page.evaluate("() => audio.files.length === 1")),
                () -> assertEquals(List.of(), Chromium.violations(page)),
                () -> assertEquals(0, Chromium.overhang(page)));
          } finally {
            portal.database().acceptConnections();
          }
          saveOnceItCan(page);
          assertEquals("Typed in an outage?", page.inputValue("#title"));
          assertTrue(page.locator("audio").count() > 0, "the recording was sent with it");
        });
  }

  /** What the newsroom could not be given outlives its page, and is offered when it is back. */
  @Test
  void whatCouldNotBeKeptIsOfferedOnceItCan() {
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.onDialog(Dialog::accept);
          String form = portal.url("/admin/articles/new");
          page.navigate(form);
          try {
            portal.database().refuseConnections();
            page.locator("#title").fill("Typed while it was away?");
            page.waitForFunction(
                "() => document.querySelector('.manuscript__kept').textContent.startsWith('Not kept')");
            assertEquals(503, page.reload().status());
          } finally {
            portal.database().acceptConnections();
          }
          page.waitForCondition(() -> page.navigate(form).ok());
          page.getByLabel("Go on with the unsaved work: Typed while it was away?").click();
          assertEquals("Typed while it was away?", page.inputValue("#title"));
          assertNull(page.evaluate("() => sessionStorage.getItem('unsaved-answer')"));
        });
  }

  private static void saveOnceItCan(Page page) {
    page.waitForCondition(
        () -> {
          page.locator(".manuscript__save button").click();
          page.waitForTimeout(500);
          return page.url().contains("?done=");
        });
  }

  /** Whether somebody is still signed in costs a few bytes, and not the whole page once more. */
  @Test
  void saveAsksForTheSessionAloneBeforeItSends() {
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url(path));
          page.locator("#conflicts").fill("None, typed at " + System.nanoTime());
          page.waitForFunction(
              "() => document.querySelector('.manuscript__kept').textContent.startsWith('Kept at')");
          List<String> asked = new ArrayList<>();
          page.onRequest(
              request -> asked.add(request.method() + " " + URI.create(request.url()).getPath()));
          page.locator(".manuscript__save button").click();
          page.waitForURL("**?done=saved");
          assertEquals(
              List.of("GET /admin/session", "POST " + path), asked.subList(0, 2), asked.toString());
        });
  }

  /** A file goes with the form alone: it is not sent to where nobody takes it. */
  @Test
  void aFileChosenAfterTheSessionHasEndedStaysChosen() {
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url(path));
          page.context().clearCookies();
          page.locator("#audio")
              .setInputFiles(new FilePayload("take.mp3", "audio/mpeg", new byte[] {1, 2, 3}));
          page.locator(".manuscript__save button").click();
          page.locator("[data-refused]:focus").waitFor();
          assertEquals(1, page.evaluate("() => document.querySelector('#audio').files.length"));
        });
  }

  /** While somebody types they are told, and once they are signed in again it is kept as before. */
  @Test
  void typingAfterTheSessionHasEndedIsToldAndKeptOnceSignedIn() {
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url("/admin/articles/new"));
          page.context().clearCookies();
          page.locator("#title").fill("Typed on?");
          page.locator("[data-refused]").waitFor();
          assertEquals(
              "Not kept. Sign in (opens a new window)",
              page.locator(".manuscript__kept").textContent());
          signInAnew(page);
          page.locator("#title").fill("Typed on and on?");
          page.waitForFunction(
              "() => document.querySelector('.manuscript__kept').textContent.startsWith('Kept at')");
          assertTrue(page.locator("[data-refused]").isHidden());
        });
  }

  @Test
  void oneOfManyDoctorsIsFoundByKeyboardOnATelephone() {
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    insert into doctor (slug, kind, name, institution)
                    select 'many-' || number, 'person', 'Marguerite Many ' || number, 'Hospital ' || number
                      from generate_series(1, 250) as number
                    """));
    try {
      visit(
          new Browser.NewContextOptions().setViewportSize(320, 700).setJavaScriptEnabled(false),
          page -> {
            page.navigate(portal.url("/admin/articles/new"));
            page.locator("#title").fill("Who was it?");
            page.locator("#doctorName").fill("many 77");
            page.locator("button[value=find-doctor]").press("Enter");
            page.waitForURL("**#doctor");
            assertEquals("Who was it?", page.locator("#title").inputValue());
            assertTrue(
                page.locator("#doctor").boundingBox().y < 700, "what was found is to be seen");
            page.getByLabel("Marguerite Many 77, Hospital 77 (many-77)").press("Space");
            page.locator("#title").press("Enter");
            page.waitForURL("**?done=created");
            assertTrue(page.getByLabel("Marguerite Many 77").isChecked());
          });
      visit(
          new Browser.NewContextOptions().setViewportSize(320, 700),
          page -> {
            page.navigate(portal.url("/admin/articles/new"));
            page.locator("#doctorName").fill("many");
            page.locator("button[value=find-doctor]").press("Enter");
            page.waitForURL("**#doctor");
            assertAll(
                () -> assertEquals(0, Chromium.overhang(page)),
                () -> assertEquals(List.of(), Chromium.violations(page)));
          });
    } finally {
      portal
          .database()
          .jdbi()
          .useHandle(handle -> handle.execute("delete from doctor where slug like 'many-%'"));
    }
  }

  /** The bar with the button that saves stays in sight, and hides nothing that has the focus. */
  @Test
  void savingIsAlwaysInSightAndHidesNoFocus() {
    visit(
        new Browser.NewContextOptions().setViewportSize(360, 640),
        page -> {
          page.navigate(portal.url(path));
          double bar = page.locator(".manuscript__save").boundingBox().y;
          assertTrue(bar < 640, "at " + bar);
          page.locator("#title").focus();
          for (int tab = 0; tab < 25; tab++) {
            page.keyboard().press("Tab");
            assertEquals(
                true,
                page.evaluate(
                    """
                    () => {
                      const bar = document.querySelector('.manuscript__save');
                      const focus = document.activeElement;
                      return bar.contains(focus)
                        || focus.getBoundingClientRect().top < bar.getBoundingClientRect().top
                        || focus.getBoundingClientRect().top > bar.getBoundingClientRect().bottom;
                    }
                    """));
          }
        });
  }

  @Test
  void everyPageIsSoundAndAccessible() {
    newsroom.post(editor, path + "/comments", Map.of("comment", "Well."));
    visit(
        new Browser.NewContextOptions(),
        page -> {
          for (String each :
              List.of(
                  "/admin/articles?all",
                  "/admin/articles/new",
                  path,
                  path + "/review",
                  path + "/revisions",
                  path + "/revisions/1")) {
            page.navigate(newsroom.url(each));
            assertAll(
                each,
                () -> assertEquals(List.of(), Chromium.violations(page)),
                () -> assertEquals(List.of(), Nu.violations(newsroom.get(editor, each).body())));
          }
        });
  }

  /** What readers would see, and above it that they do not see it yet. */
  @Test
  void everyPreviewIsSoundAndAccessible(@TempDir Path folder) {
    String bare = created(newsroom.post(editor, "/admin/articles/new", Map.of("lang", "en")));
    String full =
        created(
            newsroom.upload(
                editor,
                "/admin/articles/new",
                Map.of(
                    "title", "What-cannot-be-broken-anywhere-".repeat(5) + "?",
                    "lang", "en",
                    "transcript", "One sentence. And two.\n\nAnd a third.",
                    "careLevel", "emergency",
                    "careText", "Call at once.",
                    "sourceTitle", List.of("With an address", "Without one"),
                    "sourceUrl", List.of("https://example.org/" + "long-".repeat(30), ""),
                    "conflicts", "None."),
                Map.of(
                    "audioFile", Tones.beeps(folder.resolve("v.wav"), 3, 0.5, 0.2, 440, 9_000))));
    Map<String, Object> typed = Newsroom.fields(newsroom.page(editor, full));
    typed.put("title", "Typed, not saved?");
    assertEquals(204, newsroom.post(editor, full + "/autosave", typed).statusCode());
    visit(
        new Browser.NewContextOptions(),
        page -> {
          List<String> troubles = Chromium.troubles(page);
          assertAll(
              List.of(
                      bare + "/preview",
                      full + "/preview",
                      full + "/preview?unsaved=" + typed.get("form"))
                  .stream()
                  .map(each -> () -> lookAtPreview(page, each)));
          assertEquals(List.of(), troubles);
        });
  }

  /** In the dark on a telephone, and in the light on a desk. */
  private static void lookAtPreview(Page page, String path) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.setViewportSize(320, 800);
    page.navigate(portal.url(path));
    page.locator(".preview-banner").waitFor();
    assertAll(
        path,
        () -> assertEquals(List.of(), Chromium.violations(page)),
        () -> assertEquals(0, Chromium.overhang(page)),
        () -> assertEquals(List.of(), Nu.violations(newsroom.get(editor, path).body())));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(1280, 800);
    assertAll(
        path + " on a desk",
        () -> assertEquals(List.of(), Chromium.violations(page)),
        () -> assertEquals(0, Chromium.overhang(page)));
  }

  private static String created(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
  }

  /**
   * On a telephone the list comes first; by keyboard and without a script one comes to its filters.
   */
  @Test
  void theFiltersOfTheListAreFoldedOnATelephone() {
    visit(
        new Browser.NewContextOptions().setViewportSize(360, 700).setJavaScriptEnabled(false),
        page -> {
          page.navigate(newsroom.url("/admin/articles?all"));
          assertTrue(page.locator("table").boundingBox().y < 500, "the list is to be seen");
          assertTrue(!page.locator("#status").isVisible());
          page.locator(".manuscripts__filters summary").press("Enter");
          page.locator("#status").selectOption("draft");
          page.locator(".filters button").press("Enter");
          page.waitForURL("**status=draft**");
          assertTrue(page.locator("#status").isVisible(), "open where a filter is set");
        });
    visit(
        new Browser.NewContextOptions().setViewportSize(1280, 800),
        page -> {
          page.navigate(newsroom.url("/admin/articles?all"));
          assertTrue(page.locator("#status").isVisible());
          assertTrue(!page.locator(".manuscripts__filters summary").isVisible());
        });
  }

  /** The longest of them is longer than a telephone is wide. */
  @Test
  void everyStatusFitsOnATelephone() {
    visit(
        new Browser.NewContextOptions().setViewportSize(320, 800),
        page -> {
          page.navigate(newsroom.url("/admin/articles?all"));
          page.evaluate(
              "() => { const status = document.querySelector('.status');"
                  + " status.className = 'status status--changes';"
                  + " status.textContent = 'Published · change in review'; }");
          assertEquals(0, Chromium.overhang(page));
        });
  }

  /** As in another window: the page itself still has the token of the session before. */
  private static void signInAnew(Page page) {
    TestAccounts.signedIn(
            portal, new TestAccounts.Person(editor.accountId(), editor.name(), "unused"))
        .lend(page.context());
  }

  /** The editor's browser. */
  private static void visit(Browser.NewContextOptions options, Consumer<Page> what) {
    chromium.visit(
        options,
        page -> {
          newsroom.visitor(editor).lend(page.context());
          what.accept(page);
        });
  }
}
