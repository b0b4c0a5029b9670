package org.vivavoce.related;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.RelatedReason;

/**
 * Chooses which answers stand beside one: first those that an editor chose, one or two that readers
 * often went on to, then the most alike, and what is nearest in the specialty where those are too
 * few.
 */
final class Chooser {
  static final int SHOWN = 5;

  private static final int FIRST_LOOK = 40;
  private static final int NEXT_LOOK = 5;
  private static final int PER_PERSON = 2;
  private static final int READ_NEXT = 2;
  private static final double NEAR_DUPLICATE = 0.7;

  /** Of another condition, the same question is of little use. */
  private static final double SAME_FORM_FACTOR = 0.85;

  /** Where no condition is shared: so many of one other condition, and of one form of question. */
  private static final int PER_OTHER_TOPIC = 3;

  private static final int PER_FORM = 3;
  private static final double SAME_QUESTION_OVERLAP = 0.8;
  private static final double SIMILAR_QUESTION_OVERLAP = 0.5;

  /** Where no topic is shared, so much of the title makes a similar question. */
  private static final double AKIN_OVERLAP = 0.3;

  private static final Comparator<Scored> BEST_FIRST =
      Comparator.comparingDouble(Scored::score)
          .reversed()
          .thenComparingLong(scored -> scored.voice().id());

  private final Voice self;
  private final Set<Long> banned;
  private final List<Choice> chosen = new ArrayList<>();
  private final List<Voice> taken = new ArrayList<>();
  private final Map<Long, Double> fullDoctors = new HashMap<>();

  private Chooser(Voice self, Set<Long> banned) {
    this.self = self;
    this.banned = banned;
  }

  /**
   * @param pinned chosen by an editor, in order
   * @param banned never to stand here
   * @param readNext what readers often went on to, the oftenest first
   * @param near of the specialty, the nearest first
   */
  static Chosen choose(
      Voice self,
      List<Voice> pinned,
      Set<Long> banned,
      List<Voice> readNext,
      Source alike,
      Supplier<List<Voice>> near) {
    return new Chooser(self, banned).choose(pinned, readNext, alike, near);
  }

  private Chosen choose(
      List<Voice> pinned, List<Voice> readNext, Source alike, Supplier<List<Voice>> near) {
    for (Voice each : pinned) {
      if (taken.size() < SHOWN) {
        take(each, 0, RelatedReason.CHOSEN, Double.POSITIVE_INFINITY);
      }
    }
    List<Voice> followed = new ArrayList<>();
    for (Voice each : readNext) {
      if (taken.size() < SHOWN && followed.size() < READ_NEXT && fits(each)) {
        taken.add(each);
        noteDoctor(each, Double.POSITIVE_INFINITY);
        followed.add(each);
      }
    }
    double mark = takeAlike(alike);
    for (Voice each : followed) {
      chosen.add(choice(each, 0, RelatedReason.OFTEN_READ_NEXT));
    }
    boolean isShort = chosen.size() < SHOWN;
    if (isShort) {
      for (Voice each : near.get()) {
        if (chosen.size() < SHOWN && fits(each)) {
          take(each, 0, RelatedReason.SAME_SPECIALTY, 0);
        }
      }
    }
    return new Chosen(self.id(), chosen, mark, fullDoctors, isShort);
  }

  /** Looks at few first, and at more only where those do not say which are the best. */
  private double takeAlike(Source source) {
    int places = SHOWN - taken.size();
    if (places == 0) {
      return Double.POSITIVE_INFINITY;
    }
    int before = taken.size();
    int look = FIRST_LOOK;
    while (true) {
      List<Scored> best = source.best(look);
      boolean isAll = best.size() < look;
      double unseen = isAll ? -1 : best.get(best.size() - 1).score();
      List<Scored> picked = pick(best, places, unseen);
      if (isAll || picked.size() == places) {
        for (Scored each : picked) {
          chosen.add(choice(each.voice(), each.score(), reason(each.voice())));
        }
        return picked.size() == places ? picked.get(places - 1).score() : 0;
      }
      while (taken.size() > before) {
        taken.remove(taken.size() - 1);
      }
      fullDoctors.values().removeIf(score -> score != Double.POSITIVE_INFINITY);
      look *= NEXT_LOOK;
    }
  }

