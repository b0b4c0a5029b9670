package org.vivavoce.cli;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.vivavoce.auth.People;
import org.vivavoce.config.Config;
import org.vivavoce.db.Database;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who works in the newsroom; for when nobody can sign in to say so there. */
@Command(
    name = "user",
    description = "Who works in the newsroom.",
    synopsisSubcommandLabel = "COMMAND")
final class UserCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name a command: add, reset or list");
  }

  /** Invites somebody. */
  @Command(
      name = "add",
      description = "Invite somebody: print a link, good once, with which they set a password.")
  static final class Add implements Callable<Integer> {
    private final Cli cli;

    @Parameters(paramLabel = "EMAIL")
    private String email = "";

    @Option(names = "--name", required = true, description = "Their name.")
    private String name = "";

    @Option(
        names = "--role",
        required = true,
        description = "author, editor, reviewer or administrator; may be given more than once.")
    private List<String> roles = List.of();

    @Spec private CommandSpec spec = CommandSpec.create();

    Add(Cli cli) {
      this.cli = cli;
    }

    @Override
    public Integer call() {
      for (String role : roles) {
        if (!People.isRole(role)) {
          throw new CommandLine.ParameterException(
              spec.commandLine(),
              "--role is '" + role + "'; write author, editor, reviewer or administrator");
        }
      }
      try (Database database = open(cli)) {
        cli.out().println(people(cli, database).invite(email, name, roles));
      }
      return 0;
    }
  }

  /** Lets somebody set a new password. */
  @Command(
      name = "reset",
      description = "Print a link, good once, with which somebody sets a new password.")
  static final class Reset implements Callable<Integer> {
    private final Cli cli;

    @Parameters(paramLabel = "EMAIL")
    private String email = "";

    @Option(
        names = "--second-factor",
        description =
            "Take away the second step and the passkeys as well, and sign them out everywhere.")
    private boolean secondFactor;

    Reset(Cli cli) {
      this.cli = cli;
    }

    @Override
    public Integer call() {
      try (Database database = open(cli)) {
        cli.out().println(people(cli, database).reset(email, secondFactor));
      }
      return 0;
    }
  }

  /** Prints who there is. */
  @Command(
      name = "list",
      description = "Print every account: address, name, roles and state, parted by tabs.")
  static final class Listing implements Callable<Integer> {
    private final Cli cli;

    Listing(Cli cli) {
      this.cli = cli;
    }

    @Override
    public Integer call() {
      try (Database database = open(cli)) {
        for (People.Listed person : people(cli, database).list()) {
          cli.out()
              .println(
                  String.join(
                      "\t",
                      person.email(),
                      person.name(),
                      String.join(",", person.roles()),
                      person.state()));
        }
      }
      return 0;
    }
  }

  private static Database open(Cli cli) {
    Database database = Database.open(cli.config());
    try {
      database.migrate();
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static People people(Cli cli, Database database) {
    Config config = cli.config();
    return new People(database.jdbi(), config, Clock.systemUTC());
  }
}
