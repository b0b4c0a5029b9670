package org.vivavoce.admin;

import org.jdbi.v3.core.Jdbi;
import org.vivavoce.media.FileQueries;

/** Reads files that the newsroom may have: those of any revision, and doctors' portraits. */
final class ManuscriptMediaQueries extends FileQueries {
  ManuscriptMediaQueries(Jdbi jdbi) {
    super(jdbi, "stored_media_chunk");
  }
}
