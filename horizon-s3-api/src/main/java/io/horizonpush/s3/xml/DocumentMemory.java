package io.horizonpush.s3.xml;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The memory of documents that are read whole: one is small, but there may be as many as
 * connections, and each takes several times its length until it is understood.
 *
 * <p>When there is no room for what has come of a document, those that have been on their way for
 * longest are dropped, so that no client that sends slowly keeps out others. Thread-safe.
 */
final class DocumentMemory {

  /** Of each document so many bytes are free, so that large ones never keep small ones out. */
  static final int FREE = 16 << 10;

  /** How long a document may be on its way that takes more than is free. */
  static final Duration LONGEST = Duration.ofMinutes(2);

  private final long limit;
  private final LongSupplier nanos;

  /** What is held beyond what is free, by all documents. */
  private long held;

  /** The documents that hold something and are still on their way, the oldest first. */
  private final Set<Document> arriving = new LinkedHashSet<>();

  /**
   * @param limit in bytes, of all documents, beyond what is free of each
   */
  DocumentMemory(long limit) {
    this(limit, System::nanoTime);
  }

  DocumentMemory(long limit, LongSupplier nanos) {
    this.limit = limit;
    this.nanos = nanos;
  }

  /** Begins a document. */
  Document begin() {
    return new Document();
  }

  private synchronized void hold(Document document, int bytes) {
    if (document.dropped) {
      throw S3Exception.slowDown();
    }
    long more = Math.max(0, bytes - FREE) - document.holds;
    if (more <= 0) {
      return;
    }
    Iterator<Document> oldest = arriving.iterator();
    while (held + more > limit && oldest.hasNext()) {
      Document slow = oldest.next();
      if (slow == document) {
        break;
      }
      oldest.remove();
      drop(slow);
    }
    if (held + more > limit) {
      throw S3Exception.slowDown();
    }
    held += more;
    document.holds += more;
    arriving.add(document);
  }

  private void drop(Document document) {
    document.dropped = true;
    document.bytes = new ByteArrayOutputStream(0);
    giveBack(document);
  }

  private void giveBack(Document document) {
    held -= document.holds;
    document.holds = 0;
  }

  /** A document on its way, and until it is understood. Used by one thread. */
  final class Document implements AutoCloseable {

    // Whoever needs the room drops them, on another thread: under the lock of all documents.
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean dropped;
    private long holds;

    private final long began = nanos.getAsLong();

    private Document() {}

    /** The bytes that have come. */
    int length() {
      synchronized (DocumentMemory.this) {
        return bytes.size();
      }
    }

    /**
     * Adds what has come.
     *
     * @throws S3Exception {@code SlowDown} when others needed the room that it had, or there is
     *     none; {@code RequestTimeout} when it has been on its way for too long
     */
    void add(ByteBuffer piece) {
      byte[] more = new byte[piece.remaining()];
      piece.get(more);
      synchronized (DocumentMemory.this) {
        hold(this, bytes.size() + more.length);
        if (holds > 0 && nanos.getAsLong() - began > LONGEST.toNanos()) {
          throw new S3Exception(
              S3ErrorCode.REQUEST_TIMEOUT,
              "The document in the body of your request took too long to arrive.");
        }
        bytes.writeBytes(more);
      }
    }

    /**
     * All of it, which nobody drops any more.
     *
     * @throws S3Exception {@code SlowDown} when others needed the room that it had
     */
    byte[] whole() {
      synchronized (DocumentMemory.this) {
        hold(this, 0);
        arriving.remove(this);
        return bytes.toByteArray();
      }
    }

    @Override
    public void close() {
      synchronized (DocumentMemory.this) {
        arriving.remove(this);
        giveBack(this);
      }
    }
  }
}
