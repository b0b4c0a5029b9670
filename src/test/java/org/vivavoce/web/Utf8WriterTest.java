package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.unbescape.html.HtmlEscape;

final class Utf8WriterTest {
  private static final String[] CHARACTERS = {
    "a", "<", "é", "ß", "’", "…", "日", "한", "😀", "𝒜", "\uD83D", "\uDE00", "\u0000", "\uFFFF"
  };

  @Test
  void writesWhatTheWholeTextWouldBeHoweverItIsParted() {
    Random random = new Random(8);
    for (int round = 0; round < 2_000; round++) {
      String text =
          random
              .ints(random.nextInt(120), 0, CHARACTERS.length)
              .mapToObj(at -> CHARACTERS[at])
              .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
              .toString();
      Utf8Writer writer = new Utf8Writer(16);
      for (int at = 0; at < text.length(); ) {
        int end = Math.min(text.length(), at + 1 + random.nextInt(60));
        switch (random.nextInt(4)) {
          case 0 -> writer.write(text.substring(at, end));
          case 1 -> writer.write(text, at, end - at);
          case 2 -> writer.write(text.toCharArray(), at, end - at);
          default -> {
            end = at + 1;
            writer.write(text.charAt(at));
          }
        }
        at = end;
      }
      assertArrayEquals(text.getBytes(UTF_8), writer.toByteArray(), text);
    }
  }

  @Test
  void whatWouldBeMarkupIsWrittenSoThatItIsNone() {
    String text = "a<b>&c\"d'e — 日😀 \uD83D < plain words and more of them than a few\u0000\u007F";
    Utf8Writer writer = new Utf8Writer(1);
    writer.write("\uD83D");
    writer.writeEscaped("\uDE00<");
    writer.writeEscaped("");
    writer.writeEscaped(text);
    assertEquals(
        "😀&lt;" + HtmlEscape.escapeHtml4Xml(text).replace("\uD83D ", "? "),
        new String(writer.toByteArray(), UTF_8));
  }

  @Test
  void holdsWhatIsLargerThanItBeganWith() {
    Utf8Writer writer = new Utf8Writer(16);
    String piece = "Wie lange darf man’s nehmen? ".repeat(100);
    for (int times = 0; times < 100; times++) {
      writer.write(piece);
    }
    assertEquals(piece.repeat(100), new String(writer.toByteArray(), UTF_8));
  }
}
