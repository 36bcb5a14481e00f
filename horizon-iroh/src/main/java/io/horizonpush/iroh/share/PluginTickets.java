package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.s3.model.BlobHash;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Makes tickets for this node's plugins. Thread-safe; blocks its (virtual) thread. */
public final class PluginTickets {

  private static final int ADDRESSES = 3;

  private final LocalNode self;
  private final PeerNetwork network;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param network binds its socket with the first ticket
   */
  public PluginTickets(LocalNode self, PeerNetwork network, InstantSource clock) {
    this.self = self;
    this.network = network;
    this.clock = clock;
  }

  /**
   * A ticket that was made.
   *
   * @param nearOnly whether no address in it can be reached from other networks
   */
  public record Made(PluginTicket ticket, boolean nearOnly) {

    /** The public key by which it is known here. */
    public byte[] publicKey() {
      return ticket.key().publicKey();
    }
  }

  /**
   * Makes a ticket for a file; it is good for nothing before its shelf knows it.
   *
   * @throws IllegalArgumentException if there is no ticket for so long
   */
  public Made make(String plugin, BlobHash digest, Duration lifetime) {
    if (!lifetime.isPositive() || lifetime.compareTo(Tickets.LONGEST) > 0) {
      throw new IllegalArgumentException("a ticket expires after 1s to 3650d");
    }
    List<InetSocketAddress> own = network.listen();
    Instant expires = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    Ticket.Door door = new Ticket.Door(self.id(), Addresses.worthTelling(own, ADDRESSES));
    PluginTicket ticket = new PluginTicket(plugin, digest, ShareKey.random(random), expires, door);
    return new Made(
        ticket, !network.isRelayed() && door.addresses().stream().noneMatch(Addresses::isPublic));
  }
}
