package io.horizonpush.iroh.cache;

import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;

/**
 * The blobs whose bytes are here in the order in which they go, and the names of some that went: a
 * port to whoever keeps them. Confined to one thread at a time.
 */
public interface CacheQueues {

  /** Where a blob waits. */
  enum Queue {
    /** It came and has not shown yet that it is read again. */
    SMALL,
    /** It was read again, or came back soon after it went. */
    MAIN
  }

  /**
   * A blob in a queue.
   *
   * @param place in its queue: what came before has a smaller one
   * @param length in bytes
   * @param hits how often it was read since it came to its place, at most {@link S3Fifo#MOST_HITS}
   * @param minute in which it was read or brought last, since 1970
   */
  record Entry(BlobHash blob, Queue queue, long place, long length, int hits, long minute) {}

  /** A blob, if it is in a queue. */
  Optional<Entry> find(BlobHash blob);

  /**
   * Some blobs of a queue behind a place, in order. Those whose bytes are not here are left out.
   */
  List<Entry> behind(Queue queue, long place, int limit);

  /** How many bytes the blobs of a queue have. */
  long bytes(Queue queue);

  /** Puts a blob at the end of a queue, if its bytes are here. */
  void add(BlobHash blob, Queue queue, long minute);

  /** Notes that a blob was read, where it is. */
  void hit(Entry entry, int hits, long minute);

  /** Moves a blob to the end of a queue. */
  void move(Entry entry, Queue queue, int hits);

  /** Takes a blob out of its queue. */
  void remove(Entry entry);

  /** Remembers that a blob went; forgets those that went first where they are too many. */
  void remember(Entry gone);

  /** Whether it is remembered that a blob went; from then on it is not. */
  boolean recall(BlobHash blob);
}
