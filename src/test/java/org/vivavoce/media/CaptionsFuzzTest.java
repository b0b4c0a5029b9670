package org.vivavoce.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Work;

/** Good files, damaged at random: whatever comes of it, it is cues or a plain message. */
class CaptionsFuzzTest {
  private static final int CASES = Integer.getInteger("vivavoce.fuzz.cases", 30_000);
  private static final List<String> GOOD =
      List.of(
          """
          WEBVTT - An answer

          STYLE
          ::cue { color: white }

          NOTE by hand

          intro
          00:01.000 --> 00:02.500 align:start line:90%
          <v Dr. Keller>Good <i>morning</i> &amp; hello.</v>

          00:00:02.500 --> 00:00:04.000
          What <00:00:03.000><c.loud>hurts</c>
          you&nbsp;&lt;today&gt;?

          01:00:04.000 --> 01:00:09.000
          هل يؤلم؟ 好。
          """,
          """
          \ufeff1
          00:00:01,000 --> 00:00:02,500
          {\\an8}<b>Good</b> morning.

          2
          00:00:02,500 --> 00:00:04,000
          What hurts
          42

          3
          00:00:04,000 --> 00:00:08,123
          <font color="#fff">Yes</font> &#8211; no
          """);
  private static final String[] TOKENS = {
    "-->",
    " --> ",
    "<",
    ">",
    "<i>",
    "</v>",
    "<v ",
    "&",
    ";",
    "&amp;",
    "&lt;",
    "&#",
    "&#x110000;",
    "&#99999999;",
    "&lrm;",
    "{\\",
    "}",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "WEBVTT",
    "NOTE",
    "NOTE ",
    "STYLE",
    "REGION\n",
    "00:00:01.000",
    "00:00:02,000 --> 00:00:03,000\n",
    "99:59:59.999",
    "7",
    "000",
    ":",
    ".",
    ",",
    "\t",
    "\u0000",
    "\u001f",
    "\u0085",
    "\u2028",
    "\u00a0",
    "\u200e",
    "\ufeff",
    "\ud83d",
    "\ude00",
    "😀",
    "٣",
    "é",
    "x"
  };

  @Test
  void neverFailsOtherwise() {
    Random random = new Random(20_250_304);
    int taken = 0;
    for (int round = 0; round < CASES; round++) {
      String file = damaged(GOOD.get(random.nextInt(GOOD.size())), random);
      long start = Work.nanos();
      try {
        List<Cue> cues = Captions.parse(file);
        assertEquals(cues, Captions.parse(Captions.vtt(cues, random.nextBoolean())), file);
        assertInOrder(cues, file);
        taken++;
      } catch (BadCaptionsException e) {
        assertTrue(e.problems().size() <= 20 && e.problems().get(0).line() >= 1, file);
      } catch (RuntimeException e) {
        throw new AssertionError("round " + round + ":\n" + file, e);
      }
      assertTrue(Work.nanos() - start < 2_000_000_000L, file);
    }
    // Neither all damage nor none, or nothing was tried.
    assertTrue(taken > CASES / 20 && taken < CASES - CASES / 20, taken + " of " + CASES);
  }

  private static void assertInOrder(List<Cue> cues, String file) {
    for (int at = 1; at < cues.size(); at++) {
      assertTrue(cues.get(at).startMillis() >= cues.get(at - 1).endMillis(), file);
    }
  }

  private static String damaged(String good, Random random) {
    StringBuilder file = new StringBuilder(good);
    for (int left = random.nextInt(6); left > 0; left--) {
      int at = random.nextInt(file.length() + 1);
      int to = Math.min(file.length(), at + random.nextInt(8));
      switch (random.nextInt(7)) {
        case 0 -> file.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
        case 1 -> file.replace(at, to, TOKENS[random.nextInt(TOKENS.length)]);
        case 2 -> file.delete(at, to);
        case 3 -> file.insert(at, file.substring(at, Math.min(file.length(), at + 60)));
        case 4 -> file.insert(at, (char) random.nextInt(0x10000));
        case 5 ->
            file.insert(at, GOOD.get(random.nextInt(GOOD.size())).substring(random.nextInt(90)));
        default -> file.setLength(file.length() - random.nextInt(file.length() / 4 + 1));
      }
    }
    return file.toString();
  }
}
