package org.vivavoce.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.vivavoce.app.App;
import org.vivavoce.config.Config;
import org.vivavoce.db.Database;
import org.vivavoce.ingest.DemoCast;
import picocli.CommandLine.Command;

/**
 * Starts as {@code serve} does, over the demonstration in a folder that is deleted, asks for a page
 * of each kind, and ends: while Java writes down which classes that takes.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Start, answer and end, for Java to write an archive of its classes meanwhile.")
final class RehearseCommand implements Callable<Integer> {
  private static final List<String> PAGES =
      List.of(
          "/",
          "/articles/when-is-chest-pain-a-sign-of-a-heart-attack",
          "/specialties",
          "/specialties/oncology",
          "/doctors/amara-okafor",
          "/topics",
          "/search?q=chest+pain",
          "/search/suggest?q=che",
          "/sitemap.xml",
          "/feed.atom",
          "/healthz",
          "/nope");

  /** So often that what is hot is compiled, and profiled where the archive takes profiles. */
  private static final int TIMES = 40;

  private final Cli cli;

  RehearseCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("vivavoce-rehearsal");
    try (Database database =
        Database.open(Config.from(Map.of("DATA_DIR", folder.toString(), "DEMO", "true")))) {
      rehearse(folder, database);
    } finally {
      delete(folder);
    }
    return 0;
  }

  private void rehearse(Path folder, Database database) throws Exception {
    database.migrate();
    // Once more, as every later start finds it.
    database.migrate();
    new DemoCast(database.jdbi(), Clock.systemUTC()).load(true);
    Config config = Config.from(Map.of("DATA_DIR", folder.toString(), "PORT", "0"));
    HttpClient client = HttpClient.newHttpClient();
    try (App app = new App(config, database, Clock.systemUTC()).start().work()) {
      for (int time = 0; time < TIMES; time++) {
        for (String page : PAGES) {
          URI uri = URI.create("http://localhost:" + app.port() + page);
          int status =
              client
                  .send(
                      HttpRequest.newBuilder(uri).header("Accept-Encoding", "gzip, br").build(),
                      HttpResponse.BodyHandlers.discarding())
                  .statusCode();
          if (status >= 500) {
            throw new IOException(page + " is answered by " + status);
          }
        }
      }
    }
    cli.out().println("Answered " + TIMES + " times " + PAGES.size() + " pages");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
