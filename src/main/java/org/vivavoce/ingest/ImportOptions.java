package org.vivavoce.ingest;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to import.
 *
 * @param dryRun read and check everything, change nothing
 * @param skipBad pass over bad lines instead of importing nothing
 * @param demo mark what is imported as demonstration content
 * @param report a TSV file to write: slug, source id, what happened; or null
 * @param actor who does it, for the audit log
 */
public record ImportOptions(
    boolean dryRun, boolean skipBad, boolean demo, @Nullable Path report, String actor) {}
