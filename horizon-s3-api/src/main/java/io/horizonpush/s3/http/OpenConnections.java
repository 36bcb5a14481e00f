package io.horizonpush.s3.http;

import io.horizonpush.s3.request.TrustedProxies;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections of a server: how many there may be, which of them are proxies', and their orderly
 * end. Thread-safe.
 */
final class OpenConnections {

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

  /** Counts a connection in, unless there are too many. */
  boolean admit(ConnectionHandler connection, InetAddress address) {
    if (draining || open.size() >= limits.total()) {
      return false;
    }
    if (isCounted(address) && perAddress.merge(address, 1, Integer::sum) > limits.perAddress()) {
      forget(address);
      return false;
    }
    open.put(connection, address);
    return true;
  }

  /** Whether an address is one client's: behind this machine's and a proxy's there are many. */
  private boolean isCounted(InetAddress address) {
    return !address.isLoopbackAddress() && !proxies.contains(address);
  }

  /** Counts out a connection, if it was admitted. */
  void leave(ConnectionHandler connection) {
    InetAddress address = open.remove(connection);
    if (address != null) {
      forget(address);
      lock.lock();
      try {
        left.signalAll();
      } finally {
        lock.unlock();
      }
    }
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
