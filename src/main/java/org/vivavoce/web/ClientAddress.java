package org.vivavoce.web;

import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From where a request comes, past the proxies that are trusted to say so. */
public final class ClientAddress {
  private static final Logger log = LoggerFactory.getLogger(ClientAddress.class);

  /** An address in digits: no name is ever looked up for what a stranger wrote into a header. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "BYTE(\\.BYTE){3}|(?=.*:)[0-9a-fA-F:][0-9a-fA-F.:]{1,44}"
              .replace("BYTE", "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"));

  private final List<String> trustedProxies;
  private final AtomicBoolean toldOfProxy = new AtomicBoolean();

  public ClientAddress(List<String> trustedProxies) {
    this.trustedProxies = List.copyOf(trustedProxies);
  }

  public String of(Context context) {
    // A proxy may add a line of its own below the one that the client made up.
    String lines = String.join(",", Collections.list(context.req().getHeaders("X-Forwarded-For")));
    return of(context.req().getRemoteAddr(), lines.isEmpty() ? null : lines);
  }

  String of(Request request) {
    List<String> lines = request.getHeaders().getValuesList("X-Forwarded-For");
    return of(Request.getRemoteAddr(request), lines.isEmpty() ? null : String.join(",", lines));
  }

  /**
   * @param peer who is connected
   * @param forwardedFor the header of that name: each proxy adds whom it saw at its end, so that
   *     the last one that is no proxy of ours is the client, and what stands before may be made up
   */
  public String of(String peer, @Nullable String forwardedFor) {
    String address = plain(peer);
    String last = address == null ? peer : address;
    if (forwardedFor == null) {
      return last;
    }
    if (!trustedProxies.contains(last)) {
      tellOfProxy(last);
      return last;
    }
    String[] hops = forwardedFor.split(",");
    for (int at = hops.length - 1; at >= 0; at--) {
      String hop = plain(hops[at].strip());
      if (hop == null) {
        return last;
      }
      last = hop;
      if (!trustedProxies.contains(hop)) {
        return last;
      }
    }
    return last;
  }

  /**
   * Under what somebody is counted who may have many addresses: of the new kind, one household has
   * 2^64.
   *
   * @param address as {@link #of(Context)} has it
   */
  public static String network(String address) {
    try {
      InetAddress parsed = InetAddress.getByName(address);
      if (parsed instanceof Inet6Address) {
        return HexFormat.ofDelimiter(":").formatHex(parsed.getAddress(), 0, 8) + "/64";
      }
    } catch (UnknownHostException e) {
      // counted as it stands
    }
    return address;
  }

  /**
   * Whether it is this very machine: a program on it, or a proxy that tells of nobody.
   *
   * @param address as {@link #of(Context)} has it, or the name of what listens
   */
  public static boolean isThisMachine(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Behind a proxy that is not named everybody has one address, and waits for each other. */
  private void tellOfProxy(String peer) {
    if (isNear(peer) && toldOfProxy.compareAndSet(false, true)) {
      log.warn(
          "Requests come from {} with X-Forwarded-For, which is not believed. If a proxy of yours runs there, name it in"
              + " TRUSTED_PROXIES: else all who come through it count as one address.",
          peer);
    }
  }

  private static boolean isNear(String address) {
    try {
      InetAddress parsed = InetAddress.getByName(address);
      return parsed.isLoopbackAddress() || parsed.isSiteLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static @Nullable String plain(String address) {
    String bare = address.replaceAll("^\\[|\\](:\\d+)?$|%.*$", "");
    try {
      return LITERAL.matcher(bare).matches() ? InetAddress.getByName(bare).getHostAddress() : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
