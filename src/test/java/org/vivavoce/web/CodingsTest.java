package org.vivavoce.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br, zstd | BROTLI",
        "gzip, deflate | GZIP",
        "br | BROTLI_ALONE",
        "br;q=0.5, gzip;q=0.8 | GZIP",
        "br;q=0.8, gzip;q=0.8 | BROTLI",
        "BR ; Q=1, x-gzip | BROTLI",
        "gzip;q=0 | IDENTITY",
        "gzip;q=0, * | BROTLI_ALONE",
        "*;q=0 | IDENTITY",
        "* | BROTLI",
        "identity | IDENTITY",
        "'' | IDENTITY",
        ";,;q=1,, | IDENTITY",
        "gzip;q=abc | IDENTITY",
        "gzip;q=NaN | IDENTITY",
        "gzip;level=9;q=0.3 | GZIP"
      })
  void theBestThatTheReaderAcceptsIsChosen(String header, Codings best) {
    assertEquals(best, Codings.best(header));
    assertEquals(best, Codings.best(header), "the second time, too");
  }

  @Test
  void whoSaysNothingGetsItAsItIs() {
    assertEquals(Codings.IDENTITY, Codings.best(null));
  }

  @Test
  void whoSendsManyIsAnsweredAllTheSame() {
    for (int each = 0; each < 10_000; each++) {
      assertEquals(Codings.GZIP, Codings.best("gzip, x-" + each));
    }
  }
}
