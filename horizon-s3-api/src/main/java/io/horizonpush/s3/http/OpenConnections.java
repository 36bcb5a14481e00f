package io.horizonpush.s3.http;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The connections of a server: how many there may be, and their orderly end. Thread-safe. */
final class OpenConnections {

  private final HttpLimits.Connections limits;
  private final Set<ConnectionHandler> open = ConcurrentHashMap.newKeySet();
  private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private volatile boolean draining;

  OpenConnections(HttpLimits.Connections limits) {
    this.limits = limits;
  }

  /** Whether no connection is to be kept any longer than its request needs. */
  boolean draining() {
    return draining;
  }

  /** Counts a connection in, unless there are too many. */
  boolean admit(ConnectionHandler connection, Channel channel) {
    if (draining || open.size() >= limits.total()) {
      return false;
    }
    InetAddress address = address(channel);
    if (!address.isLoopbackAddress()
        && perAddress.merge(address, 1, Integer::sum) > limits.perAddress()) {
      forget(address);
      return false;
    }
    open.add(connection);
    return true;
  }

  /** Counts out a connection that was admitted. */
  void leave(ConnectionHandler connection, Channel channel) {
    if (open.remove(connection)) {
      forget(address(channel));
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
    open.forEach(ConnectionHandler::closeWhenIdle);
    if (!awaitNone(most)) {
      open.forEach(ConnectionHandler::closeNow);
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

  static InetAddress address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
