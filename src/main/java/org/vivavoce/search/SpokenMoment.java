package org.vivavoce.search;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vivavoce.content.Cue;
import org.vivavoce.content.NameKey;

/**
 * Finds when a sentence of a transcript begins to be said. Captions break anywhere, and differ from
 * the transcript in a word or in their punctuation; times within them are as {@code SentenceTimes}
 * has them, so that a moment here is a sentence's anchor there.
 */
final class SpokenMoment {
  /** By its first words a sentence is known; the more alike others begin, the more are needed. */
  private static final int WORDS_COMPARED = 12;

  private static final int FEWEST_COMPARED = 3;
  private static final double LEAST_ALIKE = 0.75;

  /** Words that one of the two may have more than the other. */
  private static final int SKIPPED = 2;

  private SpokenMoment() {}

  /**
   * @param place where in the transcript the sentence begins, from 0 to 1: of several that begin
   *     alike, the nearest is meant
   * @param cues in order
   * @return in milliseconds; empty where nothing like it is said
   */
  static OptionalInt of(String sentence, double place, List<Cue> cues) {
    List<String> wanted = words(sentence, WORDS_COMPARED);
    if (wanted.size() < FEWEST_COMPARED) {
      return OptionalInt.empty();
    }
    List<Spoken> spoken = spoken(cues);
    int best = -1;
    double most = 0;
    for (int at = 0; at < spoken.size(); at++) {
      double alike = alike(wanted, spoken, at);
      if (alike < LEAST_ALIKE) {
        continue;
      }
      double far = Math.abs((double) at / spoken.size() - place);
      double score = alike - far / 4;
      if (best < 0 || score > most) {
        best = at;
        most = score;
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(spoken.get(best).startMillis());
  }

  /** The part of the words that follow here in their order; none where the first does not. */
  private static double alike(List<String> wanted, List<Spoken> spoken, int from) {
    if (!spoken.get(from).form().equals(wanted.get(0))) {
      return 0;
    }
    int found = 1;
    int next = from + 1;
    for (int at = 1; at < wanted.size(); at++) {
      for (int ahead = next; ahead <= Math.min(spoken.size() - 1, next + SKIPPED); ahead++) {
        if (spoken.get(ahead).form().equals(wanted.get(at))) {
          found++;
          next = ahead + 1;
          break;
        }
      }
    }
    return (double) found / wanted.size();
  }

  private static List<String> words(String sentence, int most) {
    List<String> words = new ArrayList<>();
    for (Piece piece : pieces(sentence)) {
      words.add(piece.form());
      if (words.size() == most) {
        break;
      }
    }
    return words;
  }

  /** Each word with the part of its cue's time that its letters take. */
  private static List<Spoken> spoken(List<Cue> cues) {
    List<Spoken> spoken = new ArrayList<>();
    for (Cue cue : cues) {
      List<Piece> pieces = pieces(cue.text());
      if (pieces.isEmpty()) {
        continue;
      }
      int first = pieces.get(0).from();
      double length = pieces.get(pieces.size() - 1).to() - first;
      double perCharacter = (cue.endMillis() - cue.startMillis()) / length;
      for (Piece piece : pieces) {
        spoken.add(
            new Spoken(
                piece.form(),
                (int) Math.round(cue.startMillis() + (piece.from() - first) * perCharacter)));
      }
    }
    return spoken;
  }

  private static List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int from = at;
      while (at < text.length() && isWithin(text, from, at)) {
        at++;
      }
      if (at == from) {
        at++;
        continue;
      }
      String form = NameKey.of(text.substring(from, at));
      if (!form.isEmpty()) {
        pieces.add(new Piece(form, from, at));
      }
    }
    return pieces;
  }

  /** Letters, digits and what joins to them: accents, and an apostrophe before a letter. */
  private static boolean isWithin(String text, int from, int at) {
    char each = text.charAt(at);
    if (each == '\'' || each == '’') {
      return at > from && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
    }
    int type = Character.getType(each);
    return Character.isLetterOrDigit(each)
        || Character.isSurrogate(each)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  private record Piece(String form, int from, int to) {}

  private record Spoken(String form, int startMillis) {}
}
