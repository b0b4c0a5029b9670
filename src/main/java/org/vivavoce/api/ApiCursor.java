package org.vivavoce.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * After which answer a page of the list begins. To others it is a word without meaning.
 *
 * @param order of the list in which it is a place
 * @param at by what the list is ordered; to the microsecond
 */
record ApiCursor(Order order, Instant at, long id) {
  private static final Pattern FORM = Pattern.compile("([nc]):(-?[0-9]{1,16}):([0-9]{1,18})");
  private static final int LONGEST = 100;

  String text() {
    String plain = order.letter + ":" + ChronoUnit.MICROS.between(Instant.EPOCH, at) + ":" + id;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
  }

  /** Empty where the text is none of ours. */
  static Optional<ApiCursor> of(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      Matcher matcher = FORM.matcher(new String(Base64.getUrlDecoder().decode(text), UTF_8));
      if (!matcher.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          new ApiCursor(
              matcher.group(1).equals("n") ? Order.NEWEST : Order.CHANGED,
              Instant.EPOCH.plus(Long.parseLong(matcher.group(2)), ChronoUnit.MICROS),
              Long.parseLong(matcher.group(3))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How a list is ordered. */
  enum Order {
    /** By publication, the newest first. */
    NEWEST("n"),
    /** By the last change, the oldest first: what changes meanwhile comes at the end. */
    CHANGED("c");

    private final String letter;

    Order(String letter) {
      this.letter = letter;
    }
  }
}
