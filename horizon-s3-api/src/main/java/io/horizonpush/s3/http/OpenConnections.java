package io.horizonpush.s3.http;

import io.horizonpush.s3.request.TrustedProxies;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections of a server: how many there may be, which of them are proxies', and their orderly
 * end. When there are too many, the one that has waited longest for a request makes room: a client
 * that asks nothing keeps nobody out who does. Thread-safe.
 */
final class OpenConnections {

  /** Of so many connections at most the longest waiting one is looked for. */
  private static final int LOOKED_AT = 4096;

  private final HttpLimits.Connections limits;
  private final TrustedProxies proxies;

  /** Each with the address that it is counted for. */
  private final Map<ConnectionHandler, InetAddress> open = new ConcurrentHashMap<>();

  private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private volatile boolean draining;

  OpenConnections(HttpLimits.Connections limits, TrustedProxies proxies) {
    this.limits = limits;
    this.proxies = proxies;
  }

  /** Whose connections carry the requests of others. */
  TrustedProxies proxies() {
    return proxies;
  }

  /** Whether no connection is to be kept any longer than its request needs. */
  boolean draining() {
    return draining;
  }

  /** Counts a connection in, unless there are too many that have something to do. */
  boolean admit(ConnectionHandler connection, InetAddress address) {
    if (draining) {
      return false;
    }
    if (isCounted(address) && perAddress.merge(address, 1, Integer::sum) > limits.perAddress()) {
      forget(address);
      return false;
    }
    if (open.size() >= limits.total() && !makeRoom()) {
      forget(address);
      return false;
    }
    open.put(connection, address);
    return true;
  }

  /** Ends the connection that has waited longest for a request, if there is one. */
  private boolean makeRoom() {
    Optional<ConnectionHandler> longest =
        open.keySet().stream()
            .limit(LOOKED_AT)
            .filter(ConnectionHandler::isWaiting)
            .min(Comparator.comparingLong(ConnectionHandler::phaseNanos));
    if (longest.isEmpty()) {
      return false;
    }
    ConnectionHandler waiting = longest.get();
    InetAddress address = open.get(waiting);
    // Counted out here already, so that each of many that come at once ends another one.
    if (address != null && leave(waiting)) {
      giveWay(waiting, address);
    }
    return open.size() < limits.total() || makeRoom();
  }

  private void giveWay(ConnectionHandler waiting, InetAddress address) {
    waiting.closeWhenWaiting(() -> stay(waiting, address));
  }

  /** Counts a connection in again that has got a request meanwhile. */
  private void stay(ConnectionHandler connection, InetAddress address) {
    if (isCounted(address)) {
      perAddress.merge(address, 1, Integer::sum);
    }
    open.put(connection, address);
  }

  /** Whether an address is one client's: behind this machine's and a proxy's there are many. */
  private boolean isCounted(InetAddress address) {
    return !address.isLoopbackAddress() && !proxies.contains(address);
  }

  /** Counts out a connection; tells whether it was counted in. */
  boolean leave(ConnectionHandler connection) {
    InetAddress address = open.remove(connection);
    if (address == null) {
      return false;
    }
    forget(address);
    lock.lock();
    try {
      left.signalAll();
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** Ends every connection: at once if it is idle, after its request if that ends in time. */
  void drain(Duration most) {
    draining = true;
    open.keySet().forEach(ConnectionHandler::closeWhenIdle);
    if (!awaitNone(most)) {
      open.keySet().forEach(ConnectionHandler::closeNow);
      awaitNone(Duration.ofSeconds(5));
    }
  }

  private boolean awaitNone(Duration most) {
    long nanos = most.toNanos();
    lock.lock();
    try {
      while (!open.isEmpty() && nanos > 0) {
        nanos = left.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return open.isEmpty();
  }

  private void forget(InetAddress address) {
    perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }
}
