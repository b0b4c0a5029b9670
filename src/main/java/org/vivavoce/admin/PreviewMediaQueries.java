package org.vivavoce.admin;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.media.MediaFigures;
import org.vivavoce.media.StoredFile;
import org.vivavoce.media.StoredFiles;

/** Reads the files of one version of an answer, for as long as the link to it is good. */
final class PreviewMediaQueries implements StoredFiles {
  private final ManuscriptMediaQueries all;
  private final Set<String> names;
  private final BooleanSupplier good;

  /**
   * @param names of the files that the version shows
   */
  PreviewMediaQueries(Jdbi jdbi, Set<String> names, BooleanSupplier good) {
    this.all = new ManuscriptMediaQueries(jdbi);
    this.names = Set.copyOf(names);
    this.good = good;
  }

  @Override
  public Optional<StoredFile> find(String sha256) {
    return isNamed(sha256) ? all.find(sha256) : Optional.empty();
  }

  @Override
  public Optional<Part> read(String sha256, long first, int length) {
    return isNamed(sha256) && good.getAsBoolean()
        ? all.read(sha256, first, length)
        : Optional.empty();
  }

  @Override
  public AtomicInteger sending() {
    return all.sending();
  }

  @Override
  public MediaFigures figures() {
    return all.figures();
  }

  private boolean isNamed(String sha256) {
    return names.stream().anyMatch(name -> name.startsWith(sha256 + "."));
  }
}
