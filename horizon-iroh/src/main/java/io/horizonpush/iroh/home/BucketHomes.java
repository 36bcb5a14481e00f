package io.horizonpush.iroh.home;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.share.LocalNode;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.sync.StreamHandler;
import io.horizonpush.s3.store.ObjectStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The homes of buckets on this node, wired: those that it asks, and those that it is. Thread-safe.
 */
public final class BucketHomes {

  /** How long clients wait for a home that does not answer. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HomedObjects objects;
  private final HomeDesk desk;
  private final HomeMoves moves;
  private final OpenRequests open;
  private final HomeCounts counts = new HomeCounts();

  /**
   * What it stands on.
   *
   * @param streams begins a stream with a node that this one is connected with
   * @param patience with homes that do not answer
   */
  public record Ground(
      Index index,
      NodeStores stores,
      ShareStore shares,
      LocalNode self,
      Function<NodeId, Optional<PeerStream>> streams,
      Duration patience) {}

  public BucketHomes(Ground ground) {
    NodeStores stores = ground.stores();
    Standings standings = new Standings(ground.index());
    HomeLine line = new HomeLine(ground.streams());
    Homes homes = new Homes(ground.shares(), stores::bucket, ground.self().id());
    Handovers handovers = new Handovers(stores.homeDecisions(), standings, ground.self().key());
    desk = new HomeDesk(ground.shares(), stores.homeDecisions(), standings, handovers, counts);
    moves = new HomeMoves(homes, ground.self(), line, standings, handovers);
    open =
        new OpenRequests(
            stores.homeRequests(), line, standings, ground.index().wall(), ground.patience());
    objects =
        new HomedObjects(
            stores.objects(),
            homes,
            new ByHome(
                homes,
                line,
                standings,
                stores.homeRequests(),
                stores.objects()::change,
                counts,
                ground.patience()),
            new FreshReads(homes, line, standings, stores.homeDecisions(), ground.patience()));
  }

  /** The objects of this node as its clients get them. */
  public ObjectStore objects() {
    return objects;
  }

  /** What answers the other members. */
  public StreamHandler desk() {
    return desk;
  }

  /** How decisions went. */
  public HomeCounts counts() {
    return counts;
  }

  /** What owners do about homes. */
  public HomeMoves moves() {
    return moves;
  }

  /** Asks again about what homes were asked and nobody here knows the end of. */
  public void settleOpen() {
    open.settle();
  }
}
