package org.vivavoce.ingest;

import org.jspecify.annotations.Nullable;

/** One line of an import file with the files that it names. */
record ImportedLine(ImportedArticle article, @Nullable ImportedVoice voice) {}