  private List<Scored> pick(List<Scored> best, int places, double unseen) {
    Map<Long, Integer> perTopic = new HashMap<>();
    Map<Integer, Integer> perForm = new HashMap<>();
    List<Scored> picked = new ArrayList<>();
    for (Scored each : best.stream().map(this::judged).sorted(BEST_FIRST).toList()) {
      if (picked.size() == places || each.score() <= unseen) {
        break;
      }
      Voice voice = each.voice();
      if (!fits(voice)) {
        continue;
      }
      if (self.sharedTopic(voice) == null) {
        if (perForm.getOrDefault(voice.form(), 0) >= PER_FORM
            || voice.topics().stream()
                .anyMatch(topic -> perTopic.getOrDefault(topic, 0) >= PER_OTHER_TOPIC)) {
          continue;
        }
        voice.topics().forEach(topic -> perTopic.merge(topic, 1, Integer::sum));
        if (voice.form() != 0) {
          perForm.merge(voice.form(), 1, Integer::sum);
        }
      }
      picked.add(each);
      taken.add(voice);
      noteDoctor(voice, each.score());
    }
    return picked;
  }

  /** Never more than before: so it is known when no other can be better. */
  private Scored judged(Scored candidate) {
    Voice voice = candidate.voice();
    boolean sameForm = voice.form() == self.form() && self.sharedTopic(voice) == null;
    return sameForm ? new Scored(voice, candidate.score() * SAME_FORM_FACTOR) : candidate;
  }

  private boolean fits(Voice other) {
    if (other.id() == self.id()
        || banned.contains(other.id())
        || fullDoctors.containsKey(other.doctorId())
        || self.sketch().likeness(other.sketch()) >= NEAR_DUPLICATE) {
      return false;
    }
    for (Voice before : taken) {
      if (before.id() == other.id() || before.sketch().likeness(other.sketch()) >= NEAR_DUPLICATE) {
        return false;
      }
    }
    return true;
  }

  private void take(Voice voice, double score, RelatedReason reason, double mark) {
    taken.add(voice);
    chosen.add(choice(voice, score, reason));
    noteDoctor(voice, mark);
  }

  /** A person's second place is the last; what another of their answers would have to reach. */
  private void noteDoctor(Voice voice, double mark) {
    if (voice.person()) {
      long places = taken.stream().filter(each -> each.doctorId() == voice.doctorId()).count();
      if (places >= PER_PERSON) {
        fullDoctors.putIfAbsent(voice.doctorId(), mark);
      }
    }
  }

  private RelatedReason reason(Voice other) {
    double overlap = self.overlap(other);
    if (self.doctorId() != other.doctorId()
        && self.isTelling()
        && overlap >= SAME_QUESTION_OVERLAP) {
      return RelatedReason.SAME_QUESTION;
    }
    if (other.comparing()) {
      return RelatedReason.COMPARES;
    }
    if (self.sharedTopic(other) != null && overlap < SIMILAR_QUESTION_OVERLAP) {
      return RelatedReason.SAME_TOPIC;
    }
    return overlap < AKIN_OVERLAP ? RelatedReason.MENTIONS : RelatedReason.SIMILAR_QUESTION;
  }

  private Choice choice(Voice other, double score, RelatedReason reason) {
    return new Choice(
        other.id(),
        score,
        reason,
        reason == RelatedReason.SAME_TOPIC ? self.sharedTopic(other) : null);
  }

  /** Where answers are found that are like one. */
  @FunctionalInterface
  interface Source {
    /**
     * The likest, best first, and by number where they are equally like; fewer than this many only
     * where there are no more.
     */
    List<Scored> best(int most);
  }

  /** An answer, and how like it is. */
  record Scored(Voice voice, double score) {}

  /** An answer chosen to stand beside another. */
  record Choice(long id, double score, RelatedReason reason, @Nullable Long topicId) {}

  /**
   * A list.
   *
   * @param mark what another answer has to reach to be of any matter to it
   * @param fullDoctors persons who have had their places, and what another answer of theirs has to
   *     reach
   * @param isShort whether what is near in the specialty was looked at
   */
  record Chosen(
      long id, List<Choice> choices, double mark, Map<Long, Double> fullDoctors, boolean isShort) {
    Chosen {
      choices = List.copyOf(choices);
      fullDoctors = Map.copyOf(fullDoctors);
    }

    /** Nothing is kept of a list that is not there. */
    static Chosen none(long id) {
      return new Chosen(id, List.of(), 0, Map.of(), true);
    }

    Stream<Choice> stream() {
      return choices.stream();
    }
  }
}
