package org.vivavoce.related;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.RelatedReason;

/**
 * All published answers, compared by their rarest shared words (BM25 with the words of title and
 * transcript weighed apart), in memory: some 2 KB an answer.
 */
final class Voices {
  static final int SHOWN = 5;

  private static final double SATURATION = 1.2;
  private static final double LENGTH_SHARE = 0.75;
  private static final double QUERY_TITLE_WEIGHT = 3;
  private static final double TITLE_WEIGHT = 4;
  private static final int QUERY_TERMS = 15;
  private static final int CANDIDATES = 60;
  private static final int RAREST = 2;
  private static final int PER_PERSON = 2;
  private static final Comparator<Scored> BEST_FIRST =
      Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::number);

  /**
   * Words in more than this share of all answers tell nothing apart; in a small collection the
   * floor rules.
   */
  private static final double COMMONEST_SHARE = 0.35;

  private static final int COMMONEST_FLOOR = 40;
  private static final double OVERDUE_FACTOR = 0.5;

  /**
   * Other Voices are to be heard: an answer that can be listened to goes before one that can only
   * be read.
   */
  private static final double SPOKEN_FACTOR = 1.6;

  private static final double SHARED_TOPIC_FACTOR = 1.25;
  private static final double SAME_QUESTION_OVERLAP = 0.8;

  /** A title of fewer words names a subject, and not what is asked about it. */
  private static final int TELLING_TITLE = 3;

  private static final double SIMILAR_QUESTION_OVERLAP = 0.5;

  /** Where no topic is shared, so much of the title makes a similar question. */
  private static final double AKIN_OVERLAP = 0.3;

  private static final double NEAR_DUPLICATE = 0.6;
  private static final Pattern COMPARING =
      Pattern.compile(
          "\\b(compar\\w*|differ\\w*|versus|vs|distinguish\\w*|the same as|tell .* apart)\\b",
          Pattern.CASE_INSENSITIVE);

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Postings> postings = new HashMap<>();
  private final Map<Long, List<Integer>> bySpecialty = new HashMap<>();
  private long titleLength;
  private long bodyLength;
  private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);
  private volatile @Nullable Norms norms;

  /** Takes an answer in. Not to be called while others ask. */
  void add(RelatedEditor.Voice voice) {
    norms = null;
    int number = entries.size();
    Map<String, Integer> title = PrintedTsvector.counts(voice.titleLexemes());
    Map<String, Integer> body = PrintedTsvector.counts(voice.bodyLexemes());
    int titleWords = title.values().stream().mapToInt(Integer::intValue).sum();
    int bodyWords = body.values().stream().mapToInt(Integer::intValue).sum();
    titleLength += titleWords;
    bodyLength += bodyWords;
    Set<String> words = new HashSet<>(title.keySet());
    words.addAll(body.keySet());
    Postings[] terms = new Postings[words.size()];
    int at = 0;
    for (String word : words.stream().sorted().toList()) {
      Postings list = postings.computeIfAbsent(word, Postings::new);
      list.add(number, title.getOrDefault(word, 0), body.getOrDefault(word, 0));
      terms[at++] = list;
    }
    bySpecialty.computeIfAbsent(voice.specialtyId(), id -> new ArrayList<>()).add(number);
    entries.add(
        new Entry(
            voice.id(),
            voice.doctorId(),
            voice.person(),
            voice.specialtyId(),
            voice.spoken(),
            voice.demo(),
            voice.overdue(),
            COMPARING.matcher(voice.title()).find(),
            voice.topicIds() == null ? List.of() : List.copyOf(voice.topicIds()),
            terms,
            Set.copyOf(title.keySet()),
            titleWords,
            bodyWords,
            TextSketch.of(voice.transcript())));
  }

  int count() {
    return entries.size();
  }

  long id(int number) {
    return entries.get(number).id();
  }

  /**
   * The other answers that belong beside this one, best first; at most {@value #SHOWN}. Any number
   * of threads may ask at once.
   */
  List<Choice> othersOf(int number) {
    Entry self = entries.get(number);
    List<Choice> chosen = new ArrayList<>();
    List<Entry> taken = new ArrayList<>();
    for (Scored candidate : candidates(number)) {
      Entry other = entries.get(candidate.number());
      if (chosen.size() == SHOWN) {
        break;
      }
      if (fits(self, other, taken)) {
        taken.add(other);
        chosen.add(choice(self, other, candidate.score()));
      }
    }
    fillFromSpecialty(self, chosen, taken);
    return chosen;
  }

  private List<Scored> candidates(int number) {
    Norms all = norms();
    Scratch scratch = scratches.get();
    scratch.fit(entries.size());
    double[] sums = scratch.sums;
    int[] reached = scratch.reached;
    Entry self = entries.get(number);
    int count = 0;
    for (Term term : queryTerms(number, self)) {
      Postings list = term.postings();
      double titleWeight = term.weight() * TITLE_WEIGHT * term.titleRarity();
      double bodyWeight = term.weight() * term.bodyRarity();
      for (int at = 0; at < list.size; at++) {
        int other = list.articles[at];
        if (all.demo[other] != self.demo() || other == number) {
          continue;
        }
        if (sums[other] == 0) {
          reached[count++] = other;
        }
        int inTitle = list.inTitle[at];
        int inBody = list.inBody[at];
        if (inTitle > 0) {
          sums[other] += titleWeight * inTitle / (inTitle + all.title[other]);
        }
        if (inBody > 0) {
          sums[other] += bodyWeight * inBody / (inBody + all.body[other]);
        }
      }
    }
    PriorityQueue<Scored> best = new PriorityQueue<>(CANDIDATES + 1, BEST_FIRST.reversed());
    double least = 0;
    for (int at = 0; at < count; at++) {
      int other = reached[at];
      double most = sums[other] * all.prior[other] * SHARED_TOPIC_FACTOR;
      if (best.size() < CANDIDATES || most >= least) {
        best.add(new Scored(other, sums[other] * prior(self, entries.get(other))));
        if (best.size() > CANDIDATES) {
          best.remove();
        }
        least = best.element().score();
      }
      sums[other] = 0;
    }
    return best.stream().sorted(BEST_FIRST).toList();
  }

  private static double prior(Entry self, Entry other) {
    double prior = prior(other);
    for (Long topic : other.topicIds()) {
      if (self.topicIds().contains(topic)) {
        return prior * SHARED_TOPIC_FACTOR;
      }
    }
    return prior;
  }

  private static double prior(Entry other) {
    return (other.overdue() ? OVERDUE_FACTOR : 1) * (other.spoken() ? SPOKEN_FACTOR : 1);
  }

  private List<Term> queryTerms(int number, Entry self) {
    int commonest = (int) Math.max(COMMONEST_FLOOR, COMMONEST_SHARE * entries.size());
    List<Term> terms = new ArrayList<>();
    for (Postings list : self.terms()) {
      if (list.size < RAREST || list.size > commonest) {
        continue;
      }
      int at = list.find(number);
      double titleRarity = rarity(list.titleCount);
      double bodyRarity = rarity(list.bodyCount);
      double weight =
          QUERY_TITLE_WEIGHT
                  * saturated(list.inTitle[at], self.titleWords(), averageTitle())
                  * titleRarity
              + saturated(list.inBody[at], self.bodyWords(), averageBody()) * bodyRarity;
      terms.add(new Term(list, weight, titleRarity, bodyRarity));
    }
    terms.sort(
        Comparator.comparingDouble(Term::weight)
            .reversed()
            .thenComparing(term -> term.postings().word));
    return terms.subList(0, Math.min(QUERY_TERMS, terms.size()));
  }

  private static boolean fits(Entry self, Entry other, List<Entry> taken) {
    if (self.sketch().likeness(other.sketch()) >= NEAR_DUPLICATE) {
      return false;
    }
    int sameDoctor = 0;
    for (Entry before : taken) {
      if (before.doctorId() == other.doctorId()) {
        sameDoctor++;
      }
      if (before.sketch().likeness(other.sketch()) >= NEAR_DUPLICATE) {
        return false;
      }
    }
    return !other.person() || sameDoctor < PER_PERSON;
  }

  private static Choice choice(Entry self, Entry other, double score) {
    Long shared =
        self.topicIds().stream().filter(other.topicIds()::contains).findFirst().orElse(null);
    double overlap = overlap(self.titleTerms(), other.titleTerms());
    boolean telling = self.titleTerms().size() >= TELLING_TITLE;
    RelatedReason reason;
    if (self.doctorId() != other.doctorId() && telling && overlap >= SAME_QUESTION_OVERLAP) {
      reason = RelatedReason.SAME_QUESTION;
    } else if (other.comparing()) {
      reason = RelatedReason.COMPARES;
    } else if (shared != null && overlap < SIMILAR_QUESTION_OVERLAP) {
      reason = RelatedReason.SAME_TOPIC;
    } else {
      reason = overlap < AKIN_OVERLAP ? RelatedReason.MENTIONS : RelatedReason.SIMILAR_QUESTION;
    }
    return new Choice(other.id(), (float) score, reason, shared);
  }

  /** Where too few answers share words, the newest of the same specialty stand in. */
  private void fillFromSpecialty(Entry self, List<Choice> chosen, List<Entry> taken) {
    List<Integer> same = bySpecialty.getOrDefault(self.specialtyId(), List.of());
    for (int at = same.size() - 1; at >= 0 && chosen.size() < SHOWN; at--) {
      Entry other = entries.get(same.get(at));
      if (other.id() != self.id()
          && other.demo() == self.demo()
          && !taken.contains(other)
          && fits(self, other, taken)) {
        taken.add(other);
        chosen.add(new Choice(other.id(), 0, RelatedReason.SAME_SPECIALTY, null));
      }
    }
  }

  private static double overlap(Set<String> one, Set<String> other) {
    long shared = one.stream().filter(other::contains).count();
    long all = one.size() + other.size() - shared;
    return all == 0 ? 0 : (double) shared / all;
  }

  private double rarity(int count) {
    return Math.log(1 + (entries.size() - count + 0.5) / (count + 0.5));
  }

  private static double saturated(int count, int length, double average) {
    return count == 0 ? 0 : count / (count + norm(length, average));
  }

  private static double norm(int length, double average) {
    return SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / average);
  }

  private Norms norms() {
    Norms ready = norms;
    if (ready == null) {
      ready = new Norms(entries, averageTitle(), averageBody());
      norms = ready;
    }
    return ready;
  }

  private double averageTitle() {
    return Math.max(1, (double) titleLength / entries.size());
  }

  private double averageBody() {
    return Math.max(1, (double) bodyLength / entries.size());
  }

  /** An answer chosen to stand beside another. */
  record Choice(long id, float score, RelatedReason reason, @Nullable Long topicId) {}

  private record Scored(int number, double score) {}

  private record Term(Postings postings, double weight, double titleRarity, double bodyRarity) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by identity alone
  private record Entry(
      long id,
      long doctorId,
      boolean person,
      long specialtyId,
      boolean spoken,
      boolean demo,
      boolean overdue,
      boolean comparing,
      List<Long> topicIds,
      Postings[] terms,
      Set<String> titleTerms,
      int titleWords,
      int bodyWords,
      TextSketch sketch) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(id);
    }
  }

  /** What the innermost loop asks of an entry, side by side in memory. */
  private static final class Norms {
    private final float[] title;
    private final float[] body;
    private final float[] prior;
    private final boolean[] demo;

    Norms(List<Entry> entries, double averageTitle, double averageBody) {
      int size = entries.size();
      title = new float[size];
      body = new float[size];
      prior = new float[size];
      demo = new boolean[size];
      for (int at = 0; at < size; at++) {
        Entry entry = entries.get(at);
        title[at] = (float) norm(entry.titleWords(), averageTitle);
        body[at] = (float) norm(entry.bodyWords(), averageBody);
        prior[at] = (float) prior(entry);
        demo[at] = entry.demo();
      }
    }
  }

  /** One thread's sums, and which of them are not 0. */
  private static final class Scratch {
    private double[] sums = {};
    private int[] reached = {};

    void fit(int size) {
      if (sums.length < size) {
        sums = new double[size];
        reached = new int[size];
      }
    }
  }

  /** Where a word occurs, and how often in title and transcript. */
  private static final class Postings {
    private final String word;
    private int[] articles = new int[4];
    private short[] inTitle = new short[4];
    private short[] inBody = new short[4];
    private int size;
    private int titleCount;
    private int bodyCount;

    Postings(String word) {
      this.word = word;
    }

    void add(int article, int title, int body) {
      if (size == articles.length) {
        articles = Arrays.copyOf(articles, size * 2);
        inTitle = Arrays.copyOf(inTitle, size * 2);
        inBody = Arrays.copyOf(inBody, size * 2);
      }
      articles[size] = article;
      inTitle[size] = (short) title;
      inBody[size] = (short) body;
      size++;
      titleCount += title > 0 ? 1 : 0;
      bodyCount += body > 0 ? 1 : 0;
    }

    int find(int article) {
      return Arrays.binarySearch(articles, 0, size, article);
    }
  }
}
