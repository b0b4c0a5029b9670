package org.vivavoce.search;

import java.util.Arrays;

/**
 * Numbers articles from 0 in the order in which they are first met, so that what is added up of
 * each has its place in an array. A search meets thousands; a map would hold three objects of each.
 */
final class ArticleNumbers {
  private static final int FIRST_CAPACITY = 1_024;

  /** An odd number that spreads what follows each other, as the golden ratio does. */
  static final long SPREAD = 0x9E3779B97F4A7C15L;

  private long[] articles = new long[FIRST_CAPACITY];

  /** By what an article hashes to, or the next free place after that: its number and one. */
  private int[] places = new int[2 * FIRST_CAPACITY];

  private int size;

  /** The number of an article, whether it was met before or not. */
  int of(long article) {
    int place = place(article);
    if (places[place] == 0) {
      if (size == articles.length) {
        grow();
        place = place(article);
      }
      articles[size++] = article;
      places[place] = size;
    }
    return places[place] - 1;
  }

  /** How many were met. */
  int size() {
    return size;
  }

  /**
   * @param number from 0 to below {@link #size}
   */
  long article(int number) {
    return articles[number];
  }

  private int place(long article) {
    int mask = places.length - 1;
    int place = (int) ((article * SPREAD) >>> 32) & mask;
    while (places[place] != 0 && articles[places[place] - 1] != article) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    articles = Arrays.copyOf(articles, 2 * articles.length);
    places = new int[2 * articles.length];
    for (int number = 0; number < size; number++) {
      places[place(articles[number])] = number + 1;
    }
  }
}
