package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real browser. Where there is none, the test is left out with a loud line; in continuous
 * integration it fails.
 */
public final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** One that hears a file as its microphone, and asks nobody whether it may. */
  public static Chromium hearing(Path wav) {
    return open(
        List.of(
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--autoplay-policy=no-user-gesture-required",
            "--use-file-for-fake-audio-capture=" + wav));
  }

  public static Chromium open() {
    return open(List.of());
  }

  private static Chromium open(List<String> more) {
    Optional<Path> program =
        // The shell has no windows of its own to draw, and is done in half the time.
        Stream.of(
                "/usr/bin/chromium-headless-shell",
                "/usr/bin/chromium",
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty()) {
      String line = "NO BROWSER TEST WAS RUN: there is no Chromium on this machine";
      assertFalse("true".equals(System.getenv("CI")), line);
      System.err.println("\n*** " + line + " ***\n");
    }
    assumeTrue(program.isPresent());
    Playwright playwright = Playwright.create();
    return new Chromium(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program.get())
                    .setArgs(Stream.concat(Stream.of("--no-sandbox"), more.stream()).toList())));
  }

  public void visit(Browser.NewContextOptions options, Consumer<Page> what) {
    try (BrowserContext context = browser.newContext(options)) {
      what.accept(context.newPage());
    }
  }

  /**
   * What a page complains of from now on, while it is used: errors that no script caught, and those
   * that the browser told its console.
   */
  public static List<String> troubles(Page page) {
    List<String> troubles = new ArrayList<>();
    page.onPageError(troubles::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            troubles.add(message.text());
          }
        });
    return troubles;
  }

  /** What axe finds wrong with a page as it stands, by WCAG 2.2 AA and good practice. */
  public static List<String> violations(Page page) {
    // No page here holds frames of others, for which axe would open a second page each time.
    return new AxeBuilder(page)
            .setLegacyMode(true)
            .withTags(
                List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
            .analyze()
            .getViolations()
            .stream()
            .map(Chromium::told)
            .toList();
  }

  /** How far the page sticks out sideways, in px. */
  public static int overhang(Page page) {
    return (int)
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  /** A telephone that knows whose finger it is, made of nothing. */
  public static void addAuthenticator(Page page) {
    CDPSession session = page.context().newCDPSession(page);
    session.send("WebAuthn.enable");
    JsonObject options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", true);
    options.addProperty("automaticPresenceSimulation", true);
    JsonObject wanted = new JsonObject();
    wanted.add("options", options);
    session.send("WebAuthn.addVirtualAuthenticator", wanted);
  }

  @Override
  public void close() {
    playwright.close();
  }

  private static String told(Rule violation) {
    return violation.getId() + ": " + violation.getNodes().get(0).getTarget();
  }
}
