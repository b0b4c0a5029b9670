package org.vivavoce.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Hands on what comes to a port to another one on this machine, until it is cut. */
final class Relay implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile boolean refusing;
  private volatile boolean hanging;
  private volatile long delayMillis;

  Relay(int target) {
    this.target = target;
    try {
      this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** As when the other one is gone. */
  void cut() {
    cut = true;
    open.forEach(Relay::close);
  }

  /** Nobody new is let in; whoever is there may stay. */
  void refuse() {
    refusing = true;
  }

  /** As in a black hole: everything is taken, nothing arrives, nobody is told. */
  void hang() {
    hanging = true;
  }

  /** Whatever is sent arrives so much later, each way. */
  void slow(long millis) {
    delayMillis = millis;
  }

  void mend() {
    cut = false;
    refusing = false;
    hanging = false;
    delayMillis = 0;
  }

  @Override
  public void close() {
    cut();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket one = door.accept();
        open.add(one);
        if (cut || refusing) {
          close(one);
          continue;
        }
        Socket other = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(other);
        start(() -> hand(one, other));
        start(() -> hand(other, one));
      } catch (IOException e) {
        // closed, or the other one is not there
      }
    }
  }

  private void hand(Socket from, Socket to) {
    try {
      byte[] bytes = new byte[8192];
      for (int read = from.getInputStream().read(bytes);
          read >= 0;
          read = from.getInputStream().read(bytes)) {
        if (delayMillis > 0) {
          TimeUnit.MILLISECONDS.sleep(delayMillis);
        }
        while (hanging) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        to.getOutputStream().write(bytes, 0, read);
      }
    } catch (IOException e) {
      // cut
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }
}
