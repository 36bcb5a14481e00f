package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.RelianceTable.Relied;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.swarm.BackgroundFetch;
import io.horizonpush.iroh.swarm.FewAtOnce;
import io.horizonpush.iroh.swarm.MissedBlobs;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's share of the copies that buckets are to have: it fetches the blobs for which it is
 * among the first members, and counts the copies of those for which it is the first. Thread-safe;
 * blocks its (virtual) thread.
 */
final class Copies {

  private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

  private static final int PAGE = KeepQuestion.MOST;
  private static final int AT_ONCE = 4;

  /** A member that is away for so long leaves its share to the others. */
  private static final Duration AWAY = Duration.ofMinutes(15);

  /** With more members than this a node is not connected with all, and takes none to be away. */
  private static final int ALL_CONNECTED = 8;

  /** How long a blob is not asked for again that nobody gave. */
  private static final Duration NOT_AGAIN = Duration.ofMinutes(5);

  private static final Duration COUNTED_EVERY = Duration.ofHours(1);
  private static final Duration COUNTED_AGAIN = Duration.ofMinutes(1);

  private final Index index;
  private final NodeId self;
  private final Fellows fellows;
  private final KeepClient client;
  private final BackgroundFetch fetching;
  private final Supplier<Duration> running;
  private final MissedBlobs missed;
  private final Map<NodeId, Duration> seen = new HashMap<>();
  private final Map<BucketName, Long> lacking = new ConcurrentHashMap<>();
  private Duration counted;
  private volatile boolean closed;

  /**
   * @param running tells for how long something has been running
   */
  Copies(
      Index index,
      NodeId self,
      Fellows fellows,
      BackgroundFetch fetching,
      Supplier<Duration> running) {
    this.index = index;
    this.self = self;
    this.fellows = fellows;
    this.client = new KeepClient(fellows);
    this.fetching = fetching;
    this.running = running;
    this.missed = new MissedBlobs(NOT_AGAIN, running);
    this.counted = running.get().minus(COUNTED_EVERY);
  }

  /** A bucket that is to have so many copies, and the members that are to have them. */
  private record Wanted(BucketRow bucket, int copies, List<NodeId> members) {

    /** Whether a node is among the first for a blob. */
    boolean isShare(BlobHash blob, NodeId node) {
      return Rendezvous.order(blob, members).stream().limit(copies).anyMatch(node::equals);
    }

    boolean isFirst(BlobHash blob, NodeId node) {
      return Rendezvous.order(blob, members).getFirst().equals(node);
    }
  }

  /** The blobs of buckets of which too few members have all bytes, as far as they can be asked. */
  Map<BucketName, Long> lacking() {
    return Map.copyOf(lacking);
  }

  /** Fetches what is missing of this node's share, and counts when that is due. */
  synchronized void run() {
    List<Wanted> all = wanted();
    all.stream()
        .filter(each -> !fetching.isPaused(Purpose.COPIES, each.bucket().uid()))
        .forEach(this::fetch);
    Duration every = lacking.isEmpty() ? COUNTED_EVERY : COUNTED_AGAIN;
    Duration now = running.get();
    if (now.minus(counted).compareTo(every) >= 0) {
      counted = now;
      lacking.keySet().retainAll(all.stream().map(wanted -> wanted.bucket().name()).toList());
      all.forEach(this::count);
    }
  }

  private List<Wanted> wanted() {
    List<Wanted> found = new ArrayList<>();
    for (BucketRow bucket : index.read(tables -> tables.buckets().all())) {
      OptionalInt copies =
          index.read(tables -> tables.settings().configuration(bucket.id()).copies());
      if (copies.isPresent() && !fellows.members(bucket.uid()).isEmpty()) {
        found.add(new Wanted(bucket, copies.getAsInt(), present(bucket.uid())));
      }
    }
    return found;
  }

  /** The members, this node too, but for those that were not seen for long. */
  private List<NodeId> present(BucketId bucket) {
    List<NodeId> members = new ArrayList<>(fellows.members(bucket));
    Duration now = running.get();
    fellows.connected(bucket).forEach(member -> seen.put(member, now));
    if (members.size() <= ALL_CONNECTED) {
      members.removeIf(
          member -> now.minus(seen.computeIfAbsent(member, _ -> now)).compareTo(AWAY) > 0);
    }
    members.add(self);
    return members;
  }

  private void fetch(Wanted wanted) {
    long bucket = wanted.bucket().id();
    try (FewAtOnce fetches = new FewAtOnce(AT_ONCE)) {
      List<Used> page = awaited(bucket, Optional.empty());
      while (!page.isEmpty() && !closed) {
        for (Used blob : page) {
          if (wanted.isShare(blob.hash(), self) && !isRelied(bucket, blob.hash())) {
            fetches.submit(() -> fetch(wanted.bucket(), blob));
          }
        }
        page = awaited(bucket, Optional.of(page.getLast().hash()));
      }
    }
  }

  private List<Used> awaited(long bucket, Optional<BlobHash> after) {
    return index.read(tables -> tables.uses().awaited(bucket, after, PAGE));
  }

  private boolean isRelied(long bucket, BlobHash blob) {
    return index.read(tables -> tables.reliances().isRelied(new Relied(bucket, blob)));
  }

  private void fetch(BucketRow bucket, Used blob) {
    if (closed
        || missed.has(bucket.uid(), blob.hash())
        || fetching.isPaused(Purpose.COPIES, bucket.uid())) {
      return;
    }
    try {
      boolean _ = fetching.fetch(Purpose.COPIES, bucket.uid(), blob.hash(), blob.length());
    } catch (S3Exception e) {
      if (!fetching.isPaused(Purpose.COPIES, bucket.uid())) {
        missed.add(bucket.uid(), blob.hash());
      }
      LOG.debug("Blob {} of bucket {} cannot be fetched now", blob.hash(), bucket.name(), e);
    }
  }

  private void count(Wanted wanted) {
    long few = 0;
    List<BlobHash> page = named(wanted.bucket(), Optional.empty());
    while (!page.isEmpty() && !closed) {
      List<BlobHash> mine = page.stream().filter(blob -> wanted.isFirst(blob, self)).toList();
      few += lacking(wanted, mine);
      page = named(wanted.bucket(), Optional.of(page.getLast()));
    }
    if (few > 0) {
      lacking.put(wanted.bucket().name(), few);
    } else {
      lacking.remove(wanted.bucket().name());
    }
  }

  private List<BlobHash> named(BucketRow bucket, Optional<BlobHash> after) {
    return index.read(tables -> tables.uses().named(bucket.id(), after, PAGE));
  }

  private long lacking(Wanted wanted, List<BlobHash> blobs) {
    Map<BlobHash, Integer> missing = new HashMap<>();
    index.read(
        tables -> {
          blobs.forEach(blob -> missing.put(blob, wanted.copies() - here(tables, wanted, blob)));
          return missing;
        });
    missing.values().removeIf(count -> count <= 0);
    for (NodeId member : fellows.connected(wanted.bucket().uid())) {
      List<BlobHash> asked = List.copyOf(missing.keySet());
      if (!asked.isEmpty()) {
        client
            .held(member, wanted.bucket().uid(), asked)
            .forEach(
                blob ->
                    missing.computeIfPresent(
                        blob, (_, count) -> count > 1 ? Integer.valueOf(count - 1) : null));
      }
    }
    return missing.size();
  }

  private static int here(Tables tables, Wanted wanted, BlobHash blob) {
    return KeepDesk.holds(tables, wanted.bucket(), blob) ? 1 : 0;
  }

  /** Begins nothing more. */
  void close() {
    closed = true;
  }
}
