package org.vivavoce.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecordMapperIT {
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.blank();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void columnsGoToComponentsByTheirNames() {
    assertEquals(
        new Whole(7, "a", null, List.of("x", "y"), new Part("p", 3), null),
        one(
            Whole.class,
            """
            select 'a' as short_name, 7 as number, null as said_at, array['x', 'y'] as words,
                   'p' as p_name, 3 as p_size, 'elsewhere' as pname
            """));
  }

  @Test
  void aMomentIsReadToItsMicrosecond() {
    assertEquals(
        Instant.parse("2026-11-27T10:11:12.123456Z"),
        one(Instant.class, "select timestamptz '2026-11-27 11:11:12.123456+01'"));
    assertEquals(
        new Whole(0, null, Instant.EPOCH, List.of(), new Part("p", 0), new Sound("s", 1)),
        one(
            Whole.class,
            """
            select null::int as number, null as short_name, to_timestamp(0) as said_at, array[]::text[] as words,
                   'p' as p_name, null::int as p_size, 's' as s_audio, 1 as s_bytes
            """));
  }

  @Test
  void whereWhatItIsKnownByIsNullThereIsNone() {
    assertEquals(
        new Whole(1, null, null, List.of(), new Part("p", 1), null),
        one(
            Whole.class,
            """
            select 1 as number, array[]::text[] as words, 'p' as p_name, 1 as p_size,
                   null as s_audio, null::int as s_bytes
            """));
  }

  @Test
  void whatIsMissingIsNamed() {
    String missing =
        assertThrows(
                IllegalArgumentException.class,
                () -> one(Whole.class, "select 1 as number, 'p' as p_name, 1 as p_size"))
            .getMessage();
    assertTrue(missing.contains("[words]") && missing.contains("p_size"), missing);
    String nothing =
        assertThrows(IllegalArgumentException.class, () -> one(Part.class, "select 1 as number"))
            .getMessage();
    assertTrue(nothing.contains("[number]"), nothing);
  }

  private static <T> T one(Class<T> type, String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(type).one());
  }

  public record Whole(
      int number,
      @Nullable String shortName,
      @Nullable Instant saidAt,
      List<String> words,
      @Nested("p_") Part part,
      @Nullable @Nested("s_") Sound sound) {
    public Whole {
      words = List.copyOf(words);
    }
  }

  public record Part(String name, int size) {}

  public record Sound(@PropagateNull String audio, int bytes) {}
}
