package org.vivavoce.publishing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.related.RelatedEditor;

/**
 * Finds the Other Voices that one publication changes for others, soon after it, so that publishing
 * need not wait for it. Any number of instances run it; one of them works at a time.
 */
public final class RelatedWorker {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private RelatedWorker() {}

  /** Begins to work; what is under way when it is closed is left for the next start. */
  public static BackgroundWorker start(Jdbi jdbi) {
    return BackgroundWorker.start(
        "related-worker",
        "Other Voices wait",
        PAUSE,
        worker -> workOff(jdbi, worker::isClosed, worker::rest));
  }

  /**
   * Asks for Other Voices where an answer has become overdue for review since they were computed:
   * it is to lose its place without anybody publishing anything.
   */
  public static void askWhereOverdue(Jdbi jdbi) {
    jdbi.useTransaction(RelatedEditor::askWhereOverdue);
  }

  /**
   * Does what was asked for, where no other instance is about it.
   *
   * @return whether there was anything to do here
   */
  public static boolean workOff(Jdbi jdbi) {
    return workOff(jdbi, () -> false, () -> {});
  }

  private static boolean workOff(Jdbi jdbi, BooleanSupplier stop, Runnable rest) {
    try (Handle handle = jdbi.open()) {
      if (!RelatedEditor.isAsked(handle) || !RelatedEditor.tryLock(handle)) {
        return false;
      }
      try {
        return RelatedEditor.workOff(handle, stop, rest);
      } finally {
        RelatedEditor.unlock(handle);
      }
    }
  }
}
