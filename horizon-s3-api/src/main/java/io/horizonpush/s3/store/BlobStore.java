package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody.Remote;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * This node's own blobs, named by their BLAKE3 hash.
 *
 * <p>A blob is kept while it is pinned, and while a record, an upload or something else uses it.
 * Thread-safe; blocks its (virtual) thread.
 */
public interface BlobStore {

  /**
   * Stores a blob and pins it. When this returns under {@link Durability#STRICT}, a power cut loses
   * nothing of it.
   *
   * @throws io.horizonpush.s3.model.S3Exception what {@code content} throws; {@code
   *     InsufficientStorage} when the disk is full; {@code ServiceUnavailable} when the store
   *     cannot write
   */
  PinnedBlob add(ContentReader content, Durability durability);

  /**
   * Opens a range of a blob, or says which of its bytes are not here. The caller closes the
   * content.
   *
   * @param range must lie inside the blob
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidRange} when it does not
   */
  Opened open(BlobHash blob, ByteRange range);

  /**
   * The same of a body whose hash nobody knows, and of which {@link #fill(Remote)} kept something.
   */
  Opened open(Remote body, ByteRange range);

  /** Pins a blob that is here whole, or nothing when it is not. */
  Optional<PinnedBlob> pin(BlobHash blob);

  /**
   * Keeps what is here of a blob that something uses, if anything, also when nothing uses it any
   * more. Looks for nothing, so that it takes no time.
   */
  Kept keep(BlobHash blob);

  /** What is here of a blob. */
  BlobStatus status(BlobHash blob);

  /**
   * Begins to fill a blob, or goes on where somebody stopped; nothing when it is here whole, or
   * when nothing uses it.
   */
  Optional<BlobFill> fill(BlobHash blob);

  /**
   * Begins to fill a body whose hash nobody knows, or goes on. What is kept of it is kept over
   * restarts, though not for ever, and never given to other nodes. Another tag is another body.
   */
  BlobFill fill(Remote body);

  /**
   * Drops the bytes of a blob that origins have. What verifies them when they come back is kept, if
   * that is worth it. Whoever reads the blob meanwhile reads on.
   */
  Eviction evict(BlobHash blob);

  /**
   * Takes a user's file as a blob, without copying it, and pins the blob. The file stays the
   * user's; when it is changed or gone, so is the blob. A blob that is here otherwise stays as it
   * is.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code InvalidArgument} when it cannot be read or
   *     is no file
   */
  PinnedBlob link(Path file);

  /** A range that was opened. */
  sealed interface Opened {

    /** The bytes of the whole range. */
    record Here(Content bytes) implements Opened {}

    /**
     * Not all of them are here.
     *
     * @param ranges exactly those that are not, in order; never none
     */
    record Missing(List<ByteRange> ranges) implements Opened {

      public Missing {
        ranges = List.copyOf(ranges);
      }
    }

    /** The bytes, if all are here. */
    default Optional<Content> content() {
      return switch (this) {
        case Here(Content bytes) -> Optional.of(bytes);
        case Missing _ -> Optional.empty();
      };
    }
  }

  /** What a store has of one blob. Lengths are in bytes. */
  sealed interface BlobStatus {

    /** Nothing. */
    record Absent() implements BlobStatus {}

    /**
     * Some of it.
     *
     * @param present the ranges that are here, in order
     */
    record Partial(long length, List<ByteRange> present) implements BlobStatus {

      public Partial {
        present = List.copyOf(present);
      }
    }

    /** Nothing but what verifies it when it comes back. */
    record Evicted(long length) implements BlobStatus {}

    /** All of it. */
    record Complete(long length) implements BlobStatus {}

    /** All of it, in a user's file. */
    record External(long length) implements BlobStatus {}
  }

  /** What became of a blob that was to be evicted. */
  sealed interface Eviction {

    /** Its bytes are gone. */
    record Evicted() implements Eviction {}

    /** It stays as it is. */
    record Kept(Reason reason) implements Eviction {}

    /** Why a blob stays. */
    enum Reason {
      /** There are no bytes of it in this node's own files. */
      NOT_HERE,
      /** Nothing uses it: it goes altogether. */
      UNUSED,
      /** Something uses it that no origin has confirmed to have, and nobody else keeps. */
      UNCONFIRMED,
      /** Another node was promised that it stays. */
      PROMISED,
      /** An upload or a fill uses it. */
      UNFINISHED,
      /** Somebody reads it or is about to use it. */
      PINNED,
      /** It changed meanwhile, or uses are still to be counted: ask again. */
      BUSY
    }
  }

  /** What is kept until this is closed. */
  interface Kept extends AutoCloseable {

    /** Lets go of it. Idempotent. */
    @Override
    void close();
  }

  /** A blob that is kept until this is closed. */
  interface PinnedBlob extends Kept {
    BlobHash hash();

    /** In bytes. */
    long length();
  }
}
