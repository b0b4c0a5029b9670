package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.Rows;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** A doctor with a telephone, its microphone, and a connection that breaks. */
class NewsroomRecordingIT {
  private static final Browser.NewContextOptions TELEPHONE =
      new Browser.NewContextOptions().setViewportSize(360, 740);
  private static final String RECORD = "/admin/articles/record";

  /** So that a few seconds are more than one piece. */
  private static final String RICH =
      """
      window.MediaRecorder = class extends MediaRecorder {
        constructor(stream, options) {
          super(stream, { ...options, audioBitsPerSecond: 256_000 });
        }
      };
      """;

  @TempDir private static Path folder;
  private static Portal portal;
  private static Newsroom newsroom;
  private static Chromium chromium;
  private static SignedIn doctor;
  private static SignedIn editor;
  private static SignedIn reviewer;

  @BeforeAll
  static void open() {
    chromium =
        Chromium.hearing(Tones.beeps(folder.resolve("voice.wav"), 30, 0.8, 0.2, 440, 12_000));
    portal = Portal.withDemo();
    newsroom = new Newsroom(portal);
    doctor = newsroom.account("Dora Doctor", idOf("doctor", "amara-okafor"), Role.AUTHOR);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
      chromium.close();
    }
  }

  @Test
  void aTelephonesRecordingIsHeardByReadersThoughTheConnectionBreaks() {
    String[] slug = {""};
    visit(
        page -> {
          page.addInitScript(RICH);
          page.navigate(portal.url("/admin/articles?all"));
          page.getByText("Record a new answer").click();
          page.locator("#title").fill("Is this my voice?");
          says(page, "Nothing is recorded yet. Press Record and speak.");
          sound(page);
          page.locator("#title").press("Enter");
          act(page, "Record").press("Enter");
          says(page, "Recording. Every second of it is kept on this device.");
          page.waitForFunction(
              "() => parseFloat(document.querySelector('[data-part=level]').style.getPropertyValue('--level')) > 20");
          recordedFor(page, 2);
          act(page, "Pause").press("Enter");
          says(page, "Paused.");
          String paused = page.locator("[data-part=elapsed]").innerText();
          sound(page);
          page.waitForTimeout(1_200);
          assertEquals(paused, page.locator("[data-part=elapsed]").innerText());
          act(page, "Go on recording").press("Enter");
          recordedFor(page, 3);
          act(page, "Stop").press("Enter");
          page.locator("[data-state=recorded]").waitFor();
          sound(page);
          assertTrue(heard(page, "[data-part=listen]"), "one hears what one said");

          act(page, "Record again").press("Enter");
          recordedFor(page, 6);
          act(page, "Stop").press("Enter");
          page.locator("[data-state=recorded]").waitFor();
          page.locator(".record__take").waitFor();
          assertEquals(1, page.locator(".record__take").count(), "the first is still there");
          sound(page);

          Line line = new Line(page);
          line.breakAfter(1);
          act(page, "Send and make a draft").press("Enter");
          page.locator("[data-state=waiting]").waitFor();
          assertTrue(
              page.locator("[data-part=status]").innerText().startsWith("The connection is lost."));
          sound(page);
          assertEquals(1, unfinished(), "a part of it is there");
          page.onDialog(dialog -> dialog.accept());
          page.reload();
          page.locator("[data-state=waiting]").waitFor();
          line.mend();
          act(page, "Try now").press("Enter");
          page.waitForURL("**/admin/articles/*?done=recorded");
          assertTrue(line.passed.size() > 1, "it was sent in pieces: " + line.passed);
          assertEquals(
              line.passed.stream().sorted().distinct().toList(),
              line.passed,
              "no piece was sent twice");
          assertEquals(0, unfinished());

          assertEquals("Is this my voice?", page.inputValue("#title"));
          assertEquals(String.valueOf(doctor.doctorId()), page.inputValue("#doctor"));
          assertTrue(page.inputValue("#recordedOn").matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}"));
          page.selectOption("#specialty", String.valueOf(idOf("specialty", "gastroenterology")));
          page.fill("#transcript", "This is my voice. It beeps. It beeps again.");
          page.fill("#topics", "Esophagitis");
          page.locator(".manuscript__save button").press("Enter");
          page.waitForURL("**?done=saved");
          String path = URI.create(page.url()).getPath();
          page.navigate(portal.url(RECORD));
          page.locator("[data-state=ready]").waitFor();
          assertTrue(
              page.locator("[data-record-kept]").isHidden(), "what was sent is kept no more");
          publish(path);
          slug[0] = "/articles/is-this-my-voice";
          page.navigate(portal.url(slug[0]));
          assertTrue(heard(page, "[data-voice=main] audio"), "readers hear it");
        });
  }

  /** A page that is gone from one moment to the next: a crash, an empty battery. */
  @Test
  void whatWasRecordedWhenTheBrowserGaveUpIsOfferedAndSent() {
    visit(
        page -> {
          page.navigate(portal.url(RECORD));
          page.locator("#title").fill("Did it break off?");
          act(page, "Record").click();
          recordedFor(page, 4);
          Page next = page.context().newPage();
          giveUp(page);
          next.navigate(portal.url(RECORD));
          next.getByText("Not sent yet").waitFor();
          assertTrue(
              next.locator(".record__take").innerText().contains("Did it break off?"),
              "it is called as it was");
          sound(next);
          next.locator(".record__take [data-part=open]").press("Enter");
          next.locator("[data-state=recorded]").waitFor();
          assertEquals("Did it break off?", next.inputValue("#title"));
          assertTrue(
              next.locator("[data-part=status]").innerText().contains("broke off"),
              next.locator("[data-part=status]").innerText());
          act(next, "Send and make a draft").press("Enter");
          next.waitForURL("**?done=broke-off");
          assertTrue(heard(next, ".manuscript__form audio"));
        });
  }

  /**
   * Another account at the same telephone is offered nothing of it; its owner may throw it away.
   */
  @Test
  void whatIsKeptOnADeviceIsForItsOwnerAlone() {
    visit(
        page -> {
          page.navigate(portal.url(RECORD));
          act(page, "Record").click();
          recordedFor(page, 1);
          act(page, "Stop").click();
          page.locator("[data-state=recorded]").waitFor();
          newsroom.visitor(editor).lend(page.context());
          page.navigate(portal.url(RECORD));
          page.locator("[data-state=ready]").waitFor();
          assertTrue(page.locator("[data-record-kept]").isHidden());
          newsroom.visitor(doctor).lend(page.context());
          page.navigate(portal.url(RECORD));
          page.locator(".record__take [data-part=discard]").press("Enter");
          page.locator("[data-record-kept]")
              .waitFor(
                  new com.microsoft.playwright.Locator.WaitForOptions()
                      .setState(com.microsoft.playwright.options.WaitForSelectorState.HIDDEN));
          page.reload();
          page.locator("[data-state=ready]").waitFor();
          assertEquals(0, page.locator(".record__take").count());
        });
  }

  @Test
  void whoeverIsSignedOutMeanwhileSignsInAndSends() {
    visit(
        page -> {
          page.navigate(portal.url(RECORD));
          act(page, "Record").click();
          recordedFor(page, 1);
          act(page, "Stop").click();
          page.locator("[data-state=recorded]").waitFor();
          page.context().clearCookies();
          act(page, "Send and make a draft").click();
          page.locator("[data-state=signed-out]").waitFor();
          sound(page);
          TestAccounts.signedIn(
                  portal, new TestAccounts.Person(doctor.accountId(), doctor.name(), "unused"))
              .lend(page.context());
          act(page, "Send and make a draft").click();
          page.waitForURL("**?done=recorded");
        });
  }

  @Test
  void whereThereIsNoMicrophoneTheWayOutIsTold() {
    for (Map.Entry<String, String> each :
        Map.of(
                "NotAllowedError", "does not let this page use the microphone",
                "NotFoundError", "There is no microphone",
                "NotReadableError", "Another program or a call may have it")
            .entrySet()) {
      visit(
          page -> {
            page.addInitScript(
                "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', '"
                    + each.getKey()
                    + "'); };");
            page.navigate(portal.url(RECORD));
            act(page, "Record").click();
            page.locator("[data-state=failed]").waitFor();
            String told = page.locator("[data-part=status]").innerText();
            assertTrue(told.contains(each.getValue()), told);
            assertTrue(act(page, "Record").isVisible(), "it can be tried again");
            assertTrue(page.locator("#audio").isVisible());
          });
    }
    visit(
        page -> {
          page.addInitScript("delete window.MediaRecorder;");
          page.navigate(portal.url(RECORD));
          page.locator("[data-state=failed]").waitFor();
          assertTrue(
              page.locator("[data-part=status]").innerText().contains("cannot record"),
              page.locator("[data-part=status]").innerText());
        });
  }

  /** A file goes the same way; what is no sound is refused in words. */
  @Test
  void aFileIsSentPieceByPieceToo() {
    visit(
        page -> {
          page.navigate(portal.url(RECORD));
          page.locator("[data-state=ready]").waitFor();
          page.setInputFiles(
              "#audio", new FilePayload("junk.mp3", "audio/mpeg", new byte[100_000]));
          page.getByText("Send the file").press("Enter");
          page.locator("[data-state=refused]").waitFor();
          assertEquals(
              "“junk.mp3” is no sound",
              page.locator("[data-part=status]").innerText().substring(0, 22));
          assertTrue(page.locator("[data-part=download]").isVisible(), "nothing is lost");
          sound(page);
          page.setInputFiles(
              "#audio", Tones.beeps(folder.resolve("file.wav"), 9, 0.8, 0.2, 500, 9_000));
          page.getByText("Send the file").press("Enter");
          page.waitForURL("**?done=recorded");
          assertEquals("", page.inputValue("#title"));
          assertTrue(heard(page, ".manuscript__form audio"));

          // From the draft's own form, its recording is made anew.
          page.fill("#title", "Made anew?");
          page.getByText("Save and record").click();
          page.waitForURL("**/record");
          sound(page);
          act(page, "Record").click();
          recordedFor(page, 1);
          act(page, "Stop").click();
          page.locator("[data-state=recorded]").waitFor();
          act(page, "Send and put it into this answer").click();
          page.waitForURL("**?done=recorded");
          assertEquals("Made anew?", page.inputValue("#title"));
          assertEquals(
              "audio/webm",
              page.locator(".manuscript__form audio source, .manuscript__form audio")
                  .last()
                  .getAttribute("type"));
        });
  }

  @Test
  void aSentenceIsMovedByEarAndTheTranscriptFollows() {
    String path = spoken("Where does it start?");
    visit(
        page -> {
          List<String> troubles = Chromium.troubles(page);
          page.navigate(portal.url(path));
          page.getByText("Save and give each sentence its time").click();
          page.waitForURL("**/cues");
          assertTrue(page.locator(".cues__estimated").isVisible());
          sound(page);
          page.locator("[data-act=play]").press("Enter");
          List<Double> tapped = new ArrayList<>();
          for (String key : List.of("t", " ", "T")) {
            played(page, tapped.isEmpty() ? 0.4 : tapped.get(tapped.size() - 1) + 0.6);
            if (key.equals(" ")) {
              page.locator("[data-act=tap]").focus();
            }
            page.keyboard().press(key);
            tapped.add(start(page, tapped.size() + 1));
          }
          assertAll(
              () -> assertTrue(tapped.get(0) >= 0.4, tapped::toString),
              () -> assertTrue(tapped.get(1) >= tapped.get(0) + 0.5, tapped::toString),
              () -> assertTrue(tapped.get(2) >= tapped.get(1) + 0.5, tapped::toString),
              () ->
                  assertEquals(
                      "true", page.locator("[data-cue]").nth(2).getAttribute("aria-current")));
          page.keyboard().press("k");
          page.waitForFunction("() => document.querySelector('audio').paused");
          page.keyboard().press("ArrowUp");
          page.keyboard().press(",");
          page.keyboard().press(",");
          page.keyboard().press(".");
          assertEquals(tapped.get(1) - 0.1, start(page, 2), 0.001);
          page.keyboard().press("h");
          page.waitForFunction("() => !document.querySelector('audio').paused");
          page.waitForFunction("() => document.querySelector('audio').paused");
          double stopped =
              (double)
                  page.evaluate(
                      "() => +document.querySelector('audio').currentTime.toFixed(3) + 0.0001");
          assertEquals(tapped.get(2), stopped, 0.25, "heard alone");

          // In a field, letters are letters.
          double before = start(page, 1);
          page.locator("#start3").focus();
          page.keyboard().press("End");
          page.keyboard().press("t");
          assertEquals(before, start(page, 1));
          assertTrue(page.inputValue("#start3").endsWith("t"));
          page.keyboard().press("Backspace");

          double second = start(page, 2);
          page.locator(".cues button[type=submit]").press("Enter");
          page.waitForURL("**?done=timed");
          assertEquals(second, start(page, 2), 0.001);
          assertEquals(0, page.locator(".cues__estimated").count());
          sound(page);
          publish(path);
          page.navigate(portal.url("/articles/where-does-it-start"));
          assertTrue(
              page.locator("main a[href$='#t=" + seconds(second) + "']").count() > 0,
              "the transcript's second sentence starts at "
                  + second
                  + ": "
                  + page.locator("main a[href*='#t=']")
                      .evaluateAll("all => all.map((each) => each.getAttribute('href'))"));
          assertEquals(List.of(), troubles);
        });
  }

  private static String seconds(double seconds) {
    return new java.math.BigDecimal(seconds)
        .setScale(1, java.math.RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** A draft of three sentences and a sound that can be sought through. */
  private static String spoken(String title) {
    Path clip = Tones.beeps(folder.resolve("clip.wav"), 5, 0.7, 0.3, 440, 9_000);
    HttpResponse<String> made =
        newsroom.upload(
            doctor,
            "/admin/articles/new",
            Map.of(
                "title",
                title,
                "lang",
                "en",
                "doctor",
                doctor.doctorId(),
                "specialty",
                idOf("specialty", "gastroenterology"),
                "transcript",
                "This is the first sentence. This is the second. And the third."),
            Map.of("audioFile", clip));
    assertEquals(303, made.statusCode(), made.body());
    return made.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
  }

  /** Through review, by three people. */
  private static void publish(String path) {
    Document form = newsroom.page(doctor, path);
    String number = form.selectFirst("input[name=base]").val();
    Map<String, String> base = Map.of("base", number);
    newsroom.post(doctor, path + "/submit", base);
    newsroom.post(reviewer, path + "/approve", base);
    HttpResponse<String> published = newsroom.post(editor, path + "/publish", base);
    assertEquals(
        path + "/review?done=published",
        published.headers().firstValue("Location").orElse(published.body()));
  }

  private static void says(Page page, String text) {
    page.waitForFunction(
        "(text) => document.querySelector('[data-part=status]').textContent === text", text);
  }

  private static com.microsoft.playwright.Locator act(Page page, String name) {
    return page.locator("[data-recorder] button:not([hidden])")
        .filter(
            new com.microsoft.playwright.Locator.FilterOptions()
                .setHasText(java.util.regex.Pattern.compile("^" + name + "$")));
  }

  private static void recordedFor(Page page, int seconds) {
    page.waitForFunction(
        "(seconds) => Number(document.querySelector('[data-part=elapsed]').textContent.split(':')[1]) >= seconds",
        seconds);
  }

  private static void played(Page page, double seconds) {
    page.waitForFunction(
        "(seconds) => document.querySelector('audio').currentTime >= seconds", seconds);
  }

  private static double start(Page page, int number) {
    String[] parts = page.inputValue("#start" + number).split(":");
    return Integer.parseInt(parts[0]) * 60 + Double.parseDouble(parts[1]);
  }

  /** Whether its time goes on when it is played. */
  private static boolean heard(Page page, String audio) {
    // On an answer's page the script makes it, once the page has been painted.
    page.waitForFunction("(audio) => document.querySelector(audio)", audio);
    page.evaluate(
        "(audio) => { const voice = document.querySelector(audio); voice.muted = true; return voice.play(); }",
        audio);
    page.waitForFunction("(audio) => document.querySelector(audio).currentTime > 0.3", audio);
    page.evaluate("(audio) => document.querySelector(audio).pause()", audio);
    return true;
  }

  /** For everybody, and in 360 px. */
  private static void sound(Page page) {
    assertAll(
        () -> assertEquals(List.of(), Chromium.violations(page)),
        () -> assertEquals(List.of(), Nu.violations(page)),
        () -> assertEquals(0, Chromium.overhang(page)));
  }

  private static int unfinished() {
    return Rows.one(
        portal.database().jdbi(),
        Integer.class,
        """
        select count(*) from upload
         where received between 1 and byte_length - 1 and account_id = :account
        """,
        "account",
        doctor.accountId());
  }

  private static long idOf(String table, String slug) {
    return Rows.idOf(portal.database().jdbi(), table, slug);
  }

  private static void visit(Consumer<Page> what) {
    chromium.visit(
        TELEPHONE,
        page -> {
          newsroom.visitor(doctor).lend(page.context());
          what.accept(page);
        });
  }

  /** Between a telephone and the newsroom: breaks, and is mended. */
  private static final class Line {
    private final List<Integer> passed = new ArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean();
    private int left = Integer.MAX_VALUE;

    Line(Page page) {
      page.route(
          "**/admin/uploads/**",
          route -> {
            Request request = route.request();
            boolean piece = request.method().equals("PATCH");
            if (broken.get() || (piece && left == 0)) {
              broken.set(true);
              route.abort("connectionreset");
              return;
            }
            if (piece) {
              left--;
              passed.add(Integer.parseInt(request.headers().get("upload-offset")));
            }
            route.resume();
          });
    }

    void breakAfter(int pieces) {
      left = pieces;
    }

    void mend() {
      left = Integer.MAX_VALUE;
      broken.set(false);
    }
  }

  /** One that is merely closed may have the time to write that the recording has ended. */
  private static void giveUp(Page page) {
    page.evaluate(
        "() => { IDBDatabase.prototype.transaction = () => { throw new DOMException('gone'); }; }");
    page.close();
  }
}
