package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PromiseTable;
import io.horizonpush.iroh.index.PromiseTable.Given;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.sync.StreamHandler;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Residency;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Answers members that ask this node to keep bytes. What is promised is on the disk before it is
 * answered. Thread-safe.
 */
public final class KeepDesk implements StreamHandler {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The most promises that one node has at a time, in all buckets. */
  static final int MOST_OF_ONE = 250_000;

  private final Index index;
  private final Fellows fellows;
  private final PromiseTerms terms;
  private final PromiseClocks clocks;

  public KeepDesk(Index index, Fellows fellows, PromiseTerms terms, PromiseClocks clocks) {
    this.index = index;
    this.fellows = fellows;
    this.terms = terms;
    this.clocks = clocks;
  }

  @Override
  public void handle(NodeId peer, byte[] first, PeerStream stream) {
    stream.send(answer(peer, first), PATIENCE);
    stream.finish();
  }

  /** The answer to a question. */
  byte[] answer(NodeId peer, byte[] frame) {
    KeepQuestion asked = KeepQuestion.decode(frame);
    KeepAnswer answer =
        fellows.mayRead(peer, asked.bucket()) ? answer(peer, asked) : new KeepAnswer.Denied();
    return answer.encode();
  }

  private KeepAnswer answer(NodeId peer, KeepQuestion asked) {
    return switch (asked.what()) {
      case PROMISE ->
          index.write(Durability.STRICT, tables -> inBucket(tables, peer, asked, this::promise));
      case HOLDS -> index.read(tables -> inBucket(tables, peer, asked, KeepDesk::holds));
      case RELEASE ->
          index.write(
              Durability.RELAXED, tables -> inBucket(tables, peer, asked, KeepDesk::release));
    };
  }

  /** What was asked, where it is answered. */
  private record Ground(Tables tables, NodeId peer, BucketRow bucket, KeepQuestion asked) {

    KeepAnswer of(Duration lasts, Predicate<BlobHash> which) {
      BitSet places = new BitSet();
      List<BlobHash> blobs = asked.blobs();
      for (int place = 0; place < blobs.size(); place++) {
        places.set(place, which.test(blobs.get(place)));
      }
      return new KeepAnswer.Given(lasts, places);
    }
  }

  private interface Answering {
    KeepAnswer answer(Ground ground);
  }

  private static KeepAnswer inBucket(
      Tables tables, NodeId peer, KeepQuestion asked, Answering answering) {
    Optional<BucketRow> bucket = tables.buckets().find(asked.bucket());
    return bucket
        .map(row -> answering.answer(new Ground(tables, peer, row, asked)))
        .orElseGet(KeepAnswer.Denied::new);
  }

  private KeepAnswer promise(Ground ground) {
    Duration asked = ground.asked().lasts();
    Duration lasts = asked.compareTo(terms.lasts()) < 0 ? asked : terms.lasts();
    Instant now = clocks.ofGiven();
    Instant ends = now.plus(lasts).plus(terms.margin());
    long[] had = {ground.tables().promises().count(ground.peer(), MOST_OF_ONE)};
    PromiseTable promises = ground.tables().promises();
    return ground.of(
        lasts,
        blob -> {
          Given promise = new Given(blob, ground.bucket().id(), ground.peer());
          return (promises.has(promise) || had[0]++ < MOST_OF_ONE)
              && promises.give(promise, now, ends);
        });
  }

  private static KeepAnswer holds(Ground ground) {
    return ground.of(Duration.ZERO, blob -> holds(ground.tables(), ground.bucket(), blob));
  }

  /** Whether all of a blob is here through a bucket. */
  static boolean holds(Tables tables, BucketRow bucket, BlobHash blob) {
    return tables
            .blobs()
            .find(blob)
            .map(BlobRow::residency)
            .filter(Residency.WHOLE::equals)
            .isPresent()
        && tables.uses().isHeld(bucket.id(), blob);
  }

  private static KeepAnswer release(Ground ground) {
    return ground.of(
        Duration.ZERO,
        blob -> {
          ground.tables().promises().release(new Given(blob, ground.bucket().id(), ground.peer()));
          return true;
        });
  }
}
