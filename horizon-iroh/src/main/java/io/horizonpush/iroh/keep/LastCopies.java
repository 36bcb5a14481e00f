package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.PositionTable.Seen;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.OnlyHere;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.swarm.Holder;
import io.horizonpush.iroh.swarm.HolderSearch;
import io.horizonpush.iroh.swarm.Holders;
import io.horizonpush.iroh.swarm.Holding;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What of a bucket would go with this node: records that no other member has said to have, and
 * bytes that none has that can be asked now. A node that may only read has nothing of its own.
 */
public final class LastCopies implements OnlyHere {

  private static final int AT_ONCE = 1000;

  private final Index index;
  private final ShareStore shares;
  private final Holders holders;
  private final Fellows fellows;
  private final KeepClient client;
  private final NodeId self;
  private final Function<BucketId, Optional<Duration>> leaving;

  /**
   * @param holders finds any member that has a blob
   * @param fellows are asked first, about many blobs at a time
   * @param self this node
   * @param leaving ends the promises in a bucket; tells for how long others still count on some
   */
  public LastCopies(
      Index index,
      ShareStore shares,
      Holders holders,
      Fellows fellows,
      NodeId self,
      Function<BucketId, Optional<Duration>> leaving) {
    this.leaving = leaving;
    this.index = index;
    this.shares = shares;
    this.holders = holders;
    this.fellows = fellows;
    this.client = new KeepClient(fellows);
    this.self = self;
  }

  /** No promise ends as long as the node stays for something else. */
  @Override
  public Optional<String> of(BucketId bucket) {
    return records(bucket).or(() -> promised(bucket));
  }

  /** Who counts on this node hears from now on that it does no longer. */
  private Optional<String> promised(BucketId bucket) {
    return leaving
        .apply(bucket)
        .map(
            left ->
                "Other members count on bytes of the bucket here, for %d more minutes; this node promises nothing in it from now on, so that they fetch them"
                    .formatted(left.toMinutes() + 1));
  }

  private Optional<String> records(BucketId bucket) {
    return shares
        .find(bucket)
        .filter(shared -> shared.membership().allows(self, MemberMode.WRITE))
        .flatMap(this::of);
  }

  private Optional<String> of(SharedBucket shared) {
    boolean told = index.snapshot(tables -> isTold(tables, shared));
    if (!told) {
      return Optional.of(
          "No other member has said yet that it has all that is in bucket " + shared.name());
    }
    Optional<BlobHash> alone = bytesHereAlone(shared);
    return alone.map(
        blob ->
            "No other member that can be reached has the bytes of some objects in bucket %s, such as %s"
                .formatted(shared.name(), blob.hex().substring(0, 16)));
  }

  /**
   * Whether all is published, none of it is to be anew, and some member has followed it to the end.
   */
  private boolean isTold(Tables tables, SharedBucket shared) {
    Optional<BucketRow> bucket = tables.buckets().find(shared.id());
    if (bucket.isEmpty()
        || tables.backfills().contains(bucket.get().id())
        || tables.log().count(Reader.PUBLISHER, bucket.get().id()) > 0) {
      return false;
    }
    long latest = tables.entries().latest(bucket.get().id());
    Map<NodeId, Seen> seen = tables.positions().seen(bucket.get().id());
    return shared.membership().members().stream()
        .map(Member::node)
        .filter(node -> !node.equals(self))
        .anyMatch(node -> seen.containsKey(node) && seen.get(node).position() >= latest);
  }

  private Optional<BlobHash> bytesHereAlone(SharedBucket shared) {
    long row = index.read(tables -> tables.buckets().require(shared.id())).id();
    Optional<BlobHash> last = Optional.empty();
    List<BlobHash> some = held(row, last);
    while (!some.isEmpty()) {
      Optional<BlobHash> alone =
          notHeldByConnected(shared.id(), some).stream()
              .filter(blob -> !isElsewhere(shared.id(), blob))
              .findFirst();
      if (alone.isPresent()) {
        return alone;
      }
      last = Optional.of(some.getLast());
      some = held(row, last);
    }
    return Optional.empty();
  }

  private Set<BlobHash> notHeldByConnected(BucketId bucket, List<BlobHash> blobs) {
    Set<BlobHash> left = new LinkedHashSet<>(blobs);
    for (NodeId member : fellows.connected(bucket)) {
      left.removeAll(client.held(member, bucket, left));
    }
    return left;
  }

  /** Whether another member has all of a blob: who read a part of it has that part. */
  private boolean isElsewhere(BucketId bucket, BlobHash blob) {
    try (HolderSearch search = holders.search(bucket, blob)) {
      Optional<Holder> holder = search.next(true);
      while (holder.isPresent() && !(holder.get().holding() instanceof Holding.Whole)) {
        holder = search.next(true);
      }
      return holder.isPresent();
    }
  }

  private List<BlobHash> held(long bucket, Optional<BlobHash> after) {
    return index.read(tables -> tables.uses().heldBy(bucket, after, AT_ONCE));
  }
}
