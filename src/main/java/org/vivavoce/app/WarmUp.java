package org.vivavoce.app;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server that does not listen yet for the pages that readers begin with, and for what those
 * lead to: its classes are then loaded, its connections to the database open, and the pages kept.
 */
final class WarmUp {
  /** So long at most. */
  private static final Duration MOST = Duration.ofMillis(1_500);

  /** So long after the program began it is to listen, where the machine allows it. */
  private static final Duration LISTENING = Duration.ofMillis(1_700);

  /** Where it does not, so small a part of the time that was needed until then. */
  private static final int PART = 5;

  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final List<String> FIRST = List.of("/", "/specialties", "/topics", "/doctors");
  private static final Pattern LINK =
      Pattern.compile("href=\"(/(?:articles|specialties|topics|doctors)/[a-z0-9-]+)\"");

  private WarmUp() {}

  /**
   * For how long: until the program is to listen, but on a slow machine, whose first pages would
   * take long, for some time nevertheless.
   *
   * @param since the program began
   */
  static Duration budget(Duration since) {
    Duration left = LISTENING.minus(since);
    Duration least = since.dividedBy(PART);
    Duration budget = left.compareTo(least) > 0 ? left : least;
    return budget.compareTo(MOST) < 0 ? budget : MOST;
  }

  /** As the virtual machine says; what the system says of a process may be a second off. */
  private static Duration sinceTheProgramBegan() {
    return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  /**
   * @param server whose handlers have been started
   * @param authority under which it is asked; that it fails is told in the log alone, since readers
   *     may fare better
   */
  static void of(Server server, String authority) {
    long end = System.nanoTime() + budget(sinceTheProgramBegan()).toNanos();
    LocalConnector inside = new LocalConnector(server, new HttpConnectionFactory());
    try {
      inside.start();
      Queue<String> next = new ArrayDeque<>(FIRST);
      Set<String> known = new HashSet<>(FIRST);
      while (!next.isEmpty() && System.nanoTime() < end) {
        String page =
            inside.getResponse(
                "GET " + next.remove() + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n",
                Math.max(1, (end - System.nanoTime()) / 1_000_000),
                TimeUnit.MILLISECONDS);
        if (page == null) {
          break;
        }
        Matcher links = LINK.matcher(page);
        while (links.find()) {
          if (known.add(links.group(1))) {
            next.add(links.group(1));
          }
        }
      }
    } catch (Exception e) {
      log.warn("The first pages could not be made before readers ask for them: {}", e.toString());
    } finally {
      stop(inside);
    }
  }

  private static void stop(LocalConnector inside) {
    try {
      inside.stop();
    } catch (Exception e) {
      log.warn("What made the first pages does not end: {}", e.toString());
    }
  }
}
