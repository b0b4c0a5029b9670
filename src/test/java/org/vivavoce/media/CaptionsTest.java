package org.vivavoce.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Work;

class CaptionsTest {
  private static final List<Cue> HELLO =
      List.of(new Cue(1000, 2500, "Good morning."), new Cue(2500, 4000, "What hurts\nyou?"));

  @Test
  void readsWebVtt() {
    assertEquals(
        HELLO,
        Captions.parse(
            """
            WEBVTT - An answer
            Kind: captions

            STYLE
            ::cue { color: white }

            REGION
            id:left

            NOTE by hand,
            then checked

            intro
            00:01.000 --> 00:02.500 align:start line:90%
            <v Dr. Keller>Good <i>morning</i>.</v>

            00:00:02.500\t-->\t00:00:04.000
            What <00:00:03.000><c.loud>hurts</c>
            you?
            """));
  }

  @Test
  void readsSubRip() {
    assertEquals(
        HELLO,
        Captions.parse(
            """

            1
            00:00:01,000 --> 00:00:02,500 X1:40 X2:600
            {\\an8}<b>Good</b> <font color="#fff">morning</font>.

            2
            00:00:02,500 --> 00:00:04,000
            What hurts
            you?
            """));
  }

  @Test
  void readsFilesOfEverySystem() {
    String vtt = Captions.vtt(HELLO, true);
    assertEquals(HELLO, Captions.parse("\ufeff" + vtt));
    assertEquals(HELLO, Captions.parse(vtt.replace("\n", "\r\n")));
    assertEquals(HELLO, Captions.parse(vtt.replace("\n", "\r")));
    assertEquals(HELLO, Captions.parse("\n\n" + vtt.strip()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a &amp; b &lt;c&gt; &quot;d&quot; | a & b <c> \"d\"",
        "5&nbsp;mg &lrm;x&rlm; | 5\u00a0mg \u200ex\u200f",
        "&#8211; &#x2013; &#0; &#55296; &bogus; &amp | – – &#0; &#55296; &bogus; &amp",
        "&amp;lt;i&amp;gt; | &lt;i&gt;",
        "if 5 < 6 and 7 > 6 | if 5 < 6 and 7 > 6",
        "a <3 b | a <3 b",
        "<c.red.bg>x</c><lang en>y</lang> <ruby>z<rt>zz</rt></ruby> | xy zzz",
        "  much   white \t space  | much white space",
        "half \ud83d of a pair | half \ufffd of a pair",
        "a\u0000b\u0007c | abc"
      })
  void readsTextAsASeerWould(String marked, String plain) {
    List<Cue> cues = Captions.parse("WEBVTT\n\n00:01.000 --> 00:02.000\n" + marked);
    assertEquals(plain, cues.get(0).text());
    assertEquals(cues, Captions.parse(Captions.vtt(cues, false)));
  }

  @Test
  void cuesWithoutTextAreLeftOut() {
    assertEquals(
        List.of(new Cue(3000, 4000, "Yes.")),
        Captions.parse(
            """
            WEBVTT

            00:01.000 --> 00:02.000

            00:02.000 --> 00:03.000
            &nbsp;<i></i>

            00:03.000 --> 00:04.000
            Yes.
            """));
  }

  @Test
  void aMissingBlankLineCostsNothing() {
    assertEquals(
        List.of(new Cue(1000, 2000, "One."), new Cue(2000, 3000, "Two: 42")),
        Captions.parse(
            """
            1
            00:00:01,000 --> 00:00:02,000
            One.
            2
            00:00:02,000 --> 00:00:03,000
            Two: 42"""));
  }

  @Test
  void roundedTimesAreMadeToMeet() {
    assertEquals(
        List.of(new Cue(1000, 2000, "One."), new Cue(2000, 3000, "Two.")),
        Captions.parse("WEBVTT\n\n00:01.000 --> 00:02.042\nOne.\n\n00:02.000 --> 00:03.000\nTwo."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | line 1: the file is empty",
        "' \\n\\n ' | line 1: the file is empty",
        "{\"a\": 1} | line 1: the file has no times such as 00:00:01.000 --> 00:00:04.000; give the"
            + " captions as WebVTT or SubRip (SRT)",
        "WEBVTT\\n\\n00:05.000 --> 00:03.000\\nx | line 3: 00:00:05.000 --> 00:00:03.000 ends before"
            + " it starts",
        "WEBVTT\\n\\n00:05.000 --> 00:05.000\\nx | line 3: 00:00:05.000 --> 00:00:05.000 ends as it"
            + " starts",
        "WEBVTT\\n\\n00:05 --> 00:06\\nx | line 3: '00:05 --> 00:06' is no line of times; write"
            + " 00:00:01.000 --> 00:00:04.000, and an arrow inside a text as --&gt;",
        "WEBVTT\\n\\n00:05.000 --> 00:06.000\\nx\\ny --> z | line 5: 'y --> z' is no line of times;"
            + " write 00:00:01.000 --> 00:00:04.000, and an arrow inside a text as --&gt;",
        "1\\n00:75:00,000 --> 00:76:00,000\\nx | line 2: minutes and seconds go to 59, not to 75",
        "1\\n10:00:00,001 --> 10:00:02,000\\nx | line 2: a time is later than 10 hours, the longest"
            + " recording that is taken",
        "1\\n999999999:00:00,001 --> 10:00:02,000\\nx | line 2: a time is later than 10 hours, the"
            + " longest recording that is taken",
        "1\\n00:00:05,000 --> 00:00:06,000\\nx\\n\\n00:00:01,000 --> 00:00:02,000\\ny | line 5: starts"
            + " at 00:00:01.000, before the cue above it, which starts at 00:00:05.000; put the cues"
            + " in the order of their times",
        "1\\n00:00:05,000 --> 00:00:06,000\\nx\\n\\n00:00:05,900 --> 00:00:07,000\\ny | line 5: starts"
            + " at 00:00:05.900, before the cue above it ends at 00:00:06.000; one cue is shown at a"
            + " time",
        "1\\n00:00:05,000 --> 00:00:06,000\\nx\\n\\nlost words\\nmore | line 5: 'lost words' has no"
            + " times above it; remove the blank line before it, or give it times",
        "WEBVTT\\n\\n00:01.000 --> 00:02.000 | line 1: no cue has any text",
      })
  void saysWhatIsWrongAndWhere(String file, String message) {
    assertEquals(message, messageOf(file.replace("\\n", "\n")));
  }

  @Test
  void saysWhereTheCaptionsAreAnotherRecordings() {
    String srt = "1\n00:00:05,000 --> 00:00:09,000\nx\n\n2\n00:01:04,000 --> 00:01:06,000\ny";
    assertEquals(2, Captions.parse(srt, 64_001).size());
    BadCaptionsException bad =
        assertThrows(BadCaptionsException.class, () -> Captions.parse(srt, 64_000));
    assertEquals(
        "line 6: starts at 00:01:04.000, but the recording ends at 00:01:04.000; check that the"
            + " captions are this recording's",
        bad.getMessage());
  }

  @Test
  void namesTheFirstTwentyProblems() {
    String file =
        IntStream.range(0, 30)
            .mapToObj(each -> "00:00:05,000 --> 00:00:03,000\nx\n\n")
            .collect(Collectors.joining());
    BadCaptionsException bad = assertThrows(BadCaptionsException.class, () -> Captions.parse(file));
    assertEquals(20, bad.problems().size());
    assertEquals(
        new BadCaptionsException.Problem(58, "00:00:05.000 --> 00:00:03.000 ends before it starts"),
        bad.problems().get(19));
  }

  @Test
  void oneBadCueDoesNotHideTheNext() {
    BadCaptionsException bad =
        assertThrows(
            BadCaptionsException.class,
            () ->
                Captions.parse(
                    "1\n00:00:01,000 --> x\na\n\n2\n00:00:03,000 --> 00:00:02,000\nb\n\nc\n"));
    assertEquals(List.of(2, 6, 9), bad.problems().stream().map(problem -> problem.line()).toList());
  }

  @Test
  void takesNoMoreThanItCanShow() {
    String cue = "00:00:00,000 --> 00:00:01,000\n";
    assertEquals(2000, Captions.parse(cue + "x".repeat(2000)).get(0).text().length());
    assertEquals(
        "line 1: the cue's text has 2,001 characters; split it, as at most 2,000 are taken",
        messageOf(cue + "x".repeat(2001)));
    assertEquals(
        "line 1: the file is longer than 1 MB; captions of 10 hours take less",
        messageOf(cue + "é".repeat(600_000)));
    List<Cue> many =
        IntStream.range(0, 5001).mapToObj(at -> new Cue(at * 10, at * 10 + 10, "x")).toList();
    assertEquals(many.subList(0, 5000), Captions.parse(Captions.vtt(many.subList(0, 5000), false)));
    assertEquals("line 15003: more than 5,000 cues", messageOf(Captions.vtt(many, false)));
  }

  @Test
  void writesWhatPlayersRead() {
    assertEquals(
        """
        WEBVTT

        NOTE
        The times are estimated from the words and the pauses.

        00:00:00.000 --> 00:00:01.500
        a --&gt; b &lt;i&gt; &amp;amp;
        00:01

        01:00:00.007 --> 02:00:00.000
        NOTE
        """,
        Captions.vtt(
            List.of(
                new Cue(0, 1500, "a --> b <i> &amp;\n\n00:01"),
                new Cue(3_600_007, 7_200_000, "NOTE")),
            true));
  }

  @ParameterizedTest
  @CsvSource({
    "'x\n\n00:00:05.000 --> 00:00:06.000\ny'",
    "'<v Evil>-->&lt;/v&gt;<!-- -->'",
    "'NOTE'",
    "'WEBVTT'",
    "'a\r\rb\u2028c'",
    "'{\\an8}'",
    "'1'",
  })
  void noTextEscapesItsCue(String text) {
    List<Cue> read = Captions.parse(Captions.vtt(List.of(new Cue(0, 9, text)), false));
    assertEquals(1, read.size());
    assertEquals(text.replaceAll("\\R+", " ").strip(), read.get(0).text().replace('\n', ' '));
    assertEquals(read, Captions.parse(Captions.vtt(read, true)));
  }

  @Test
  void hostileFilesTakeNoTime() {
    for (String part :
        List.of(
            "<a", "<", "&", "{\\", "-->\n", "\n\n", "NOTE\n", "x\n", "<a>", "&amp;", "00:", "9")) {
      String noise = part.repeat(900_000 / part.length());
      for (String file :
          List.of(
              noise + "\n\n1\n00:00:01,000 --> 00:00:02,000\nx",
              "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + noise)) {
        long start = Work.nanos();
        try {
          Captions.parse(file);
        } catch (BadCaptionsException e) {
          assertTrue(e.getMessage().length() < 300, e.getMessage());
        }
        assertTrue(Work.nanos() - start < 5_000_000_000L, part);
      }
    }
  }

  private static String messageOf(String file) {
    return String.valueOf(
        assertThrows(BadCaptionsException.class, () -> Captions.parse(file)).getMessage());
  }
}
