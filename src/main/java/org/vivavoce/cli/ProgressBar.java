package org.vivavoce.cli;

import java.io.Console;
import java.io.PrintStream;
import org.vivavoce.ingest.ImportProgress;

/** Draws an import's progress on a terminal; elsewhere it keeps silent. */
final class ProgressBar implements ImportProgress, AutoCloseable {
  private static final int WIDTH = 30;
  private static final long EVERY_NANOS = 100_000_000;
  private final PrintStream out;
  private final boolean terminal = isTerminal();
  private long last;
  private boolean drawn;

  ProgressBar(PrintStream out) {
    this.out = out;
  }

  @Override
  public void read(String file, long bytesRead, long bytesTotal) {
    int filled =
        bytesTotal == 0 ? WIDTH : (int) (WIDTH * Math.min(bytesRead, bytesTotal) / bytesTotal);
    draw("[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + file);
  }

  @Override
  public void related(int done) {
    draw(String.format("Other Voices of %,d articles", done));
  }

  @Override
  public void close() {
    if (drawn) {
      out.print("\r\u001b[K");
      drawn = false;
    }
  }

  /** From Java 22 on there is a console where there is no terminal, too. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null || System.getenv("TERM") == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private void draw(String line) {
    long now = System.nanoTime();
    if (terminal && now - last > EVERY_NANOS) {
      last = now;
      drawn = true;
      out.print("\r\u001b[K" + line);
      out.flush();
    }
  }
}
