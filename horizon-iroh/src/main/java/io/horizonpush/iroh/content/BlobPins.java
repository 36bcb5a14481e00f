package io.horizonpush.iroh.content;

import io.horizonpush.s3.model.BlobHash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which blobs somebody reads or is about to use, and which are leaving: never both at once.
 * Thread-safe.
 */
final class BlobPins {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private final Map<BlobHash, Integer> counts = new HashMap<>();
  private final Set<BlobHash> leaving = new HashSet<>();

  /** Pins a blob; one that is leaving is waited for until it has left, or stays. */
  void pin(BlobHash blob) {
    lock.lock();
    try {
      while (leaving.contains(blob)) {
        left.awaitUninterruptibly();
      }
      counts.merge(blob, 1, Integer::sum);
    } finally {
      lock.unlock();
    }
  }

  void unpin(BlobHash blob) {
    lock.lock();
    try {
      counts.computeIfPresent(
          blob, (hash, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    } finally {
      lock.unlock();
    }
  }

  /** Lets a blob leave unless it is pinned; asked again for one that is leaving, the same. */
  boolean leave(BlobHash blob) {
    lock.lock();
    try {
      if (counts.containsKey(blob)) {
        return false;
      }
      leaving.add(blob);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Says that blobs which were leaving have left, or stay. */
  void left(Set<BlobHash> blobs) {
    lock.lock();
    try {
      leaving.removeAll(blobs);
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets blobs leave, one after the other, until it is closed. */
  Leaving leaving() {
    return new Leaving();
  }

  /**
   * Blobs that leave; when this is closed they have left, or stay. Confined to one thread at once.
   */
  final class Leaving implements AutoCloseable {

    private final Set<BlobHash> blobs = new HashSet<>();

    private Leaving() {}

    /** Lets a blob leave unless it is pinned. */
    boolean take(BlobHash blob) {
      boolean leaves = leave(blob);
      if (leaves) {
        blobs.add(blob);
      }
      return leaves;
    }

    Set<BlobHash> blobs() {
      return Set.copyOf(blobs);
    }

    @Override
    public void close() {
      left(blobs);
    }
  }

  /** The number of blobs that are pinned. */
  int count() {
    lock.lock();
    try {
      return counts.size();
    } finally {
      lock.unlock();
    }
  }
}
