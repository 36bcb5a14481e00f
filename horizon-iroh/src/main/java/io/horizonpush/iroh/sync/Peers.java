package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.sync.Greetings.Greeted;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Stamp;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections with other members: made, accepted, kept, one with each node as {@link
 * PeerChoice} has it; and with a few {@link Strangers}, for a short time. Two threads of its own;
 * thread-safe.
 */
public final class Peers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

  private static final Duration LOOKED_AGAIN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long somebody may stay who is no member. */
  private static final Duration STRANGERS_STAY = Duration.ofMinutes(1);

  /** The most connections with nodes that are no members, and of one address. */
  private static final int MOST_STRANGERS = 16;

  private static final int MOST_STRANGERS_OF_ONE = 4;

  /** A connection that lasted so long was none that the other end only turned away. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  /** How long work that is under way has to end when the connections are closed. */
  private static final Duration LAST_WORK = Duration.ofSeconds(10);

  private final PeerNetwork network;
  private final SharedBuckets shared;
  private final Greetings greetings;
  private final StreamHandlers handlers;
  private final SyncGround ground;
  private final Map<NodeId, PeerSession> sessions = new HashMap<>();
  private final Dials dials = new Dials();
  private final Strangers strangers = new Strangers(MOST_STRANGERS, MOST_STRANGERS_OF_ONE);
  private final Set<PeerSession> served = ConcurrentHashMap.newKeySet();
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closed;

  /** Nothing happens before {@link #start}. */
  public Peers(
      PeerNetwork network,
      SharedBuckets shared,
      Whereabouts whereabouts,
      StreamHandlers handlers,
      SyncGround ground) {
    this.network = network;
    this.shared = shared;
    this.greetings = new Greetings(network, whereabouts, ground.index().wall());
    this.handlers = handlers;
    this.ground = ground;
  }

  /** Accepts connections and makes them from now on, as soon as something is shared. */
  public void start() {
    Thread.ofVirtual().name("horizon-peers-accept").start(this::accept);
    Thread.ofVirtual().name("horizon-peers").start(this::keep);
  }

  /** Begins a stream with a node that this one is connected with; nothing if it is not. */
  public Optional<PeerStream> open(NodeId peer) {
    return session(peer).map(PeerSession::open);
  }

  private synchronized Optional<PeerSession> session(NodeId peer) {
    return Optional.ofNullable(sessions.get(peer));
  }

  /**
   * Connects with a node that need not be a member of anything with this one, for a few questions.
   *
   * @throws PeerException if that does not work in time
   */
  public PeerConnection connect(NodeId peer, List<InetSocketAddress> addresses, Duration patience) {
    return greetings.first(peer, addresses, patience).connection();
  }

  /** Looks at once at what is shared, because that changed. */
  public void refresh() {
    wakes.release();
  }

  /** The nodes that this one is connected with. */
  public List<PeerState> states() {
    List<PeerSession> all;
    synchronized (this) {
      all = List.copyOf(sessions.values());
    }
    return all.stream().map(PeerSession::state).flatMap(Optional::stream).toList();
  }

  private void accept() {
    Backoff backoff = new Backoff();
    boolean more = true;
    while (more && !closed) {
      try {
        Optional<PeerConnection> next = network.accept();
        next.ifPresent(this::meet);
        more = next.isPresent();
        backoff.reset();
      } catch (PeerException e) {
        LOG.debug("A connection came to nothing", e);
      } catch (RuntimeException e) {
        LOG.warn("A connection could not be looked at; others are", e);
        LockSupport.parkNanos(backoff.next().toNanos());
      }
    }
  }

  private void meet(PeerConnection connection) {
    if (isMember(connection.peer()) || strangers.admit(connection)) {
      Thread.ofVirtual().name("horizon-peer").start(() -> receive(connection));
    } else {
      connection.close();
    }
  }

  /** Meets a node that made a connection. */
  private void receive(PeerConnection connection) {
    CompletableFuture<Void> end = closeAfter(connection, STRANGERS_STAY);
    try (connection) {
      boolean member = isMember(connection.peer());
      Greeted greeted = greetings.answer(connection, member);
      PeerSession session = session(greeted, connection.peer());
      // Of a member that is not kept, because there are enough, questions are answered all the
      // same.
      boolean kept = member && keep(session);
      if (kept) {
        greetings.keep(greeted);
        end.cancel(false);
        strangers.leave(connection);
      }
      serve(session, kept);
    } catch (PeerException e) {
      LOG.debug("A connection of node {} ended", connection.peer(), e);
    } finally {
      end.cancel(false);
      strangers.leave(connection);
    }
  }

  private PeerSession session(Greeted greeted, NodeId dialler) {
    return new PeerSession(greeted.connection(), dialler, greeted.clockAhead(), handlers, ground);
  }

  /** Closes a connection after a time, unless that is cancelled before. */
  private static CompletableFuture<Void> closeAfter(PeerConnection connection, Duration time) {
    return CompletableFuture.runAsync(
        connection::close,
        CompletableFuture.delayedExecutor(
            time.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread));
  }

  private boolean isMember(NodeId peer) {
    return shared.members().values().stream().anyMatch(each -> each.contains(peer));
  }

  private void serve(PeerSession session, boolean kept) {
    try {
      if (kept) {
        warnOfClock(session);
        refresh();
      }
      served.add(session);
      if (!closed) {
        session.serve();
      }
    } finally {
      session.close();
      if (kept) {
        drop(session);
      }
      boolean _ = session.awaitEnd(LAST_WORK);
      served.remove(session);
    }
  }

  private static void warnOfClock(PeerSession session) {
    Duration ahead = session.clockAhead();
    if (ahead.abs().compareTo(Stamp.MOST_AHEAD) > 0) {
      LOG.warn(
          "The clock of node {} differs from this one's by {} s. Set the wrong one right: until"
              + " then what it says waits, or what this one says",
          session.peer(),
          ahead.toSeconds());
    }
  }

  /** Takes a connection in, unless there is one that stays; tells whether it is kept. */
  private synchronized boolean keep(PeerSession session) {
    NodeId peer = session.peer();
    PeerSession known = sessions.get(peer);
    if (closed || (known != null && known.staysBeside(session))) {
      return false;
    }
    if (known == null && !makeRoom(peer, choice())) {
      return false;
    }
    sessions.put(peer, session);
    if (known != null) {
      known.close();
    }
    return true;
  }

  /** Tells whether there is a place for a connection with a node, of which it may make one. */
  private boolean makeRoom(NodeId peer, PeerChoice choice) {
    if (choice.hasRoom(peer, sessions.keySet())) {
      return true;
    }
    Optional<NodeId> spared = choice.spared(peer, sessions.keySet());
    spared.map(sessions::remove).ifPresent(PeerSession::close);
    return spared.isPresent();
  }

  private PeerChoice choice() {
    return new PeerChoice(network.self(), shared.members(), shared.writers());
  }

  private synchronized void drop(PeerSession session) {
    sessions.remove(session.peer(), session);
    refresh();
  }

  private void keep() {
    while (!closed) {
      try {
        look();
        boolean _ = wakes.tryAcquire(LOOKED_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        wakes.drainPermits();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.warn("What is shared could not be looked at; tried again", e);
        }
        wakes.drainPermits();
      }
    }
  }

  /** Brings the connections in step with what is shared. */
  private void look() {
    Map<BucketId, Set<NodeId>> members = shared.members();
    if (!members.isEmpty()) {
      greetings.look();
    }
    synchronized (this) {
      for (PeerSession session : List.copyOf(sessions.values())) {
        Set<BucketId> common = common(members, session.peer());
        if (common.isEmpty()) {
          session.close(); // It is a member of nothing any more.
        } else {
          session.follow(common);
        }
      }
      dials.forget(peer -> common(members, peer).isEmpty());
      PeerChoice choice = new PeerChoice(network.self(), members, shared.writers());
      for (NodeId peer : choice.wanted(sessions.keySet())) {
        boolean place =
            choice.hasRoom(peer, sessions.keySet())
                || choice.spared(peer, sessions.keySet()).isPresent();
        if (place && !sessions.containsKey(peer)) {
          dial(peer);
        }
      }
    }
  }

  private static Set<BucketId> common(Map<BucketId, Set<NodeId>> members, NodeId peer) {
    return members.entrySet().stream()
        .filter(each -> each.getValue().contains(peer))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void dial(NodeId peer) {
    List<InetSocketAddress> addresses = shared.addresses(peer);
    boolean possible = !addresses.isEmpty() || network.findsOthers();
    if (possible) {
      dials
          .begin(peer, sessions.keySet())
          .ifPresent(
              dial ->
                  Thread.ofVirtual().name("horizon-peer").start(() -> dial(peer, addresses, dial)));
    }
  }

  private void dial(NodeId peer, List<InetSocketAddress> addresses, Dials.Dial dial) {
    boolean settled = false;
    try (PeerSession session = begin(peer, addresses)) {
      if (keep(session)) {
        long since = System.nanoTime();
        serve(session, true);
        settled = System.nanoTime() - since > SETTLED.toNanos();
      }
    } catch (PeerException e) {
      LOG.debug("Node {} was not reached", peer, e);
    } catch (RuntimeException e) {
      LOG.warn("The connection with node {} failed", peer, e);
    } finally {
      ended(dial, settled);
    }
  }

  private PeerSession begin(NodeId peer, List<InetSocketAddress> addresses) {
    Greeted greeted = greetings.first(peer, addresses, PATIENCE);
    greetings.keep(greeted);
    return session(greeted, network.self());
  }

  private synchronized void ended(Dials.Dial dial, boolean settled) {
    dial.end(settled);
  }

  /** Ends every connection, takes none any more, and waits a little for what they were at. */
  @Override
  public void close() {
    closed = true;
    List<PeerSession> all = List.copyOf(served);
    all.forEach(PeerSession::close);
    refresh();
    long end = System.nanoTime() + LAST_WORK.toNanos();
    for (PeerSession session : all) {
      if (!session.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
        LOG.warn("What node {} asked for is still being done", session.peer());
      }
    }
  }
}
