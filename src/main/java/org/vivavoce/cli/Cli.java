package org.vivavoce.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.vivavoce.config.Config;
import org.vivavoce.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The commands. Each ends with 0 on success, 1 with one clear line on failure, 2 for wrong usage.
 */
@Command(
    name = "vivavoce",
    description = "A portal on which doctors answer patients' questions viva voce.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Cli implements Runnable {
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  private Cli(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * @return the exit code
   */
  public static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    Cli cli = new Cli(environment, out, err);
    CommandLine line =
        new CommandLine(cli)
            .addSubcommand(new ServeCommand(cli))
            .addSubcommand(new MigrateCommand(cli))
            .addSubcommand(new SeedCommand(cli))
            .addSubcommand(new ImportCommand(cli))
            .addSubcommand(new ExportCommand(cli))
            .addSubcommand(new RestoreCommand(cli))
            .addSubcommand(
                "related",
                new CommandLine(new RelatedCommand())
                    .addSubcommand(new RelatedCommand.Rebuild(cli)))
            .addSubcommand(
                "topics",
                new CommandLine(new TopicsCommand()).addSubcommand(new TopicsCommand.Import(cli)))
            .addSubcommand(
                "user",
                new CommandLine(new UserCommand())
                    .addSubcommand(new UserCommand.Add(cli))
                    .addSubcommand(new UserCommand.Reset(cli))
                    .addSubcommand(new UserCommand.Listing(cli)))
            .addSubcommand(new HealthcheckCommand(cli))
            .addSubcommand(new RehearseCommand(cli))
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .setExecutionExceptionHandler((failure, command, parsed) -> cli.fail(failure));
    String[] given = arguments.length == 0 ? new String[] {"serve"} : arguments;
    return line.execute(given);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(new CommandLine(this), "name a command");
  }

  /**
   * @throws ConfigException where a setting cannot be used
   */
  Config config() {
    return Config.from(environment);
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  private int fail(Exception failure) {
    String message = failure.getMessage();
    err.println(
        "vivavoce: "
            + (message == null ? failure.toString() : message.lines().findFirst().orElse("")));
    return 1;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"vivavoce " + own()};
    }

    static String own() {
      String version = Cli.class.getPackage().getImplementationVersion();
      return version == null ? "(development)" : version;
    }
  }
}
