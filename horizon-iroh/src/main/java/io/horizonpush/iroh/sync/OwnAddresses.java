package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.share.Addresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this node is reached: looked at from time to time, since a machine may move, and told until
 * it is heard. Thread-safe.
 */
final class OwnAddresses {

  private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

  private static final Duration LOOKED_AGAIN = Duration.ofSeconds(10);

  private final PeerNetwork network;
  private final Whereabouts whereabouts;
  private final AtomicBoolean telling = new AtomicBoolean();
  private volatile Optional<Long> lookedAt = Optional.empty();
  private volatile List<InetSocketAddress> now = List.of();
  private volatile List<InetSocketAddress> told = List.of();

  OwnAddresses(PeerNetwork network, Whereabouts whereabouts) {
    this.network = network;
    this.whereabouts = whereabouts;
  }

  /** What was seen last; nothing before this node listens. */
  List<InetSocketAddress> now() {
    return now;
  }

  /** Lets others in, and looks at the addresses if that is due. */
  void look() {
    long time = System.nanoTime();
    if (lookedAt.filter(at -> time - at < LOOKED_AGAIN.toNanos()).isEmpty()) {
      now = Addresses.worthTelling(network.listen(), Addresses.MOST);
      lookedAt = Optional.of(time);
      if (!now.equals(told) && telling.compareAndSet(false, true)) {
        Thread.ofVirtual().name("horizon-own-addresses").start(() -> tell(now));
      }
    }
  }

  private void tell(List<InetSocketAddress> addresses) {
    try {
      whereabouts.here(addresses);
      told = addresses;
    } catch (RuntimeException e) {
      LOG.warn("Members could not be told where this node is; tried again", e);
    } finally {
      telling.set(false);
    }
  }
}
