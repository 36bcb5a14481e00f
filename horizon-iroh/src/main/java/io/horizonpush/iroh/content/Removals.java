package io.horizonpush.iroh.content;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.Durability;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether files that a row named may be removed: not while somebody copies them, not before a
 * restore is confirmed, and not when the stores do not belong together any more. Whoever removes
 * some begins here and ends here. Thread-safe; blocks its (virtual) thread.
 */
public final class Removals {

  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);
  private static final String UNCONFIRMED =
      "A backup was restored, and whatever it does not name is kept until you confirm that it may go: gc --confirm.";
  private static final String HELD = "A backup is being made; nothing is removed until it ends.";

  private final Index index;
  private final StoreIdentity identity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean unconfirmed;
  private int underWay;
  private int holds;
  private Optional<String> said = Optional.empty();

  Removals(Index index, StoreIdentity identity) {
    this.index = index;
    this.identity = identity;
    this.unconfirmed = index.read(tables -> tables.identity().keepsFiles());
  }

  /** Why nothing may be removed now; nothing if it may. */
  public Optional<String> refusal() {
    lock.lock();
    try {
      if (unconfirmed) {
        return Optional.of(UNCONFIRMED);
      }
      if (holds > 0) {
        return Optional.of(HELD);
      }
    } finally {
      lock.unlock();
    }
    return identity.problem();
  }

  /** Lets somebody remove files, who then calls {@link #end}; or does not. */
  boolean begin() {
    Optional<String> refusal = refusal();
    lock.lock();
    try {
      say(refusal);
      if (refusal.isPresent() || unconfirmed || holds > 0) {
        return false;
      }
      underWay++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Once, and not at every look for garbage. */
  private void say(Optional<String> refusal) {
    if (!refusal.equals(said)) {
      refusal.filter(why -> !why.equals(HELD)).ifPresent(LOG::warn);
      said = refusal;
    }
  }

  /** Whether somebody holds the files, or waits to. */
  boolean isHeld() {
    lock.lock();
    try {
      return holds > 0;
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      underWay--;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps every file that a row names or named, until it is closed; waits for removals under way.
   */
  public Hold hold() {
    lock.lock();
    try {
      holds++;
      while (underWay > 0) {
        ended.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    return () -> {
      lock.lock();
      try {
        holds--;
      } finally {
        lock.unlock();
      }
    };
  }

  /** An operator's word that what a restore left may go; tells whether any was needed. */
  public boolean confirm() {
    boolean needed = index.write(Durability.STRICT, tables -> tables.identity().confirm());
    lock.lock();
    try {
      unconfirmed = false;
    } finally {
      lock.unlock();
    }
    return needed;
  }

  /** The time in which no file is removed; closed once. */
  public interface Hold extends AutoCloseable {
    @Override
    void close();
  }
}
