package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.index.PositionTable.Taken;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What was exchanged with other nodes since the start, and when last. Thread-safe. */
public final class SyncCounts {

  private final LongAdder offered = new LongAdder();
  private final LongAdder given = new LongAdder();
  private final LongAdder missing = new LongAdder();
  private final LongAdder taken = new LongAdder();
  private final LongAdder takenBytes = new LongAdder();
  private final LongAdder early = new LongAdder();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  private final Map<Followed, Instant> inStep = new ConcurrentHashMap<>();

  private record Followed(BucketId bucket, NodeId peer) {}

  public SyncCounts() {
    for (Refusal each : Refusal.values()) {
      refused.put(each, new LongAdder());
    }
  }

  /** Entries that others told this node of. */
  public long offered() {
    return offered.sum();
  }

  /** Entries that others got from this node. */
  public long given() {
    return given.sum();
  }

  /** Entries that others wanted and this node has no more: a later one of their author is here. */
  public long missing() {
    return missing.sum();
  }

  /** Entries that this node took. */
  public long taken() {
    return taken.sum();
  }

  /** The bytes of their manifests. */
  public long takenBytes() {
    return takenBytes.sum();
  }

  /** How often an entry had to wait because its time had not come. */
  public long early() {
    return early.sum();
  }

  /** Entries that were refused for a reason. */
  public long refused(Refusal reason) {
    return counter(reason).sum();
  }

  /** When all was here last that a node has of a bucket; nothing if it was not since the start. */
  public Optional<Instant> lastInStep(BucketId bucket, NodeId peer) {
    return Optional.ofNullable(inStep.get(new Followed(bucket, peer)));
  }

  void inStep(BucketId bucket, NodeId peer, Instant time) {
    inStep.put(new Followed(bucket, peer), time);
  }

  void countOffered(int entries) {
    offered.add(entries);
  }

  void countGiven(int entries) {
    given.add(entries);
  }

  void countMissing(int entries) {
    missing.add(entries);
  }

  void countTaken(Taken amount) {
    taken.add(amount.records());
    takenBytes.add(amount.bytes());
  }

  void countEarly() {
    early.increment();
  }

  void countRefused(Refusal reason) {
    counter(reason).increment();
  }

  private LongAdder counter(Refusal reason) {
    LongAdder counter = refused.get(reason);
    if (counter == null) {
      throw new IllegalStateException("Every reason has its counter");
    }
    return counter;
  }
}
