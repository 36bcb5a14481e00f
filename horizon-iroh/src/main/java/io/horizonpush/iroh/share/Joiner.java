package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.share.AnswerFrames.Refused;
import io.horizonpush.iroh.share.JoinFrames.Ask;
import io.horizonpush.iroh.share.JoinFrames.Welcome;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.iroh.share.Ticket.Door;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks the members that a ticket names to admit this node: the joiner's side of a joining ({@link
 * JoinFrames}). The ticket's secret leaves this node in no form. Thread-safe; blocks its (virtual)
 * thread.
 */
final class Joiner {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Connections with one member, of which each but the last may have been closed amid it. */
  private static final int CONNECTIONS = 4;

  private final LocalNode self;
  private final Dialer dialer;
  private final SecureRandom random = new SecureRandom();

  Joiner(LocalNode self, Dialer dialer) {
    this.self = self;
    this.dialer = dialer;
  }

  /**
   * What the first member answers that admits this node.
   *
   * @param contact where other members find this node
   * @throws ShareException why none does; with every address that was tried where none was reached
   */
  Welcome join(Ticket ticket, Contact contact) {
    List<String> tried = new ArrayList<>();
    Optional<JoinRefusal> unknown = Optional.empty();
    for (Door door : ticket.members()) {
      if (door.node().equals(self.id())) {
        continue;
      }
      try {
        return askAgain(ticket, door, contact, CONNECTIONS);
      } catch (Refused e) {
        if (!e.refusal().isOfThisMember()) {
          throw e.refusal().toException();
        }
        if (e.refusal() == JoinRefusal.UNKNOWN) {
          unknown = Optional.of(e.refusal());
        }
        tried.add(words(door, e.refusal().words()));
      } catch (PeerException e) {
        tried.add(words(door, String.valueOf(e.getMessage())));
      }
    }
    if (unknown.isPresent() && tried.size() == 1) {
      throw unknown.get().toException();
    }
    throw new ShareException(
        Reason.UNREACHABLE,
        "No member of the ticket admitted this node. Tried: "
            + String.join("; ", tried)
            + ". Are they running, and is there a way to them from here?");
  }

  private static String words(Door door, String problem) {
    String addresses =
        door.addresses().isEmpty()
            ? "no address"
            : door.addresses().stream().map(Addresses::text).collect(Collectors.joining(", "));
    return "%s at %s: %s".formatted(door.node().hex().substring(0, 10), addresses, problem);
  }

  /**
   * Of two connections of a pair of nodes one is closed: where both have another bucket together
   * that may be this one, for they connect for that at any time.
   */
  private Welcome askAgain(Ticket ticket, Door door, Contact contact, int connections)
      throws Refused {
    try {
      return ask(ticket, door, contact);
    } catch (PeerException e) {
      if (e.reason() != PeerException.Reason.CLOSED || connections == 1) {
        throw e;
      }
      return askAgain(ticket, door, contact, connections - 1);
    }
  }

  private Welcome ask(Ticket ticket, Door door, Contact contact) throws Refused {
    try (PeerConnection connection = dialer.dial(door.node(), door.addresses(), PATIENCE);
        PeerStream stream = connection.open()) {
      byte[] fresh = new byte[JoinTerms.Nonces.LENGTH];
      random.nextBytes(fresh);
      Octets nonce = Octets.of(fresh);
      stream.send(
          JoinFrames.write(
              new Ask(ticket.shared().bucket(), ticket.id(), nonce, self.author(), contact)),
          PATIENCE);
      Octets theirs = JoinFrames.readNonce(receive(stream, JoinFrames.LONGEST_ASKED));
      JoinTerms terms =
          new JoinTerms(
              ticket.shared().bucket(),
              ticket.id(),
              door.node(),
              self.id(),
              self.author(),
              new JoinTerms.Nonces(theirs, nonce));
      JoinProof proof = JoinProof.of(terms, ticket.key(), self.key());
      stream.send(
          JoinFrames.write(new JoinFrames.Signatures(proof.byShare(), proof.byNode())), PATIENCE);
      Welcome welcome = JoinFrames.readWelcome(receive(stream, JoinFrames.LONGEST_WELCOME));
      stream.finish();
      if (!welcome.origin().founder().equals(ticket.shared().founder())) {
        throw new PeerException(
            PeerException.Reason.PROTOCOL,
            "It names another founder of the bucket than the ticket");
      }
      return welcome;
    }
  }

  private static byte[] receive(PeerStream stream, int longest) {
    return stream
        .receive(longest, PATIENCE)
        .orElseThrow(
            () -> new PeerException(PeerException.Reason.CLOSED, "It ended without an answer"));
  }
}
