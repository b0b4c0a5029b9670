package org.vivavoce.web;

import io.javalin.http.Handler;
import io.javalin.http.ServiceUnavailableResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many requests of one kind be worked on at once as the machine can work on; some more wait
 * for a moment, and what comes beyond that is refused at once, so that those who were let in are
 * answered soon and nothing piles up.
 */
public final class Turns {
  private final Semaphore atOnce;
  private final Semaphore waiting;
  private final Duration patience;

  /**
   * @param atOnce so many are worked on
   * @param waiting so many wait besides
   * @param patience so long at most
   */
  public Turns(int atOnce, int waiting, Duration patience) {
    this.atOnce = new Semaphore(atOnce);
    this.waiting = new Semaphore(waiting);
    this.patience = patience;
  }

  private boolean begin() throws InterruptedException {
    if (atOnce.tryAcquire()) {
      return true;
    }
    if (!waiting.tryAcquire()) {
      return false;
    }
    try {
      return atOnce.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      waiting.release();
    }
  }

  /** The same handler, in turns: 503 where there is none. */
  public Handler taking(Handler handler) {
    return context -> {
      if (!begin()) {
        throw new NoTurn();
      }
      try {
        handler.handle(context);
      } finally {
        atOnce.release();
      }
    };
  }

  /** Too many others are at work. */
  static final class NoTurn extends ServiceUnavailableResponse {
    private static final long serialVersionUID = 1L;
  }
}
