package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.WaitUntilState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Voice answers in a real browser, heard as a patient hears them: mostly by keyboard. */
class PlayerIT {
  private static final String ARTICLE = "/articles/how-is-metastatic-esophageal-cancer-treated";
  private static Portal portal;
  private static Chromium chromium;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
    if (portal != null) {
      portal.close();
    }
  }

  @Test
  void playsAndPausesByKeyboard() {
    listen(
        page -> {
          assertTrue(paused(page), "nothing plays by itself");
          tabTo(page, "Play: How is metastatic esophageal cancer treated?, Amara Okafor");
          page.keyboard().press("Space");
          until(page, "main().currentTime > 0.3 && !main().paused");
          assertEquals(
              "Pause: How is metastatic esophageal cancer treated?, Amara Okafor", focused(page));
          page.keyboard().press("k");
          until(page, "main().paused");
          double heard = time(page);
          page.keyboard().press("Enter");
          until(page, "!main().paused && main().currentTime > " + heard);
          page.keyboard().press("Space");
          until(page, "main().paused");
        });
  }

  @Test
  void skipsAndSetsVolumeAndSpeedByKeyboard() {
    listen(
        page -> {
          toggle(page).focus();
          page.keyboard().press("ArrowRight");
          assertEquals(5, time(page), 0.1);
          page.keyboard().press("l");
          assertEquals(10, time(page), 0.1);
          page.keyboard().press("ArrowLeft");
          page.keyboard().press("j");
          assertEquals(0, time(page), 0.1);
          page.keyboard().press("ArrowDown");
          page.keyboard().press("ArrowDown");
          assertEquals(0.8, number(page, "main().volume"), 0.01);
          page.keyboard().press("ArrowUp");
          assertEquals(0.9, number(page, "main().volume"), 0.01);
          page.keyboard().press("m");
          assertEquals(true, page.evaluate(script("main().muted")));
          assertEquals("true", page.locator("[data-part=mute]").getAttribute("aria-pressed"));
          page.keyboard().press("m");
          page.keyboard().press(">");
          page.keyboard().press(">");
          assertEquals("1.5", page.locator("[data-part=rate]").inputValue());
          page.keyboard().press("<");
          assertEquals(1.25, number(page, "main().playbackRate"), 0);
          assertEquals(true, page.evaluate(script("main().preservesPitch")));
          page.keyboard().press("?");
          assertTrue(page.locator(".keys").isVisible());
          assertTrue(paused(page));
        });
  }

  @Test
  void outsideThePlayerTheKeysAreThePagesOwn() {
    listen(
        page -> {
          page.locator("#main").focus();
          page.keyboard().press("k");
          page.keyboard().press("Space");
          page.waitForFunction("() => scrollY > 100");
          assertTrue(paused(page));
          page.locator("[data-part=rate]").focus();
          page.keyboard().press("m");
          assertEquals(false, page.evaluate(script("main().muted")), "typing in a field");
        });
  }

  @Test
  void theSliderMovesByStepsJumpsAndToItsEnds() {
    listen(
        page -> {
          Locator slider = page.locator("[data-part=seek]");
          slider.focus();
          assertEquals("0 seconds", slider.getAttribute("aria-valuetext"));
          page.keyboard().press("ArrowRight");
          page.keyboard().press("ArrowRight");
          assertEquals(2, time(page), 0.1);
          assertEquals("2 seconds", slider.getAttribute("aria-valuetext"));
          page.keyboard().press("PageUp");
          assertEquals(17, time(page), 0.1);
          page.keyboard().press("PageDown");
          assertEquals(2, time(page), 0.1);
          page.keyboard().press("End");
          assertEquals(number(page, "main().duration"), time(page), 0.1);
          assertTrue(slider.getAttribute("aria-valuetext").startsWith("1 minute "));
          page.keyboard().press("Home");
          assertEquals(0, time(page), 0.1);
          page.keyboard().press("Space");
          until(page, "main().currentTime > 0.6");
          assertEquals(
              "0 seconds",
              slider.getAttribute("aria-valuetext"),
              "not said anew with every tick while it plays");
        });
  }

  @Test
  void theTranscriptFollowsAndEachSentencePlaysFromItsStart() {
    listen(
        page -> {
          Locator sentences = page.locator(".sentence");
          assertEquals(1, page.locator(".sentence[tabindex='0']").count(), "one tab stop");
          page.locator("[data-part=copy]").focus();
          page.keyboard().press("Tab");
          page.keyboard().press("ArrowDown");
          page.keyboard().press("ArrowDown");
          double start = Double.parseDouble(sentences.nth(2).getAttribute("data-at"));
          page.keyboard().press("Enter");
          until(page, "!main().paused && main().currentTime >= " + start);
          assertTrue(time(page) < start + 3);
          Locator current = page.locator(".sentence[aria-current=true]");
          current.first().waitFor(); // It is marked by an event of its own.
          assertEquals(1, current.count());
          assertEquals(sentences.nth(2).innerText(), current.innerText());
          assertTrue(
              current
                  .evaluate("each => getComputedStyle(each).textDecorationLine")
                  .equals("underline"),
              "marked by more than colour");
          page.evaluate(script("main().currentTime = " + sentences.nth(4).getAttribute("data-at")));
          page.waitForFunction(
              "document.querySelectorAll('.sentence')[4].matches('[aria-current=true]')");
        });
  }

  @Test
  void aLinkToAMomentStandsThereAndWaits() {
    chromium.visit(
        window(),
        page -> {
          page.navigate(portal.url(ARTICLE + "#t=12"));
          until(page, "main().readyState > 0 && main().currentTime === 12");
          assertTrue(paused(page));
          assertEquals(1, page.locator(".sentence[aria-current=true]").count());
          page.evaluate("location.hash = '#t=0:31'");
          until(page, "main().currentTime === 31");
          toggle(page).press("Space");
          until(page, "!main().paused && main().currentTime > 31.2");
          page.evaluate(script("main().currentTime = 50"));
          page.waitForFunction(
              "() => document.querySelectorAll('.sentence[aria-current]')[0]?.dataset.at > 31");
          assertEquals(
              1,
              page.evaluate(
                  "() => [...document.querySelectorAll('.sentence')].filter((each) =>"
                      + " getComputedStyle(each).textDecorationLine === 'underline').length"),
              "one sentence is marked, not the linked one as well");
        });
  }

  @Test
  void theLinkToASentenceIsCopied() {
    chromium.visit(
        window().setPermissions(List.of("clipboard-read", "clipboard-write")),
        page -> {
          page.navigate(portal.url(ARTICLE));
          Locator third = page.locator(".sentence").nth(2);
          third.focus();
          page.locator("[data-part=copy]").click();
          page.locator(".transcript__status:has-text('Copied')").waitFor();
          assertEquals(
              "http://localhost:8080" + ARTICLE + "#t=" + third.getAttribute("data-at"),
              page.evaluate("navigator.clipboard.readText()"));
        });
  }

  @Test
  void onlyOneVoiceSoundsAtATime() {
    listen(
        page -> {
          toggle(page).press("Space");
          until(page, "main().currentTime > 0.2");
          Locator second = page.locator(".mini__toggle").first();
          assertEquals(
              "Play: "
                  + page.locator(".voices .card__link").first().innerText()
                  + ", "
                  + page.locator(".voices .card__doctor").first().innerText(),
              second.getAttribute("aria-label"));
          second.press("Enter");
          until(page, "voice(1).currentTime > 0.2");
          assertEquals(1, number(page, "sounding()"), 0);
          assertTrue(paused(page));
          assertTrue(page.url().endsWith(ARTICLE), "without leaving the page");
          assertEquals(
              page.locator(".voices .card__link").first().innerText(),
              page.evaluate("navigator.mediaSession.metadata.title"));
          page.locator(".mini__toggle").nth(1).press("Space");
          until(page, "voice(2).currentTime > 0.2");
          assertEquals(1, number(page, "sounding()"), 0);
        });
  }

  @Test
  void allVoicesPlayOneAfterAnother() {
    listen(
        page -> {
          page.locator("[data-play-all] button").press("Enter");
          Locator queue = page.locator(".queue");
          until(page, "main().currentTime > 0.2");
          assertTrue(queue.innerText().contains("1 of 6"), queue.innerText());
          assertTrue(focused(page).startsWith("Pause: "), focused(page));
          page.evaluate(script("main().currentTime = main().duration - 0.3"));
          until(page, "voice(1).currentTime > 0.2 && main().paused");
          assertTrue(queue.innerText().contains("2 of 6"), queue.innerText());
          queue.locator("[data-part=next]").press("Enter");
          until(page, "voice(2).currentTime > 0.2 && sounding() === 1");
          queue.locator("[data-part=previous]").press("Enter");
          until(page, "voice(1).currentTime > 0.2 && sounding() === 1");
          queue.locator("summary").press("Enter");
          assertEquals(6, queue.locator("li").count());
          assertEquals(1, queue.locator("[aria-current=true]").count());
          queue.locator("li button").nth(4).press("Enter");
          until(page, "voice(4).currentTime > 0.2 && sounding() === 1");
          queue.locator("[data-part=toggle]").press("Space");
          until(page, "sounding() === 0");
          queue.locator("[data-part=close]").press("Enter");
          assertEquals(0, queue.count());
          assertEquals("Play all voices", page.locator(":focus").innerText());
        });
  }

  @Test
  void whoListensAlreadyIsNotSentBackByPlayAll() {
    listen(
        page -> {
          toggle(page).press("Space");
          page.evaluate(script("main().currentTime = 20"));
          page.locator("[data-play-all] button").press("Enter");
          page.locator(".queue").waitFor();
          assertTrue(time(page) >= 20);
          assertFalse(paused(page));
        });
  }

  @Test
  void theSpokenSentenceStaysInViewWhereverTheFocusIs() {
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(360, 400),
        page -> {
          page.navigate(portal.url(ARTICLE));
          until(page, "main().readyState > 0");
          page.locator("[data-part=follow]").check();
          page.locator(".sentence").first().press("Enter");
          until(page, "main().currentTime > 0");
          page.evaluate(script("main().currentTime = main().duration - 3"));
          page.waitForFunction(
              "() => { const all = document.querySelectorAll('.sentence'); const last = all[all.length - 1];"
                  + " const box = last.getBoundingClientRect();"
                  + " return last.ariaCurrent === 'true' && box.top >= 0 && box.bottom <= innerHeight; }");
        });
  }

  @Test
  void listsCanBeHeardInPlaceToo() {
    chromium.visit(
        window(),
        page -> {
          for (String path : List.of("/", "/specialties/oncology", "/search?q=swallowing")) {
            page.navigate(portal.url(path));
            page.locator(".mini__toggle").first().press("Space");
            until(page, "voice(0).currentTime > 0.2");
            assertTrue(page.locator("[data-play-all]").isVisible(), path);
          }
        });
  }

  @Test
  void theSpeedIsRememberedAndNothingElse() {
    listen(
        page -> {
          assertEquals(0, page.evaluate("localStorage.length"), "nothing until it is changed");
          page.locator("[data-part=rate]").selectOption("1.5");
          page.reload();
          until(page, "document.querySelector('[data-part=rate]').value === '1.5'");
          toggle(page).press("Space");
          until(page, "!main().paused && main().playbackRate === 1.5");
          assertEquals("voice-rate", page.evaluate("Object.keys(localStorage).join()"));
          assertEquals(List.of(), page.context().cookies());
        });
  }

  @Test
  void whatIsWrongIsSaidInWordsAndCanBeTriedAgain() {
    chromium.visit(
        window(),
        page -> {
          page.route("**/media/*.{ogg,mp3}", Route::abort);
          page.navigate(portal.url(ARTICLE + "#t=12"));
          Locator alert = page.locator(".player [role=alert]");
          alert.waitFor();
          assertTrue(alert.innerText().contains("just now"), alert.innerText());
          assertEquals(List.of(), Chromium.violations(page));
          assertEquals(List.of(), Nu.violations(page));
          page.context().setOffline(true);
          alert.locator("button").press("Enter");
          page.locator(".player [role=alert]:has-text('offline')").waitFor();
          assertEquals(
              "Play: How is metastatic esophageal cancer treated?, Amara Okafor",
              toggle(page).getAttribute("aria-label"),
              "nothing plays, and the button says so");
          page.context().setOffline(false);
          page.unroute("**/media/*.{ogg,mp3}");
          alert.locator("button").press("Enter");
          until(page, "main().currentTime > 12.2");
          assertEquals(0, alert.count());
        });
    chromium.visit(
        window(),
        page -> {
          page.route("**/media/*.{ogg,mp3}", Route::abort);
          page.navigate(portal.url(ARTICLE));
          Locator alert = page.locator(".player [role=alert]");
          alert.waitFor();
          page.unroute("**/media/*.{ogg,mp3}");
          toggle(page).press("Space");
          until(page, "main().currentTime > 0.2");
          assertEquals(0, alert.count(), "to press Play is to try again");
        });
    chromium.visit(
        window(),
        page -> {
          page.route(
              "**/media/*.{ogg,mp3}",
              route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
          page.navigate(portal.url(ARTICLE));
          Locator alert = page.locator(".player [role=alert]");
          alert.waitFor();
          assertTrue(alert.innerText().contains("just now"), "an outage is no withdrawal");
        });
    for (int status : List.of(404, 410)) {
      chromium.visit(
          window(),
          page -> {
            page.route(
                "**/media/*.{ogg,mp3}",
                route -> route.fulfill(new Route.FulfillOptions().setStatus(status)));
            page.navigate(portal.url(ARTICLE));
            Locator alert = page.locator(".player [role=alert]");
            alert.waitFor();
            assertTrue(alert.innerText().contains("no longer here"), alert.innerText());
          });
    }
    chromium.visit(
        window(),
        page -> {
          page.route(
              "**/media/*.{ogg,mp3}",
              route ->
                  route.fulfill(new Route.FulfillOptions().setStatus(200).setBody("no sound")));
          page.navigate(portal.url(ARTICLE));
          Locator alert = page.locator(".player [role=alert]");
          alert.waitFor();
          assertTrue(alert.innerText().contains("cannot play"), alert.innerText());
        });
  }

  @Test
  void aPlaceCanBeChosenBeforeTheFileIsThere() {
    chromium.visit(
        window(),
        page -> {
          page.addInitScript("HTMLMediaElement.prototype.load = () => {};");
          page.route("**/media/*.{ogg,mp3}", route -> {});
          open(page);
          Locator slider = page.locator("[data-part=seek]");
          assertEquals(0, number(page, "main().readyState"), 0);
          assertEquals("61", slider.getAttribute("max"), "as the server measured it");
          slider.focus();
          page.keyboard().press("ArrowRight");
          page.keyboard().press("PageUp");
          assertEquals("16 seconds", slider.getAttribute("aria-valuetext"));
          page.keyboard().press("End");
          assertEquals("61", slider.inputValue());
          page.locator(".sentence").nth(2).focus();
          assertEquals("1 minute 1 second", slider.getAttribute("aria-valuetext"));
        });
  }

  @Test
  void theSliderIsMovedByTouchToo() {
    listen(
        page -> {
          var box = page.locator("[data-part=seek]").boundingBox();
          page.mouse().click(box.x + box.width / 2, box.y + box.height / 2);
          assertEquals(number(page, "main().duration") / 2, time(page), 2);
        });
  }

  @Test
  void aLockedTelephoneGoesToTheNextVoice() {
    chromium.visit(
        window(),
        page -> {
          page.addInitScript(
              "window.acts = {}; const set = navigator.mediaSession.setActionHandler;"
                  + " navigator.mediaSession.setActionHandler = function (name, act) {"
                  + " window.acts[name] = act; return set.call(this, name, act); };");
          open(page);
          toggle(page).press("Space");
          until(page, "main().currentTime > 0.2");
          page.evaluate("() => window.acts.seekforward({})");
          until(page, "main().currentTime > 5");
          page.evaluate("() => window.acts.nexttrack()");
          until(page, "voice(1).currentTime > 0.2 && sounding() === 1");
          page.evaluate("() => window.acts.pause()");
          until(page, "sounding() === 0");
        });
  }

  /** What the script shows has its place before; and where it does not come, all can be heard. */
  @Test
  void nothingMovesWhenTheScriptComes() {
    String places =
        "() => [...document.querySelectorAll('main h1, main h2, .card, .transcript__text, .pager')]"
            + ".map(e => Math.round(e.getBoundingClientRect().y)).join()";
    for (String path :
        List.of(
            "/", "/specialties/oncology", "/search?q=cancer", "/doctors/amara-okafor", ARTICLE)) {
      List<String> seen = new ArrayList<>();
      for (boolean comes : new boolean[] {false, true}) {
        chromium.visit(
            window().setViewportSize(360, 800),
            page -> {
              if (!comes) {
                page.route("**/static/js/*", Route::abort);
              }
              page.navigate(portal.url(path));
              if (comes) {
                page.locator("[data-play-all]").waitFor();
              } else {
                page.locator("[data-part=listen]").first().waitFor();
                assertFalse(page.locator("[data-play-all]").isVisible(), path);
              }
              seen.add((String) page.evaluate(places));
            });
      }
      assertEquals(seen.get(0), seen.get(1), path);
    }
  }

  /** A recording is long, and who reads may never play it. */
  @Test
  void theRecordingWaitsForThePage() {
    chromium.visit(
        window(),
        page -> {
          List<String> asked = new ArrayList<>();
          page.onRequest(request -> asked.add(request.url()));
          List<Route> held = new ArrayList<>();
          page.addInitScript(
              "addEventListener('DOMContentLoaded', () => new Image().src = '/held.png');");
          page.route("**/held.png", held::add);
          page.navigate(
              portal.url(ARTICLE),
              new Page.NavigateOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED));
          page.locator("[data-play-all]").waitFor();
          assertEquals("none", portal.page(ARTICLE).selectFirst(".player audio").attr("preload"));
          assertEquals("none", page.evaluate(script("main().preload")));
          assertEquals(
              List.of(), asked.stream().filter(url -> url.matches(".*[.](ogg|mp3)")).toList());
          held.get(0).abort();
          until(page, "main().preload === 'metadata' && main().readyState > 0 && main().paused");
        });
  }

  /** Whoever went to the link before the script came, is not sent back to the top. */
  @Test
  void whoStandsOnTheLinkStandsOnTheControlsThen() {
    chromium.visit(
        window(),
        page -> {
          List<Route> held = new ArrayList<>();
          page.route("**/static/js/*", held::add);
          page.navigate(
              portal.url(ARTICLE), new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
          // Until the style has come, the link is seen for a moment, and cannot keep the focus.
          page.waitForFunction(
              "() => document.querySelector('.player__listen')?.getAnimations().length > 0");
          page.locator(".player__listen").waitFor();
          page.locator(".player__listen").focus();
          held.get(0).resume();
          page.locator("[data-play-all]").waitFor();
          assertEquals(
              "Play: How is metastatic esophageal cancer treated?, Amara Okafor", focused(page));
        });
  }

  @Test
  void withoutJavaScriptTheBrowsersOwnControlsPlay() {
    chromium.visit(
        window().setJavaScriptEnabled(false),
        page -> {
          page.navigate(portal.url(ARTICLE));
          Locator audio = page.locator(".player audio");
          assertTrue(audio.isVisible());
          assertTrue(page.locator(".player__wave").isVisible());
          assertEquals("1:02", page.locator(".player__duration > [aria-hidden]").innerText());
          for (String hidden :
              List.of(".player__bar", "[data-part=seek]", "[data-play-all]", "[data-part=copy]")) {
            assertFalse(page.locator(hidden).isVisible(), hidden);
          }
          assertFalse(page.locator(".player__listen").isVisible());
          audio.focus();
          page.keyboard().press("Space");
          page.waitForCondition(
              () -> number(page, "document.querySelector('audio').currentTime") > 0.2);
          Locator links = page.locator(".voices .mini__listen");
          assertEquals(5, links.count());
          assertEquals(
              "Listen: "
                  + page.locator(".voices .card__link").first().innerText()
                  + ", "
                  + page.locator(".voices .card__doctor").first().innerText(),
              links.first().textContent());
          links.first().click();
          page.waitForURL("**/media/*.mp3");
          page.waitForCondition(
              () -> number(page, "document.querySelector('video, audio').readyState") > 0);
          page.goBack();
          Locator third = page.locator(".sentence").nth(2);
          String at = third.getAttribute("data-at");
          assertTrue(third.getAttribute("href").endsWith(".mp3#t=" + at));
          third.click();
          page.waitForURL("**/media/*.mp3#t=" + at);
          page.waitForCondition(
              () ->
                  number(page, "document.querySelector('video, audio').currentTime")
                      >= Double.parseDouble(at));
        });
  }

  @Test
  void everyStateOfThePlayerIsAccessible() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1280, 320)) {
        chromium.visit(
            window().setColorScheme(scheme).setViewportSize(width, 900),
            page -> {
              open(page);
              toggle(page).press("Space");
              until(page, "main().currentTime > 0.2");
              page.keyboard().press("?");
              assertEquals(List.of(), Chromium.violations(page), "playing, with its keys shown");
              assertEquals(List.of(), Nu.violations(page), "playing, with its keys shown");
              page.locator("[data-play-all] button").press("Enter");
              page.locator(".queue summary").press("Enter");
              assertEquals(List.of(), Chromium.violations(page), "with the queue");
              assertEquals(List.of(), Nu.violations(page), "with the queue");
              assertEquals(0, Chromium.overhang(page));
              page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
              assertEquals(0, Chromium.overhang(page), "at twice the text size");
            });
      }
    }
  }

  @Test
  void everyControlIsLargeEnoughAndSeenInForcedColours() {
    chromium.visit(
        window().setViewportSize(320, 900),
        page -> {
          page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
          open(page);
          toggle(page).press("Space");
          until(page, "main().currentTime > 0.2");
          List<String> faults = new ArrayList<>();
          for (Locator control :
              page.locator(".player button, .player select, .player input, .mini button").all()) {
            var box = control.boundingBox();
            if (box == null || box.width < 24 || box.height < 24 || box.x + box.width > 320) {
              faults.add(control.evaluate("each => each.outerHTML").toString());
            }
          }
          assertEquals(List.of(), faults);
          assertEquals(List.of(), Chromium.violations(page));
        });
  }

  private static void listen(Consumer<Page> what) {
    chromium.visit(
        window(),
        page -> {
          List<String> troubles = Chromium.troubles(page);
          open(page);
          until(page, "main().readyState > 0");
          what.accept(page);
          assertAll(
              () -> assertEquals(List.of(), troubles),
              () -> assertEquals(List.of(), page.context().cookies()));
        });
  }

  /** As it is once the script has set up all voices. */
  private static void open(Page page) {
    page.navigate(portal.url(ARTICLE));
    page.locator("[data-play-all]").waitFor();
  }

  private static Browser.NewContextOptions window() {
    return new Browser.NewContextOptions().setViewportSize(1280, 900);
  }

  private static Locator toggle(Page page) {
    return page.locator(".player__toggle");
  }

  /** As somebody does who has no mouse. */
  private static void tabTo(Page page, String name) {
    for (int presses = 0; presses < 60; presses++) {
      page.keyboard().press("Tab");
      if (name.equals(focused(page))) {
        return;
      }
    }
    throw new AssertionError("60 tabs do not lead to '" + name + "'");
  }

  private static String focused(Page page) {
    return String.valueOf(page.evaluate("document.activeElement.getAttribute('aria-label')"));
  }

  private static boolean paused(Page page) {
    return (boolean) page.evaluate(script("main().paused"));
  }

  private static double time(Page page) {
    return number(page, "main().currentTime");
  }

  private static double number(Page page, String expression) {
    return ((Number) page.evaluate(script(expression))).doubleValue();
  }

  private static void until(Page page, String condition) {
    page.waitForFunction(script(condition));
  }

  private static String script(String expression) {
    return "() => { const voice = (at) => document.querySelectorAll('audio')[at];"
        + " const main = () => voice(0);"
        + " const sounding = () => [...document.querySelectorAll('audio')].filter((each) => !each.paused).length;"
        + " return "
        + expression
        + "; }";
  }
}
