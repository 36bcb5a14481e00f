package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The connections with nodes that are members of nothing here: few, and fewer from one address, so
 * that nobody keeps those out who come to join. Members need no place among them. Thread-safe.
 */
final class Strangers {

  private final int most;
  private final int mostOfOne;
  private final Map<PeerConnection, Optional<InetAddress>> inside = new HashMap<>();

  /**
   * @param mostOfOne of one address, or through relays
   */
  Strangers(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Gives a connection a place; tells whether there was one. */
  synchronized boolean admit(PeerConnection connection) {
    Optional<InetAddress> from = address(connection);
    boolean room =
        inside.size() < most && inside.values().stream().filter(from::equals).count() < mostOfOne;
    if (room) {
      inside.put(connection, from);
    }
    return room;
  }

  /** Takes its place back, if it has one. */
  synchronized void leave(PeerConnection connection) {
    inside.remove(connection);
  }

  private static Optional<InetAddress> address(PeerConnection connection) {
    try {
      return connection.path().address().map(InetSocketAddress::getAddress);
    } catch (PeerException e) {
      return Optional.empty(); // It is gone again, which its end will show.
    }
  }
}
