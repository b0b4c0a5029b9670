package org.vivavoce.operate;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vivavoce.config.Config;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.Database;
import org.vivavoce.db.PublicCache;
import org.vivavoce.web.PageCache;

/**
 * What runs, and is looked at.
 *
 * @param jobs how each worker in the background has fared
 */
public record Running(
    Config config,
    Database database,
    PublicCache kept,
    PageCache pages,
    Supplier<List<BackgroundWorker.Figures>> jobs,
    Clock clock) {
  /** Of the portal; where it was not packed there is none. */
  static String version() {
    String version = Running.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Where the embedded database keeps its files; null where somebody else sees to that. */
  java.nio.file.@Nullable Path folder() {
    return database.isEmbedded() ? config.dataDir() : null;
  }
}
