package io.horizonpush.iroh.store;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.NativeBlobs.Shelved;
import io.horizonpush.iroh.net.BlobShelf;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The shelf of a node, which may give what it has in another manner than it should. */
final class TamperedShelf implements BlobShelf {

  private final BlobShelf real;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Manner manner = Manner.HONEST;

  /** How often somebody opened something. */
  final AtomicInteger opened = new AtomicInteger();

  /** What it does. */
  enum Manner {
    HONEST,
    /** It gives nothing before it is honest. */
    SILENT,
    /** It gives nothing to anybody. */
    REFUSING,
    /**
     * It says of each blob that it is longer than it is, which the first byte shows to be wrong.
     */
    LYING
  }

  TamperedShelf(BlobShelf real) {
    this.real = real;
  }

  void be(Manner wanted) {
    lock.lock();
    try {
      manner = wanted;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isRefusing() {
    lock.lock();
    try {
      return manner == Manner.REFUSING;
    } finally {
      lock.unlock();
    }
  }

  private Manner now() {
    lock.lock();
    try {
      while (manner == Manner.SILENT) {
        changed.awaitUninterruptibly();
      }
      return manner;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean mayHave(NodeId peer, List<BlobHash> blobs) {
    return !isRefusing() && real.mayHave(peer, blobs);
  }

  @Override
  public Optional<Taken> open(NodeId peer, BlobHash blob) {
    opened.incrementAndGet();
    Manner how = now();
    Optional<Taken> taken = real.open(peer, blob);
    return how == Manner.LYING ? taken.map(TamperedShelf::longer) : taken;
  }

  private static Taken longer(Taken taken) {
    if (taken.blob() instanceof Shelved.Whole(StoredRecord record)) {
      StoredRecord lie =
          new StoredRecord(record.hash(), record.length() + 1, record.file(), record.offset());
      return new Taken(new Shelved.Whole(lie), taken.putBack());
    }
    throw new IllegalStateException("Only a whole blob can be lied about: " + taken);
  }

  @Override
  public void failed(BlobHash blob, String why) {
    // It is not damaged: it was lied about.
    if (now() == Manner.HONEST) {
      real.failed(blob, why);
    }
  }
}
