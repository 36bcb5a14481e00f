package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.BucketId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says that something of this node is not as it was, to the one that listens, who reads for itself
 * how it is now. Said after that can be read. Thread-safe; whoever says it waits for nobody, and
 * while nobody listens it is one look at a field.
 */
public final class ChangeNews {

  /** Nobody most of the time. */
  private volatile @Nullable Consumer<Subject> listener;

  /** What something is said of. */
  public sealed interface Subject {}

  /** What there is one of. */
  public enum Part implements Subject {
    /** The stage of the node's life, and where it is reached. */
    NODE,
    /** Access keys. */
    KEYS,
    /** Bytes on their way between nodes. */
    TRANSFERS,
    /** Connections with other nodes. Nobody says anything of them: they are looked at. */
    PEERS,
    /** What keeps the node from working as it should, likewise. */
    ALARMS
  }

  /** A bucket with all that is set and said of it: options, members, tickets, home, epoch. */
  public record OfBucket(BucketId bucket) implements Subject {}

  /**
   * Listens from now on, in place of whoever did.
   *
   * @param heard called on any thread; does not block
   */
  public void listen(Consumer<Subject> heard) {
    listener = heard;
  }

  /** Listens no more. */
  public void ignore() {
    listener = null;
  }

  /** Says that something changed. */
  public void changed(Subject subject) {
    Consumer<Subject> listening = listener;
    if (listening != null) {
      listening.accept(subject);
    }
  }
}
