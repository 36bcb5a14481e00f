package io.horizonpush.node;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PositionTable;
import io.horizonpush.iroh.index.PositionTable.Seen;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection.Path;
import io.horizonpush.iroh.share.Addresses;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.swarm.FetchedBytes;
import io.horizonpush.iroh.sync.PeerState;
import io.horizonpush.iroh.sync.PeerState.OfBucket;
import io.horizonpush.iroh.sync.Peers;
import io.horizonpush.iroh.sync.SyncCounts;
import io.horizonpush.node.admin.MemberSync;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.admin.PeerLink;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How this node and others are in step: for people as a status, for programs as metrics.
 * Thread-safe.
 */
final class SyncMonitor {

  /** So many entries are counted of what a member lacks: more are more than a moment's. */
  private static final int MOST_COUNTED = 100_000;

  private static final double NANOS = 1e9;

  private final Watched watched;

  /**
   * What is looked at.
   *
   * @param shared the buckets that have other members
   */
  record Watched(
      Index index,
      Peers peers,
      SyncCounts counts,
      FetchedBytes fetched,
      Supplier<List<SharedBucket>> shared) {}

  SyncMonitor(Watched watched) {
    this.watched = watched;
  }

  /** The nodes that this one is connected with, in the order of their ids. */
  List<NodeStatus.Peer> peers() {
    return byNode().values().stream().map(this::peer).toList();
  }

  private Map<NodeId, PeerState> byNode() {
    return watched.peers().states().stream()
        .collect(
            Collectors.toMap(
                PeerState::peer, Function.identity(), (first, _) -> first, TreeMap::new));
  }

  private NodeStatus.Peer peer(PeerState state) {
    long inStep =
        state.buckets().values().stream().filter(each -> each.inStepSince().isPresent()).count();
    return new NodeStatus.Peer(
        state.peer().hex(),
        link(state),
        state.buckets().size(),
        Math.toIntExact(inStep),
        watched.fetched().from(state.peer()));
  }

  private static PeerLink link(PeerState state) {
    Path path = state.path();
    return new PeerLink(
        path.address().isPresent() ? PeerLink.Way.DIRECT : PeerLink.Way.RELAYED,
        path.address().map(Addresses::text),
        path.roundTrip(),
        state.clockAhead());
  }

  /** How this node and each other member of a bucket are in step. */
  Map<NodeId, MemberSync> members(SharedBucket bucket, NodeId self) {
    Map<NodeId, PeerState> connected = byNode();
    Map<NodeId, MemberSync.Behind> behind =
        watched.index().snapshot(tables -> behind(tables, bucket.id()));
    return bucket.membership().members().stream()
        .filter(member -> !member.node().equals(self))
        .collect(
            Collectors.toMap(
                member -> member.node(),
                member ->
                    sync(
                        bucket.id(),
                        member.node(),
                        Optional.ofNullable(connected.get(member.node())),
                        Optional.ofNullable(behind.get(member.node())))));
  }

  private MemberSync sync(
      BucketId bucket,
      NodeId member,
      Optional<PeerState> connected,
      Optional<MemberSync.Behind> behind) {
    Optional<OfBucket> followed =
        connected.flatMap(state -> Optional.ofNullable(state.buckets().get(bucket)));
    return new MemberSync(
        connected.map(SyncMonitor::link),
        followed.flatMap(OfBucket::inStepSince),
        watched.counts().lastInStep(bucket, member),
        behind,
        watched.fetched().from(member),
        followed.flatMap(OfBucket::alarm));
  }

  private static Map<NodeId, MemberSync.Behind> behind(Tables tables, BucketId bucket) {
    return tables
        .buckets()
        .find(bucket)
        .map(
            row ->
                tables.positions().seen(row.id()).entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey, each -> behind(tables, row.id(), each.getValue()))))
        .orElse(Map.of());
  }

  private static MemberSync.Behind behind(Tables tables, long bucket, Seen seen) {
    PositionTable.Behind behind = tables.positions().behind(bucket, seen.position(), MOST_COUNTED);
    return new MemberSync.Behind(
        behind.entries(), behind.bytes(), behind.entries() == MOST_COUNTED, seen.heard());
  }

  /** Shows it as metrics; one series for each connection, of which there are at most 64. */
  void measure(NodeMetrics metrics) {
    metrics.gauge(
        "horizon_peers",
        "Nodes that this one is connected with.",
        () -> watched.peers().states().size());
    metrics.gauge(
        "horizon_peers_relayed",
        "Those of them that are reached through a relay.",
        () ->
            watched.peers().states().stream()
                .filter(state -> state.path().address().isEmpty())
                .count());
    metrics.gauges(
        "horizon_peer_round_trip_seconds",
        "From here to a node that this one is connected with, and back.",
        "node",
        this::roundTrips);
    metrics.gauge(
        "horizon_sync_out_of_step",
        "Buckets of which some node that this one is connected with has more, by connection.",
        () -> followed(bucket -> bucket.inStepSince().isEmpty()));
    metrics.gauge(
        "horizon_sync_stopped",
        "Shared buckets of which this node takes no more from some member: its log says why.",
        () -> followed(bucket -> bucket.alarm().isPresent()));
    metrics.gauge(
        "horizon_sync_lag_records",
        "What the member that lacks most of a bucket is not known to have of this node's, in the"
            + " bucket where that is most: up to 100000.",
        this::greatestLag);
    metrics.counter(
        "horizon_fetched_bytes",
        "Bytes of objects that came from other members.",
        watched.fetched()::total);
  }

  private Map<String, Double> roundTrips() {
    return watched.peers().states().stream()
        .collect(
            Collectors.toMap(
                state -> state.peer().hex(),
                state -> seconds(state.path().roundTrip()),
                Math::min));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }

  private double followed(Predicate<OfBucket> chosen) {
    return watched.peers().states().stream()
        .flatMap(peer -> peer.buckets().values().stream())
        .filter(chosen)
        .count();
  }

  /** One count for each bucket, whoever has it: the member that is least far lacks most. */
  private double greatestLag() {
    return watched.shared().get().stream().mapToLong(this::greatestLag).max().orElse(0);
  }

  private long greatestLag(SharedBucket bucket) {
    return watched
        .index()
        .snapshot(
            tables ->
                tables
                    .buckets()
                    .find(bucket.id())
                    .flatMap(
                        row ->
                            tables.positions().seen(row.id()).entrySet().stream()
                                .filter(each -> bucket.membership().mayRead(each.getKey()))
                                .map(each -> each.getValue().position())
                                .min(Comparator.naturalOrder())
                                .map(
                                    least ->
                                        tables
                                            .positions()
                                            .entriesBehind(row.id(), least, MOST_COUNTED)))
                    .orElse(0L));
  }
}
