package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What readers say of an answer, and its queue, in a real browser. */
class FeedbackPagesIT {
  private static final String ARTICLE =
      "/articles/i-have-diabetes-and-a-small-sore-on-my-foot-does-it-matter";
  private static Portal portal;
  private static Newsroom newsroom;
  private static SignedIn editor;
  private static Chromium chromium;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
      chromium.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReaderSaysWhatTheyThinkWithAndWithoutScripts(boolean scripts) {
    chromium.visit(
        new Browser.NewContextOptions().setJavaScriptEnabled(scripts),
        page -> {
          List<String> troubles = Chromium.troubles(page);
          page.navigate(portal.url(ARTICLE));
          assertEquals(0, page.locator("[name=homepage]:visible").count());
          button(page, "Yes").press("Enter");
          page.waitForURL("**/feedback?done=yes");
          page.goBack();
          button(page, "No").press("Enter");
          page.waitForURL("**/feedback?done=no");
          page.locator("#feedback-text").fill("No word of children.");
          button(page, "Send to the editors").press("Enter");
          page.waitForURL("**/feedback?done=sent");
          page.locator("main a").first().click();
          page.waitForURL("**" + ARTICLE);
          page.getByText("Report an error", new Page.GetByTextOptions().setExact(true)).click();
          page.getByLabel("What is wrong, and where?").fill("A dose is wrong.");
          page.getByLabel("E-mail address (optional)").fill("ann@example.org");
          button(page, "Send to the editors").press("Enter");
          page.waitForURL("**/feedback?done=sent");
          assertEquals(List.of(), page.context().cookies());
          assertEquals(List.of(), troubles);
        });
    assertEquals(
        List.of("Reported error", "What was missing"),
        newsroom.page(editor, "/admin/feedback").select("tbody a").eachText().stream()
            .limit(2)
            .map(text -> text.replaceAll(":.*", ""))
            .toList());
  }

  @Test
  void everyPageIsAccessibleValidAndFits() {
    chromium.visit(
        new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK).setViewportSize(320, 800),
        page -> {
          newsroom.visitor(editor).lend(page.context());
          page.navigate(portal.url(ARTICLE));
          page.locator(".feedback__report summary").click();
          look(page, "article");
          for (String done : List.of("", "?done=yes", "?done=no", "?done=sent")) {
            page.navigate(portal.url(ARTICLE + "/feedback" + done));
            look(page, "feedback" + done);
          }
          page.navigate(portal.url(ARTICLE + "/feedback"));
          page.locator("#feedback-text").fill("A\nB " + "long".repeat(60));
          page.locator("#feedback-email").fill("ann@localhost");
          button(page, "Send to the editors").click();
          page.locator("[role=alert]").waitFor();
          look(page, "given back");
          page.locator("#feedback-email").fill("ann@example.org");
          button(page, "Send to the editors").click();
          page.waitForURL("**?done=sent");
          page.navigate(portal.url("/admin"));
          page.locator(".desk-nav__more summary").press("Enter");
          page.locator("#chart-due ~ details summary").press("Enter");
          assertEquals(1, page.locator("#task-from-readers").count());
          look(page, "the newsroom's first page");
          page.navigate(portal.url("/admin/feedback"));
          look(page, "queue");
          page.locator(".manuscripts__filters summary").press("Enter");
          page.getByLabel("Words of the answer’s title").fill("diabet sore");
          page.getByLabel("Who sees to it").selectOption("nobody");
          page.getByRole(
                  AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show").setExact(true))
              .press("Enter");
          page.waitForURL("**q=diabet**");
          look(page, "queue narrowed down");
          page.locator("tbody a").first().click();
          look(page, "item");
          button(page, "I see to it").click();
          page.waitForURL("**?done=assigned");
          page.getByLabel("What do you answer?").fill("Thank you, it is mended.");
          page.locator("#answer").locator("xpath=ancestor::form").locator("button").click();
          page.waitForURL("**?done=kept");
          page.getByLabel("Note for colleagues").fill("Mended.");
          button(page, "Add the note").click();
          page.waitForURL("**?done=noted");
          look(page, "item in hand");
          button(page, "Close: the answer is changed").click();
          page.waitForURL("**?done=closed");
          look(page, "item closed");
        });
  }

  /** In the dark on a telephone, and in the light on a desk. */
  private static void look(Page page, String state) {
    Consumer<String> fits =
        where -> assertEquals(0, Chromium.overhang(page), state + " sticks out " + where);
    assertAll(
        () -> assertEquals(List.of(), Chromium.violations(page), state),
        () -> assertEquals(List.of(), Nu.violations(page), state),
        () -> fits.accept("on a telephone"));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(1280, 800);
    assertAll(
        () -> assertEquals(List.of(), Chromium.violations(page), state + " in the light"),
        () -> fits.accept("on a desk"));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.setViewportSize(320, 800);
  }

  private static com.microsoft.playwright.Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
