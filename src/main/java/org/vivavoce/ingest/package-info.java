/** Importers of articles and the demonstration cast. */
@NullMarked
package org.vivavoce.ingest;

import org.jspecify.annotations.NullMarked;
