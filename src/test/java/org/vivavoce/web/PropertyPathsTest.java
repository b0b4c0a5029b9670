package org.vivavoce.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What templates ask for most is read without an interpreter. */
class PropertyPathsTest {
  private static final Page EMPTY = new Page(null, null, false, List.of(), null);
  private static final Page PAGE = new Page(83, "Dr Ada", true, List.of("one"), EMPTY);

  private final PropertyPaths paths = new PropertyPaths();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page.seconds != null | true",
        "page.seconds == null | false",
        "page.inner.seconds != null | false",
        "page.inner.seconds == null | true",
        "page != null | true",
        "page == null | false",
        "page.first | true",
        "!page.first | false",
        "!page.inner.first | true",
        "page.names.isEmpty() | false",
        "!page.inner.names.isEmpty() | false",
        "page.seconds != null and page.inner.seconds == null | true",
        "page.seconds != null and !page.first | false",
        "page.inner.seconds != null or page.inner.first | false",
        "page.inner.seconds != null or page.first | true",
        "page.seconds == 83 | true",
        "page.seconds > 83 | false",
        "page.seconds != page.inner.seconds | (only OGNL knows)",
        "page.name == 'Dr Ada' | true",
        "page.name != 'Dr Ada' | false",
        "page.name == page.inner.name | false",
        "page.name != page.inner.name | true",
      })
  void aPathAComparisonAndWhatJoinsThemAreRead(String expression, String value) {
    PropertyPaths.Read read = paths.of(expression);
    assertNotNull(read, expression);
    Object found = read.read(name -> name.equals("page") ? PAGE : PropertyPaths.UNREAD);
    assertEquals(value, found == PropertyPaths.UNREAD ? "(only OGNL knows)" : found.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#numbers.sequence(1, 3)",
        "page.seconds + 1",
        "null != page.seconds",
        "!page.seconds != null",
        "page.first and page.seconds > 1 or page.first",
        "true"
      })
  void theRestIsLeftToOgnl(String expression) {
    assertNull(paths.of(expression));
  }

  @Test
  void whatIsNoVariableIsUnread() {
    PropertyPaths.Read read = paths.of("other.seconds != null");
    assertNotNull(read);
    assertSame(PropertyPaths.UNREAD, read.read(name -> PropertyPaths.UNREAD));
  }

  /** As a template's record may be. */
  public record Page(
      @Nullable Integer seconds,
      @Nullable String name,
      boolean first,
      List<String> names,
      @Nullable Page inner) {}
}
