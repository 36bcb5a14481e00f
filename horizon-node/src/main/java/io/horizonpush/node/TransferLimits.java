package io.horizonpush.node;

import io.horizonpush.iroh.ffm.NativeBlobs.Rates;
import io.horizonpush.iroh.net.IrohNetwork;
import io.horizonpush.iroh.net.TransferRates;
import io.horizonpush.iroh.net.TransferRates.Limits;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.metrics.NodeMetrics;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;
import java.util.function.Supplier;

/** The limits of how fast bytes go between nodes, kept by the clock of the machine. Thread-safe. */
final class TransferLimits {

  /** How often the time of the day is looked at. */
  static final Duration LOOKED_AT = Duration.ofSeconds(10);

  private final TransferRates rates;
  private final IrohNetwork network;
  private final Supplier<LocalTime> time;
  private volatile Limits now;

  /**
   * Begins to limit.
   *
   * @param time of the day, where the machine is
   */
  TransferLimits(TransferRates rates, IrohNetwork network, Supplier<LocalTime> time) {
    this.rates = rates;
    this.network = network;
    this.time = time;
    this.now = TransferRates.UNLIMITED.usual();
    look();
  }

  /** Limits by what time it is now. */
  void look() {
    Limits wanted = rates.at(time.get());
    if (!wanted.equals(now)) {
      network.limit(wanted.up(), wanted.down());
      now = wanted;
    }
  }

  NodeStatus.TransferStatus status() {
    Limits limits = now;
    return new NodeStatus.TransferStatus(status(limits.up()), status(limits.down()));
  }

  private static NodeStatus.RateStatus status(Rates rates) {
    return new NodeStatus.RateStatus(limit(rates.total()), limit(rates.each()));
  }

  private static Optional<Long> limit(long rate) {
    return Optional.of(rate).filter(each -> each > 0);
  }

  void measure(NodeMetrics metrics) {
    metrics.gauge(
        "horizon_transfer_up_limit_bytes",
        "Bytes of objects that may go to other members in a second now; 0 is no limit.",
        () -> now.up().total());
    metrics.gauge(
        "horizon_transfer_down_limit_bytes",
        "Bytes of objects that may come from other members in a second now; 0 is no limit.",
        () -> now.down().total());
  }
}
