package org.vivavoce;

import org.vivavoce.cli.Cli;

/** Where the program begins; all of its commands are in {@code org.vivavoce.cli}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Cli.run(arguments, System.getenv(), System.out, System.err));
  }
}
