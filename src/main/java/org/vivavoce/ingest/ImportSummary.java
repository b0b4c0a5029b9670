package org.vivavoce.ingest;

import java.util.List;

/**
 * What an import did.
 *
 * @param conflicts articles left untouched because they were edited here since their import
 * @param skipped the first bad lines that were passed over
 * @param skippedCount how many there were in all
 */
public record ImportSummary(
    int created,
    int updated,
    int unchanged,
    int conflicts,
    List<BadLine> skipped,
    int skippedCount) {
  public ImportSummary {
    skipped = List.copyOf(skipped);
  }
}
