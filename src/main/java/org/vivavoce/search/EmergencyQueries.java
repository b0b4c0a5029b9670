package org.vivavoce.search;

import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.PublicCache;

/** What the newsroom lists of searches that speak of an emergency. */
public final class EmergencyQueries {
  private final Jdbi jdbi;
  private final PublicCache cache;

  public EmergencyQueries(Jdbi jdbi, PublicCache cache) {
    this.jdbi = jdbi;
    this.cache = cache;
  }

  /** The phrases that are looked for now. */
  public EmergencyPhrases phrases() {
    return cache.get("emergency-phrases", this::read);
  }

  private EmergencyPhrases read() {
    return EmergencyPhrases.of(
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select phrase, kind, alone from published_emergency_phrase")
                    .mapTo(Row.class)
                    .map(
                        row ->
                            new EmergencyPhrases.Phrase(
                                row.phrase(), EmergencyPhrases.Kind.of(row.kind()), row.alone()))
                    .list()));
  }

  /** A row of the list. */
  public record Row(String phrase, String kind, boolean alone) {}
}
