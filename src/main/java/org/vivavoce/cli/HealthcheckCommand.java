package org.vivavoce.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.vivavoce.config.Config;
import picocli.CommandLine.Command;

/** Asks the portal on this machine whether it is ready; for containers. */
@Command(name = "healthcheck", description = "Ask the portal on this machine whether it is ready.")
final class HealthcheckCommand implements Callable<Integer> {
  private final Cli cli;

  HealthcheckCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    Config config = cli.config();
    String host =
        config.host().equals("0.0.0.0") || config.host().equals("::") ? "127.0.0.1" : config.host();
    URI uri =
        URI.create(
            "http://"
                + (host.contains(":") ? "[" + host + "]" : host)
                + ":"
                + config.port()
                + "/readyz");
    try {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .connectTimeout(Duration.ofSeconds(3))
              .build()
              .send(
                  HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                  HttpResponse.BodyHandlers.ofString());
      cli.out().print(response.body());
      return response.statusCode() == 200 ? 0 : 1;
    } catch (IOException e) {
      cli.err().println("vivavoce: " + uri + " does not answer: " + e);
      return 1;
    }
  }
}
