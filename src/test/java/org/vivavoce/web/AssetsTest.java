package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetsTest {
  @Test
  void commentsOnLinesOfTheirOwnAreNotSent() {
    assertEquals(
        "const a = 1;\n  go();\n",
        Assets.withoutComments(
            "/* What it is.\n   More * of / it **/\nconst a = 1;\n  /* Why. */\n  go();\n"));
    assertEquals("", Assets.withoutComments("/*" + "* /".repeat(200_000) + "*/\n"));
  }

  @Test
  void aStyleSheetIsSentWithoutItsLineBreaks() {
    assertEquals(
        "a,b > c{color: red;content: \"a, b; {c}\"}@media x and y{d{e: f}}",
        Assets.withoutLineBreaks(
            """
            a,
            b > c {
              color: red;
              content: "a, b; {c}";
            }

            @media x
              and y {
              d {
                e: f;
              }
            }
            """));
  }

  @Test
  void thePartsOfAScriptAreSentAsOne() {
    String sent = new String(Assets.sent("js/site.js"), UTF_8);
    assertFalse(sent.contains("import "), sent);
    for (String part : List.of("behaviours", "suggest", "player")) {
      String alone = new String(Assets.sent("js/" + part + ".js"), UTF_8);
      assertTrue(sent.contains("{\n" + alone + "}\n"), part);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "const a = 1; /* beside it */\n",
        "const a = \"/* no comment */\";\n",
        "/* before it */ const a = 1;\n",
        "/* without an end\nconst a = 1;\n",
        "const a = b / c; // and on\n"
      })
  void allElseIsSentAsItStands(String source) {
    assertEquals(source, Assets.withoutComments(source));
  }
}
