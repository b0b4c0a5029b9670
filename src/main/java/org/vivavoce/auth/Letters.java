package org.vivavoce.auth;

import java.util.stream.Stream;
import org.vivavoce.web.Words;

/** What is written to people about their accounts, where there is a mail server. */
final class Letters {
  private final Mailer mailer;
  private final Words words;
  private final String siteName;

  Letters(Mailer mailer, Words words, String siteName) {
    this.mailer = mailer;
    this.words = words;
    this.siteName = siteName;
  }

  /**
   * Sends somebody a letter. As it may take some seconds, no transaction is to be open meanwhile.
   *
   * @param letter which of those that the messages name
   * @param more what its text says besides the name and the site
   * @return whether it was handed to the mail server
   */
  boolean send(String email, String name, String letter, String... more) {
    String key = "letter." + letter;
    Object[] told = Stream.concat(Stream.of(name, siteName), Stream.of(more)).toArray();
    return mailer.send(email, words.of(key + ".subject", siteName), words.of(key + ".text", told));
  }
}
