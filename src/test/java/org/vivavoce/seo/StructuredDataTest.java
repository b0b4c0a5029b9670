package org.vivavoce.seo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.vivavoce.config.Config;
import org.vivavoce.content.Listing;
import org.vivavoce.db.TestClock;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Words;

class StructuredDataTest {
  private static final String HOSTILE =
      "</script><script>alert(1)</script><!-- \" ' & \\ ]]> \u2028 \u2029";
  private static final Frame FRAME =
      new Frame(
          Config.from(Map.of()),
          new Paths("http://localhost:8080"),
          Words.load(),
          Assets.load(),
          TestClock.FIXED);

  @Test
  void nothingEndsTheScriptElementAndNothingIsLost() throws Exception {
    Head head = FRAME.head("/about/x", HOSTILE, HOSTILE).named(HOSTILE);
    String json =
        Objects.requireNonNull(
                new StructuredData(FRAME).page(head, "AboutPage", HOSTILE).structuredData())
            .toString();
    assertAll(
        () -> assertFalse(json.matches("(?s).*[<>&\u2028\u2029].*"), json),
        () ->
            assertEquals(HOSTILE, new ObjectMapper().readTree(json).at("/@graph/0/name").asText()),
        () ->
            assertEquals(
                HOSTILE, new ObjectMapper().readTree(json).at("/@graph/0/description").asText()));
  }

  @Test
  void laterPagesOfListsAreLeftToReaders() {
    assertAll(
        () -> assertNull(pageOfList(1).robots()),
        () -> assertEquals("noindex", pageOfList(2).robots()));
  }

  private static Head pageOfList(int page) {
    Listing<String> listing = new Listing<>(List.of("an answer"), page, 20, 30);
    return FRAME
        .head("/specialties/x?page=" + page, "X", "X")
        .pager(FRAME.pager(listing, number -> "/specialties/x?page=" + number))
        .named("X");
  }
}
