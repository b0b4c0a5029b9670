package org.vivavoce.ingest;

import java.util.List;

/**
 * What an import did.
 *
 * @param conflicts articles left untouched because they were edited here since their import
 * @param skipped the first bad lines that were passed over
 * @param skippedCount how many there were in all
 * @param redFlagged published answers in which red flags stand, and that have no care card; the
 *     newsroom would not have let them through
 */
public record ImportSummary(
    int created,
    int updated,
    int unchanged,
    int conflicts,
    List<BadLine> skipped,
    int skippedCount,
    int redFlagged) {
  public ImportSummary {
    skipped = List.copyOf(skipped);
  }
}
