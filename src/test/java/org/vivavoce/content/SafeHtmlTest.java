package org.vivavoce.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeHtmlTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a [b] c, a <mark>b</mark> c",
        "<b>[x]</b>, &lt;b&gt;<mark>x</mark>&lt;/b&gt;",
        "\"'&, &quot;&#39;&amp;",
        "[open, <mark>open</mark>",
        "]close, close",
        "[a[b]c], <mark>ab</mark>c",
        "[<script>], <mark>&lt;script&gt;</mark>"
      })
  void escapesEverythingButItsOwnMarks(String text, String markup) {
    assertEquals(markup, SafeHtml.marked(text, '[', ']').toString());
  }
}
