package org.vivavoce.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
