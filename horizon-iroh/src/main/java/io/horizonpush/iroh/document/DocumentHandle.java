package io.horizonpush.iroh.document;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * The native handle of a bucket's document, opened when it is used and closed when it is idle.
 * Thread-safe; many may use it at once, and closing waits for them.
 */
final class DocumentHandle {

  /** How long one native call may take; opening a large store after a crash walks through it. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long CLOSED = 0;

  private final IrohNative.Documents documents;
  private final ReplicaId id;
  private final DocumentMemory memory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition unused = lock.newCondition();
  private Optional<DocumentSecret> secret = Optional.empty();
  private boolean followed;
  private boolean removed;
  private boolean lost;
  private long handle = CLOSED;
  private int users;
  private long held;
  private volatile long lastUsed = System.nanoTime();

  DocumentHandle(IrohNative.Documents documents, ReplicaId id, DocumentMemory memory) {
    this.documents = documents;
    this.id = id;
    this.memory = memory;
  }

  /** Takes over the document that was just made, and is open. */
  DocumentHandle(
      IrohNative.Documents documents, IrohNative.NewDocument made, DocumentMemory memory) {
    this(documents, made.id(), memory);
    this.secret = Optional.of(made.secret());
    this.handle = made.handle();
    hold(DocumentMemory.OPENED);
  }

  /**
   * Takes note of the document's secret: when it is opened next, it is made of that where its file
   * is missing, and can be written where it could only be read.
   */
  void learn(DocumentSecret known) {
    lock.lock();
    try {
      if (secret.isEmpty()) {
        secret = Optional.of(known);
        if (users == 0) {
          closeNow();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes note that others write the document: it is made where its file is missing. */
  void follow() {
    lock.lock();
    try {
      followed = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs work with the handle of the open document.
   *
   * @param entries that the work touches, at most
   */
  <T> T use(long entries, LongFunction<T> work) {
    long open = acquire(entries);
    try {
      memory.keepLimit();
      return work.apply(open);
    } finally {
      release();
    }
  }

  private long acquire(long entries) {
    lock.lock();
    try {
      if (removed) {
        throw new IrohException(IrohException.Code.NOT_FOUND, "document " + id + " was removed");
      }
      if (lost) {
        throw new IrohException(
            IrohException.Code.SYNC_FAILED,
            "document " + id + " is not opened again, because the disk failed to keep it");
      }
      if (handle == CLOSED) {
        handle = Await.value(open(), PATIENCE);
        hold(DocumentMemory.OPENED);
      }
      hold(DocumentMemory.touched(held, entries));
      users++;
      return handle;
    } finally {
      lock.unlock();
    }
  }

  private CompletableFuture<Long> open() {
    return followed && secret.isEmpty() ? documents.follow(id) : documents.open(id, secret);
  }

  private void release() {
    lock.lock();
    try {
      users--;
      lastUsed = System.nanoTime();
      unused.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void hold(long bytes) {
    memory.change(bytes - held);
    held = bytes;
  }

  /** When it was used last, as {@link System#nanoTime}. */
  long lastUsed() {
    return lastUsed;
  }

  /** Closes the document if nobody has used it for so long. */
  void closeIfIdle(Duration limit) {
    // Whoever holds the lock is about to use it.
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (users == 0 && System.nanoTime() - lastUsed >= limit.toNanos()) {
        closeNow();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Flushes and closes the document once nobody uses it. */
  void close() {
    lock.lock();
    try {
      awaitUnused();
      closeNow();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the document for good, so that whoever still holds it does not make it again. */
  void remove() {
    lock.lock();
    try {
      awaitUnused();
      removed = true;
      closeNow();
    } finally {
      lock.unlock();
    }
  }

  /** Leaves of the document, which is closed for that, the entries of keys with this tag. */
  void keep(byte tag) {
    lock.lock();
    try {
      awaitUnused();
      closeNow();
      if (!removed && !lost) {
        Await.value(documents.keep(id, tag), PATIENCE);
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitUnused() {
    while (users > 0) {
      unused.awaitUninterruptibly();
    }
  }

  /**
   * Closes a document that the disk failed to keep, for the rest of this process: the kernel still
   * shows what it lost, and to open the store, which repairs it, would write, durably, that it is
   * there.
   */
  void lose() {
    lock.lock();
    try {
      lost = true;
    } finally {
      lock.unlock();
    }
    abandon();
  }

  /** Closes a document whose store failed, so that its next use opens it anew. */
  void abandon() {
    lock.lock();
    try {
      closeNow();
    } catch (IrohException e) {
      // It failed before; that it fails again says nothing new.
    } finally {
      lock.unlock();
    }
  }

  private void closeNow() {
    if (handle != CLOSED) {
      long open = handle;
      // The native side forgets the handle even when the flush fails.
      handle = CLOSED;
      hold(0);
      Await.value(documents.close(open), PATIENCE);
    }
  }
}
