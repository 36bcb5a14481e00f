package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.PeerRecords;
import io.horizonpush.iroh.content.PeerRecords.Kept;
import io.horizonpush.iroh.ffm.NativeBlobs.Shelved;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.net.BlobShelf;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.transfer.Transfer;
import io.horizonpush.iroh.transfer.Transfers;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's blobs as other nodes may have them: those that came here through a bucket that they
 * may read. A record that merely names a blob gives nothing. Thread-safe.
 */
public final class HeldShelf implements BlobShelf {

  private static final Logger LOG = LoggerFactory.getLogger(HeldShelf.class);

  private static final Holding NOTHING = new Holding.Nothing();

  /** The damaged blobs that wait for being compared; more are heard of again. */
  private static final int MOST_COMPARED = 64;

  private final Readers readers;
  private final Transfers transfers;
  private final Provenance provenance;
  private final PeerRecords records;
  private final Set<BlobHash> comparing = ConcurrentHashMap.newKeySet();
  private final Semaphore turn = new Semaphore(1);

  /**
   * @param transfers counts what members take
   */
  public HeldShelf(
      Provenance provenance, PeerRecords records, Readers readers, Transfers transfers) {
    this.provenance = provenance;
    this.transfers = transfers;
    this.records = records;
    this.readers = readers;
  }

  @Override
  public boolean mayHave(NodeId peer, List<BlobHash> blobs) {
    return !blobs.isEmpty() && provenance.came(readers.readableBy(peer), blobs);
  }

  /** What is here of a blob that came through a bucket which a node may read. */
  public Holding holding(NodeId peer, BucketId bucket, BlobHash blob) {
    return came(peer, bucket, blob)
        ? records.read(blob).map(HeldShelf::holding).orElse(NOTHING)
        : NOTHING;
  }

  private boolean came(NodeId peer, BucketId bucket, BlobHash blob) {
    return readers.mayRead(peer, bucket) && provenance.came(List.of(bucket), List.of(blob));
  }

  private static Holding holding(Kept kept) {
    try (kept) {
      return kept.parts().<Holding>map(Holding.Parts::new).orElseGet(Holding.Whole::new);
    }
  }

  /** The parts of a blob's tree that a node asks for; none if it may not have them all. */
  public List<byte[]> parts(NodeId peer, TreeQuestion asked) {
    return came(peer, asked.bucket(), asked.blob())
        ? records.parts(asked.blob(), asked.subtrees())
        : List.of();
  }

  @Override
  public Optional<Taken> open(NodeId peer, BlobHash blob) {
    return provenance
        .through(readers.readableBy(peer), blob)
        .flatMap(bucket -> records.read(blob).map(kept -> taken(kept, peer, bucket)));
  }

  private Taken taken(Kept kept, NodeId peer, BucketId bucket) {
    Transfer giving = transfers.enter(Purpose.SERVE, bucket);
    Shelved blob =
        kept.parts()
            .<Shelved>map(parts -> new Shelved.Partial(kept.record(), parts))
            .orElseGet(() -> new Shelved.Whole(kept.record()));
    return new Taken(
        blob,
        bytes -> {
          giving.gave(peer.hex(), bytes);
          transfers.leave(giving);
          kept.close();
        });
  }

  @Override
  public void failed(BlobHash blob, String why) {
    if (comparing.size() < MOST_COMPARED && comparing.add(blob)) {
      LOG.warn("Blob {} cannot be sent to another node: {}. It is compared now", blob, why);
      turn.acquireUninterruptibly();
      try {
        records.compare(blob);
      } finally {
        turn.release();
        comparing.remove(blob);
      }
    }
  }
}
