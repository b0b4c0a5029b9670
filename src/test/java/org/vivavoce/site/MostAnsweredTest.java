package org.vivavoce.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.Topic;

class MostAnsweredTest {
  @Test
  void thoseWithMostAnswersStandInTheirOrder() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int kinds = 1 + random.nextInt(40);
      List<Topic> topics =
          IntStream.range(0, random.nextInt(80))
              .mapToObj(at -> topic("topic-" + at, 1 + random.nextInt(kinds)))
              .toList();
      Set<Topic> most =
          new HashSet<>(
              topics.stream()
                  .sorted(Comparator.comparingInt(Topic::articleCount).reversed())
                  .limit(24)
                  .toList());
      assertEquals(
          topics.stream().filter(most::contains).toList(), SiteRoutes.mostAnswered(topics));
    }
  }

  private static Topic topic(String slug, int answers) {
    return new Topic(slug, "Condition " + slug, "", List.of(), answers);
  }
}
