package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.share.ShareException.Reason;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Collectors;

/**
 * Gets plugins by tickets from the nodes that made them ({@link PluginFrames}). The ticket's secret
 * leaves this node in no form. Thread-safe; blocks its (virtual) thread.
 */
public final class PluginTaker {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final LocalNode self;
  private final Dialer dialer;
  private final ManifestHash hash;
  private final InstantSource clock;
  private final Duration longest;
  private final SecureRandom random = new SecureRandom();

  public PluginTaker(LocalNode self, Dialer dialer, ManifestHash hash, InstantSource clock) {
    this(self, dialer, hash, clock, LONGEST);
  }

  PluginTaker(
      LocalNode self, Dialer dialer, ManifestHash hash, InstantSource clock, Duration longest) {
    this.longest = longest;
    this.self = self;
    this.dialer = dialer;
    this.hash = hash;
    this.clock = clock;
  }

  /**
   * The file that a ticket is for: exactly that, or nothing.
   *
   * @throws ShareException why there is none
   */
  public byte[] take(PluginTicket ticket) {
    if (ticket.node().equals(self.id())) {
      throw new ShareException(
          Reason.OWN, "This node made the ticket: use it on the node that is to have the plugin.");
    }
    if (!ticket.expires().isAfter(clock.instant())) {
      throw JoinRefusal.EXPIRED.toException();
    }
    try {
      return ask(ticket);
    } catch (PeerException e) {
      throw new ShareException(
          Reason.UNREACHABLE,
          "The node %s that made the ticket does not give the plugin, at %s: %s."
              .formatted(
                  ticket.node().hex().substring(0, 10),
                  ticket.issuer().addresses().stream()
                      .map(Addresses::text)
                      .collect(Collectors.joining(", ")),
                  e.getMessage()),
          e);
    }
  }

  private byte[] ask(PluginTicket ticket) {
    try (PeerConnection connection =
            dialer.dial(ticket.node(), ticket.issuer().addresses(), PATIENCE);
        PeerStream stream = connection.open()) {
      byte[] fresh = new byte[PluginFrames.NONCE];
      random.nextBytes(fresh);
      Octets nonce = Octets.of(fresh);
      stream.send(PluginFrames.write(new PluginFrames.Ask(ticket.id(), nonce)), PATIENCE);
      Octets theirs = PluginFrames.readNonce(receive(stream, PluginFrames.LONGEST));
      byte[] message = PluginFrames.message(ticket.id(), ticket.node(), self.id(), theirs, nonce);
      stream.send(PluginFrames.writeProof(ticket.key().sign(message)), PATIENCE);
      int length = PluginFrames.readLength(receive(stream, PluginFrames.LONGEST));
      byte[] file = file(stream, length);
      stream.finish();
      if (!hash.of(file).equals(ticket.digest())) {
        throw new ShareException(
            Reason.PROTOCOL, "The node that made the ticket gives another file than it says.");
      }
      return file;
    }
  }

  /** Whoever gives byte by byte is not waited for, however much comes. */
  private byte[] file(PeerStream stream, int length) {
    long until = System.nanoTime() + longest.toNanos();
    ByteArrayOutputStream file = new ByteArrayOutputStream(Math.min(length, PluginFrames.PIECE));
    while (file.size() < length) {
      byte[] piece = receive(stream, PluginFrames.PIECE);
      if (piece.length == 0 || piece.length > length - file.size()) {
        throw new PeerException(
            PeerException.Reason.PROTOCOL, "It gives more than it said, or nothing");
      }
      file.writeBytes(piece);
      if (System.nanoTime() > until) {
        throw new PeerException(PeerException.Reason.TIMEOUT, "It gives the plugin too slowly");
      }
    }
    return file.toByteArray();
  }

  private static byte[] receive(PeerStream stream, int longest) {
    return stream
        .receive(longest, PATIENCE)
        .orElseThrow(
            () -> new PeerException(PeerException.Reason.CLOSED, "It ended without an answer"));
  }
}
