package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a b+c", "Was hilft’s? 100 % & mehr/#", "日😀\uD83D", "AZaz09-._*~"})
  void textIsEncodedAsInFormsButForSpaces(String text) {
    assertEquals(URLEncoder.encode(text, UTF_8).replace("+", "%20"), Paths.encoded(text));
  }
}
