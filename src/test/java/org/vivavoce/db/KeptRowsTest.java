package org.vivavoce.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.ContentChange;

class KeptRowsTest {
  private final Map<Long, Row> table = new TreeMap<>();
  private final List<Optional<Set<Long>>> asked = new ArrayList<>();
  private final PublicCache cache = new PublicCache();
  private boolean outOfReach;
  private final KeptRows<Row> rows = cache.rows(ContentChange::topicIn, Row::name, this::load);

  @Test
  void whatChangedIsReadAnewAndNothingElse() {
    table.put(1L, new Row("b", 5));
    table.put(2L, new Row("a", 7));
    List<Row> first = rows.all();
    assertEquals(List.of(new Row("a", 7), new Row("b", 5)), first);
    assertSame(first, rows.all());

    table.put(1L, new Row("b", 6));
    cache.changedRows(Set.of(ContentChange.topic(1), ContentChange.doctor(2)));
    assertEquals(List.of(new Row("a", 7), new Row("b", 6)), rows.all());
    table.remove(2L);
    cache.changedRows(Set.of(ContentChange.topic(2)));
    assertEquals(List.of(new Row("b", 6)), rows.all());
    assertEquals(
        List.of(Optional.empty(), Optional.of(Set.of(1L)), Optional.of(Set.of(2L))), asked);
  }

  @Test
  void whatIsNewOrCalledOtherwiseComesIntoItsPlace() {
    table.put(1L, new Row("b", 5));
    rows.all();
    table.put(2L, new Row("a", 1));
    cache.changedRows(Set.of(ContentChange.topic(2)));
    assertEquals(List.of(new Row("a", 1), new Row("b", 5)), rows.all());
    table.put(2L, new Row("c", 1));
    cache.changedRows(Set.of(ContentChange.topic(2)));
    assertEquals(List.of(new Row("b", 5), new Row("c", 1)), rows.all());
  }

  @Test
  void whatCouldNotBeReadIsOwedStill() {
    table.put(1L, new Row("a", 1));
    rows.all();
    table.put(1L, new Row("a", 2));
    cache.changedRows(Set.of(ContentChange.topic(1)));
    outOfReach = true;
    assertThrows(IllegalStateException.class, rows::all);
    outOfReach = false;
    assertEquals(List.of(new Row("a", 2)), rows.all());
  }

  @Test
  void afterAnythingMayHaveChangedAllIsReadAnew() {
    table.put(1L, new Row("a", 1));
    rows.all();
    table.put(1L, new Row("a", 2));
    table.put(2L, new Row("b", 1));
    cache.clear();
    assertEquals(List.of(new Row("a", 2), new Row("b", 1)), rows.all());
  }

  @Test
  void howeverRowsComeAndGoItIsAsIfAllWereRead() {
    Random random = new Random(30);
    for (int round = 0; round < 2_000; round++) {
      long id = random.nextInt(12);
      if (random.nextInt(3) == 0) {
        table.remove(id);
      } else {
        table.put(id, new Row("abcdef".substring(random.nextInt(6)), random.nextInt(4)));
      }
      cache.changedRows(Set.of(ContentChange.topic(id)));
      if (random.nextBoolean()) {
        assertEquals(List.copyOf(load(Optional.empty()).values()), rows.all());
      }
    }
  }

  private Map<Long, Row> load(Optional<Set<Long>> only) {
    if (outOfReach) {
      throw new IllegalStateException("out of reach");
    }
    asked.add(only);
    Map<Long, Row> read = new LinkedHashMap<>();
    table.entrySet().stream()
        .filter(each -> only.isEmpty() || only.get().contains(each.getKey()))
        .sorted(
            Comparator.comparing((Map.Entry<Long, Row> each) -> each.getValue().name())
                .thenComparing(Map.Entry::getKey))
        .forEach(each -> read.put(each.getKey(), each.getValue()));
    return read;
  }

  private record Row(String name, int answers) {}
}
