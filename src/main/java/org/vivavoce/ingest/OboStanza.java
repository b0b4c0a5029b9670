package org.vivavoce.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What a file says under one {@code [Term]}: a term, or that one is obsolete, or nothing that can
 * be used.
 *
 * @param line at which it begins, or of what cannot be used
 * @param accession empty where not even that can be read
 * @param term null where it is obsolete or cannot be used
 * @param replacedBy accessions of what stands for it, where it is obsolete
 * @param problem why it cannot be used, or null
 */
record OboStanza(
    long line,
    String accession,
    @Nullable OboTerm term,
    String replacedBy,
    @Nullable FieldException problem) {}
