package io.horizonpush.node;

import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Way;
import io.horizonpush.iroh.index.TransferTable.Search;
import io.horizonpush.iroh.sync.PeerState;
import io.horizonpush.iroh.transfer.Pace.Seen;
import io.horizonpush.iroh.transfer.Transfer;
import io.horizonpush.iroh.transfer.TransferCounts;
import io.horizonpush.iroh.transfer.TransferOrders;
import io.horizonpush.iroh.transfer.TransferView;
import io.horizonpush.iroh.transfer.Transfers;
import io.horizonpush.node.admin.PageRequest;
import io.horizonpush.node.admin.TransferControl;
import io.horizonpush.node.admin.TransferList;
import io.horizonpush.node.admin.TransferReport;
import io.horizonpush.node.metrics.NodeMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What an operator sees of transfers, and does with them. Thread-safe. */
final class NodeTransfers implements TransferControl {

  /** A rest that takes longer is as good as one of which nothing is known. */
  private static final long LONGEST_LEFT = Duration.ofDays(999).toSeconds();

  private final TransferView view;
  private final TransferOrders orders;
  private final TransferCounts counts;

  /**
   * @param prefetching goes on with a prefetch
   */
  NodeTransfers(Transfers transfers, Consumer<Transfer> prefetching) {
    this.view = transfers.view();
    this.orders = new TransferOrders(transfers, view, prefetching);
    this.counts = transfers.counts();
  }

  /** Learns how this node reaches those that it is connected with. */
  void waysFrom(Supplier<List<PeerState>> peers) {
    view.waysFrom(
        () ->
            peers.get().stream()
                .collect(
                    Collectors.toMap(
                        peer -> peer.peer().hex(), NodeTransfers::way, (one, _) -> one)));
  }

  private static Way way(PeerState peer) {
    return peer.path().address().isPresent() ? Way.DIRECT : Way.RELAY;
  }

  void measure(NodeMetrics metrics) {
    metrics.gauges(
        "horizon_transfers_active",
        "Transfers from and to other members that go on or are paused, by what for.",
        "purpose",
        view::active);
    metrics.counters(
        "horizon_transfers_ended",
        "Transfers from and to other members that are over, by how they ended.",
        "result",
        counts::ended);
    metrics.counter(
        "horizon_transfers_unrecorded",
        "Reads from other members that no record was made of, since too many ended at once.",
        counts::unrecorded);
  }

  @Override
  public TransferList list(Search search, PageRequest asked) {
    long before = asked.after(NodeTransfers::number).orElse(Long.MAX_VALUE);
    PageRequest.Page<TransferReport> page =
        asked
            .of(
                view.find(search, before, asked.wanted()),
                seen -> Long.toString(seen.transfer().id()))
            .map(NodeTransfers::report);
    return new TransferList(page.entries(), page.next());
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public TransferReport transfer(long id) {
    return report(view.require(id));
  }

  @Override
  public TransferReport order(long id, Order order) {
    switch (order) {
      case CANCEL -> orders.cancel(id);
      case PAUSE -> orders.pause(id);
      case RESUME -> orders.resume(id);
      case RETRY -> orders.retry(id);
    }
    return transfer(id);
  }

  /** Those that go on and those that have ended last. */
  List<TransferReport> told() {
    return view.told().stream().map(NodeTransfers::report).toList();
  }

  static TransferReport report(Seen seen) {
    TransferRecord transfer = seen.transfer();
    TransferRecord.Course course = transfer.course();
    TransferRecord.Figures figures = transfer.figures();
    return new TransferReport(
        transfer.id(),
        transfer.purpose(),
        transfer.purpose().direction(),
        transfer.place().name(),
        transfer.place().key(),
        course.state(),
        course.why(),
        course.begun(),
        course.ended(),
        figures.objects(),
        figures.blobs(),
        figures.size(),
        figures.done(),
        figures.came(),
        figures.local(),
        figures.saved(),
        figures.resent(),
        figures.unavailable(),
        seen.rate(),
        left(figures, seen.rate()),
        transfer.sources().stream()
            .map(each -> new TransferReport.Source(each.name(), each.way(), each.bytes()))
            .toList());
  }

  private static Optional<Duration> left(TransferRecord.Figures figures, OptionalLong rate) {
    long rest = figures.size() - figures.done();
    return rate.stream()
        .filter(speed -> speed > 0 && rest > 0)
        .map(speed -> (rest + speed - 1) / speed)
        .filter(seconds -> seconds <= LONGEST_LEFT)
        .mapToObj(Duration::ofSeconds)
        .findFirst();
  }
}
