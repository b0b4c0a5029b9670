package org.vivavoce.media;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A recording from its first word to its last, and the pauses between, in order and apart.
 *
 * <p>Time is told in two ways: by the recording's clock, and as time spoken, which stands still
 * while the speaker pauses. Sentences are as long as their words in time spoken only.
 */
record Speech(int startMillis, int endMillis, List<Pause> pauses) {
  private static final int EDGE_MILLIS = 200;
  private static final int SHORTEST_MILLIS = 80;

  Speech {
    pauses = List.copyOf(pauses);
  }

  static Speech of(List<Silence> silences, int durationMillis) {
    List<Silence> apart = apart(silences, durationMillis);
    int start = 0;
    int end = durationMillis;
    if (!apart.isEmpty() && apart.get(0).startMillis() <= EDGE_MILLIS) {
      start = apart.remove(0).endMillis();
    }
    if (!apart.isEmpty() && apart.get(apart.size() - 1).endMillis() >= end - EDGE_MILLIS) {
      end = apart.remove(apart.size() - 1).startMillis();
    }
    if (end <= start) {
      return new Speech(0, durationMillis, List.of());
    }
    List<Pause> pauses = new ArrayList<>();
    int silent = 0;
    for (Silence each : apart) {
      int length = each.endMillis() - each.startMillis();
      pauses.add(new Pause(each.startMillis() - start - silent, length));
      silent += length;
    }
    return new Speech(start, end, pauses);
  }

  /** All but the pauses. */
  int spokenMillis() {
    return endMillis - startMillis - pauses.stream().mapToInt(Pause::lengthMillis).sum();
  }

  /** When by the recording's clock so much has been spoken; after a pause that is just there. */
  double clockAt(double spokenMillis) {
    double clock = startMillis + spokenMillis;
    for (Pause pause : pauses) {
      if (pause.atSpokenMillis() > spokenMillis) {
        break;
      }
      clock += pause.lengthMillis();
    }
    return clock;
  }

  private static List<Silence> apart(List<Silence> silences, int durationMillis) {
    List<Silence> apart = new ArrayList<>();
    List<Silence> sorted =
        silences.stream()
            .filter(each -> each.startMillis() < durationMillis)
            .filter(each -> each.endMillis() - each.startMillis() >= SHORTEST_MILLIS)
            .sorted(Comparator.comparingInt(Silence::startMillis))
            .toList();
    for (Silence each : sorted) {
      int end = Math.min(durationMillis, each.endMillis());
      int last = apart.size() - 1;
      if (last >= 0 && each.startMillis() <= apart.get(last).endMillis()) {
        Silence before = apart.get(last);
        apart.set(last, new Silence(before.startMillis(), Math.max(before.endMillis(), end)));
      } else {
        apart.add(new Silence(each.startMillis(), end));
      }
    }
    return apart;
  }

  /** A pause: how much had been spoken before it, and how long it is. */
  record Pause(int atSpokenMillis, int lengthMillis) {}
}
