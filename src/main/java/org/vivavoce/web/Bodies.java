package org.vivavoce.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what a request sends before a thread is given to it, by {@link ThreadHandler}: who
 * sends a form letter by letter holds some kilobytes, and no thread that others wait for. Of what
 * is longer the beginning is waited for, and only so many such requests are worked on at once, of
 * one network fewer. Colleagues have as many places of their own, which no stranger can take.
 *
 * <p>What comes is copied: keeping the buffers in which it came, as the server's own factory does,
 * would let whoever sends single letters have a whole buffer for each.
 */
public final class Bodies implements EagerContentHandler.ContentLoaderFactory {
  /** So much of each is waited for; forms of readers and of those who sign in are smaller. */
  private static final int BEGINNING_BYTES = 65_536;

  /** Of those that are waited for a network has a hundredth; of what is longer a fifth. */
  private static final int NETWORKS_THAT_WAIT = 100;

  private static final int NETWORKS_THAT_SEND_MORE = 5;

  private final ClientAddress addresses;
  private final Duration patience;
  private final Predicate<Request> colleagues;
  private final Places strangersPlaces;
  private final Places colleaguesPlaces;

  /**
   * @param colleagues who sends it, as far as that is known without asking anybody
   * @param patience so long the beginning may take: on a bad line even a short form does
   * @param waiting so many are waited for at once
   * @param longer so many of those that send more are worked on at once
   */
  public Bodies(
      ClientAddress addresses,
      Predicate<Request> colleagues,
      Duration patience,
      int waiting,
      int longer) {
    this.addresses = addresses;
    this.patience = patience;
    this.colleagues = colleagues;
    this.strangersPlaces =
        new Places(
            new Shares(waiting, Math.max(1, waiting / NETWORKS_THAT_WAIT)),
            new Shares(longer, Math.max(1, longer / NETWORKS_THAT_SEND_MORE)));
    // A newsroom sits behind one address.
    this.colleaguesPlaces = new Places(new Shares(waiting, waiting), new Shares(longer, longer));
  }

  /** All. */
  @Override
  public @Nullable String getApplicableMimeType() {
    return null;
  }

  @Override
  public EagerContentHandler.ContentLoader newContentLoader(
      String contentType,
      String mimeType,
      Handler handler,
      Request request,
      Response response,
      Callback callback) {
    return new Body(handler, request, response, callback);
  }

  private Places places(Request request) {
    return colleagues.test(request) ? colleaguesPlaces : strangersPlaces;
  }

  /** For requests that are waited for, and for those that send more. */
  private record Places(Shares waiting, Shares longer) {}

  /** Of one request. */
  private final class Body extends EagerContentHandler.ContentLoader implements Invocable.Task {
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream(512);
    private final long begun = System.nanoTime();
    private volatile boolean wholly;

    /** Gives back the place of what is waited for; null where it came at once. */
    private volatile @Nullable Runnable place;

    Body(Handler handler, Request request, Response response, Callback callback) {
      super(handler, request, response, callback);
    }

    /** Takes a place among those that are waited for, or says that there is none. */
    private boolean waits() {
      String from = addresses.of(getRequest());
      Shares waiting = places(getRequest()).waiting();
      if (!waiting.take(from)) {
        Response.writeError(
            getRequest(), getResponse(), getCallback(), HttpStatus.SERVICE_UNAVAILABLE_503);
        return false;
      }
      place = () -> waiting.giveBack(from);
      return true;
    }

    private void waitsNoLonger() {
      Runnable taken = place;
      if (taken != null) {
        taken.run();
      }
    }

    @Override
    protected void load() {
      if (read()) {
        handOn();
      }
    }

    /** Something has come, or will not. */
    @Override
    public void run() {
      load();
    }

    /** Nothing in {@link #run} waits. */
    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    /**
     * Takes what has come.
     *
     * @return whether that is enough to begin with; else it is called again, or has been answered
     */
    private boolean read() {
      while (!wholly && beginning.size() < BEGINNING_BYTES) {
        Content.Chunk chunk = getRequest().read();
        if (System.nanoTime() - begun > patience.toNanos()) {
          if (chunk != null) {
            chunk.release();
          }
          refuse(new TimeoutException("the body comes too slowly"));
          return false;
        }
        if (chunk == null) {
          if (place == null && !waits()) {
            return false;
          }
          getRequest().demand(this);
          return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
          refuse(chunk.getFailure());
          return false;
        }
        byte[] bytes = BufferUtil.toArray(chunk.getByteBuffer());
        beginning.write(bytes, 0, bytes.length);
        wholly = chunk.isLast();
        chunk.release();
      }
      return true;
    }

    private void refuse(Throwable failure) {
      waitsNoLonger();
      if (failure instanceof TimeoutException) {
        Response.writeError(
            getRequest(), getResponse(), getCallback(), HttpStatus.REQUEST_TIMEOUT_408);
      } else {
        getCallback().failed(failure);
      }
    }

    private void handOn() {
      waitsNoLonger();
      Request rewound = new Begun(getRequest(), ByteBuffer.wrap(beginning.toByteArray()), wholly);
      if (wholly) {
        handle(rewound, getResponse(), getCallback());
        return;
      }
      String from = addresses.of(getRequest());
      Shares longer = places(getRequest()).longer();
      if (longer.take(from)) {
        Runnable end = () -> longer.giveBack(from);
        handle(rewound, getResponse(), Callback.from(getCallback(), end));
      } else {
        Response.writeError(
            getRequest(), getResponse(), getCallback(), HttpStatus.SERVICE_UNAVAILABLE_503);
      }
    }
  }

  /** A request whose body has begun to come. */
  private static final class Begun extends Request.Wrapper {
    private @Nullable ByteBuffer beginning;
    private final boolean wholly;

    Begun(Request request, ByteBuffer beginning, boolean wholly) {
      super(request);
      this.beginning = beginning;
      this.wholly = wholly;
    }

    @Override
    public Content.@Nullable Chunk read() {
      if (beginning != null) {
        Content.Chunk chunk = Content.Chunk.from(beginning, wholly);
        beginning = null;
        return chunk;
      }
      return wholly ? Content.Chunk.EOF : super.read();
    }

    @Override
    public void demand(Runnable demandCallback) {
      if (beginning != null || wholly) {
        demandCallback.run();
      } else {
        super.demand(demandCallback);
      }
    }
  }
}
