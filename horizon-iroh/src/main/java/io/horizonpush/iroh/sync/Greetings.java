package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.net.PeerNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hellos by which connections begin: each end says what its clock shows and where it is
 * reached. Thread-safe.
 */
final class Greetings {

  private static final Logger LOG = LoggerFactory.getLogger(Greetings.class);

  private final PeerNetwork network;
  private final Whereabouts whereabouts;
  private final OwnAddresses own;
  private final InstantSource wall;
  private final ProcessId process = ProcessId.random();
  private final Doubles doubles = new Doubles();

  Greetings(PeerNetwork network, Whereabouts whereabouts, InstantSource wall) {
    this.network = network;
    this.whereabouts = whereabouts;
    this.own = new OwnAddresses(network, whereabouts);
    this.wall = wall;
  }

  /**
   * A connection on which both have said hello.
   *
   * @param clockAhead how far the other node's clock is ahead of this one's
   */
  record Greeted(PeerConnection connection, Duration clockAhead, List<InetSocketAddress> at) {}

  /** Lets others in, and sees from time to time where this node is itself. */
  void look() {
    own.look();
  }

  /**
   * Connects with a node.
   *
   * @throws PeerException if that does not work in time
   */
  Greeted first(NodeId peer, List<InetSocketAddress> addresses, Duration patience) {
    PeerConnection connection = network.connect(peer, addresses, patience);
    boolean greeted = false;
    try {
      Hello here = hello(own.now());
      Hello theirs = Hello.first(connection, here);
      if (theirs.refuses()) {
        throw refused(peer);
      }
      doubles.require(peer, theirs.process());
      Greeted made = greeted(connection, here, theirs);
      greeted = true;
      return made;
    } finally {
      if (!greeted) {
        connection.close();
      }
    }
  }

  private static PeerException refused(NodeId by) {
    LOG.error(
        "Node {} refuses this one: another process runs as it, from a copy of its data directory. End one of them; a data directory is not copied, but backed up and restored.",
        by);
    return new PeerException(Reason.REFUSED, "Another process runs as this node: end one of them");
  }

  /**
   * Answers a node that made a connection.
   *
   * @param member whether it is one: a stranger is not told where else this node is
   */
  Greeted answer(PeerConnection connection, boolean member) {
    Hello here = hello(member ? own.now() : List.of());
    Hello theirs =
        Hello.answer(
            connection,
            here,
            said -> {
              if (member) {
                doubles.require(connection.peer(), said.process());
              }
            });
    return greeted(connection, here, theirs);
  }

  private Hello hello(List<InetSocketAddress> addresses) {
    return new Hello(Hello.VERSION, wall.instant(), addresses, process);
  }

  private static Greeted greeted(PeerConnection connection, Hello here, Hello theirs) {
    return new Greeted(connection, theirs.aheadOf(here.time()), theirs.addresses());
  }

  /** Keeps where a member is. */
  void keep(Greeted member) {
    try {
      if (!member.at().isEmpty()) {
        whereabouts.met(member.connection().peer(), member.at());
      }
    } catch (RuntimeException e) {
      LOG.warn("Where node {} is could not be kept", member.connection().peer(), e);
    }
  }
}
