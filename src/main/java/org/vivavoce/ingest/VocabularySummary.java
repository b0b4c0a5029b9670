package org.vivavoce.ingest;

import java.util.List;

/**
 * What an import of vocabularies did.
 *
 * @param withdrawn terms of an earlier import that are obsolete or gone
 * @param byCode terms that are conditions of ours, by a code
 * @param byName the same, by the names of both
 * @param bySynonym the same, by a synonym of either
 * @param ambiguous terms that may be several conditions, or one that another term is
 * @param unmatched terms of which we have no condition
 * @param codes that conditions got
 * @param skipped the first that could not be used and were passed over
 * @param skippedCount how many there were in all
 */
public record VocabularySummary(
    int created,
    int updated,
    int unchanged,
    int withdrawn,
    int byCode,
    int byName,
    int bySynonym,
    int ambiguous,
    int unmatched,
    int codes,
    List<BadLine> skipped,
    int skippedCount) {
  public VocabularySummary {
    skipped = List.copyOf(skipped);
  }
}
