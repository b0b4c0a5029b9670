package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeptPostingsTest {
  @Test
  void aListServesWhoeverWantsNoMoreThanItHas() {
    KeptPostings kept = new KeptPostings();
    kept.keep("pain", read(3, 3));
    PostingQueries.Postings two = kept.postings("pain", 2);
    assertNotNull(two);
    assertEquals(2, two.size());
    assertEquals(1, two.article(0));
    assertEquals(2, two.article(1));
    assertEquals(.5f, two.weight(1));
    assertNotNull(kept.postings("pain", 3));
    assertNull(kept.postings("pain", 4));
    assertNull(kept.postings("fever", 1));
  }

  @Test
  void aListOfAllThereAreServesWhoeverWantsMore() {
    KeptPostings kept = new KeptPostings();
    kept.keep("pain", read(3, 10));
    PostingQueries.Postings all = kept.postings("pain", 1_000);
    assertNotNull(all);
    assertEquals(3, all.size());
  }

  @Test
  void ofTwoListsTheLongerIsKept() {
    KeptPostings kept = new KeptPostings();
    kept.keep("pain", read(3, 3));
    kept.keep("pain", read(2, 2));
    assertNotNull(kept.postings("pain", 3));
  }

  @Test
  void listsAreForgottenForOthers() {
    KeptPostings kept = new KeptPostings();
    for (int term = 0; term < 1_000; term++) {
      kept.keep("term" + term, read(1_500, 1_500));
    }
    long held =
        IntStream.range(0, 1_000).filter(term -> kept.postings("term" + term, 1) != null).count();
    assertTrue(held > 100 && held <= 3_000_000 / (1_500 * 12), () -> held + " are held");
  }

  @Test
  void onlySoManyAnswersAreKept() {
    KeptPostings kept = new KeptPostings();
    for (long article = 1; article <= 30_000; article++) {
      kept.keep(article, new PostingQueries.Candidate(7, false, List.of("pain")));
    }
    assertEquals(new PostingQueries.Candidate(7, false, List.of("pain")), kept.candidate(1L));
    assertNull(kept.candidate(30_000L));
  }

  /** Numbered from 1, each half as weighty as the one before. */
  private static PostingQueries.Postings read(int size, int most) {
    ByteBuffer bytes = ByteBuffer.allocate(size * (Long.BYTES + Float.BYTES));
    for (int at = 0; at < size; at++) {
      bytes.putLong(at + 1).putFloat((float) Math.pow(.5, at));
    }
    return PostingQueries.Postings.read(bytes.array(), most);
  }
}
