package io.horizonpush.iroh.net;

import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where a node is reached and how it finds others.
 *
 * @param sockets what is bound, at most one address of each family, port 0 for any; asked once
 *     there is somebody to talk to
 * @param advertised where others reach the node; names are looked up each time; where there is none
 *     the addresses of this machine
 */
public record Reach(
    Supplier<List<InetSocketAddress>> sockets,
    List<InetSocketAddress> advertised,
    Relay relay,
    Set<Discovery> discovery) {

  public Reach {
    advertised = List.copyOf(advertised);
    discovery = Set.copyOf(discovery);
  }

  /** At addresses alone, which every other node has to know. */
  public static Reach at(List<InetSocketAddress> sockets) {
    return new Reach(() -> sockets, List.of(), new Relay.Off(), EnumSet.noneOf(Discovery.class));
  }
}
