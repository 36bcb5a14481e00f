package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Records of the content store that are filled in any order, and trees that are kept without their
 * data. As {@link IrohNative.Store}.
 *
 * <p>A record is named by what {@link #begin} answered, for as long as it is filled; it may be
 * filled by many at once, and by several processes one after the other.
 */
public interface SparseRecords {

  /** What is filled. */
  enum Kind {
    /** A blob, whose groups are compared with its tree as they come. */
    PARTIAL(3),
    /** Bytes whose hash nobody knows, under a name that looks like one. */
    UNROOTED(4);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /**
   * Begins a record, durably.
   *
   * @param hash of the blob, or the name of what is unrooted
   * @param length in bytes
   * @param tree the file of a tree that was kept, which is copied; {@code DAMAGED} if it is not
   *     that of the hash
   */
  CompletableFuture<StoredRecord> begin(Kind kind, BlobHash hash, long length, OptionalLong tree);

  /**
   * Writes whole groups of 16 KiB. Fails with {@code DAMAGED} if one is not what the tree says, or
   * if that part of the tree is not here. What is here already is left as it is.
   */
  CompletableFuture<Void> fill(Kind kind, StoredRecord record, long offset, ByteBuffer groups);

  /** Makes what was written durable, and notes that it is there. */
  CompletableFuture<Void> flush(Kind kind, StoredRecord record);

  /**
   * The ranges inside a range that are not there, in order.
   *
   * @param compare whether to compare what was not compared for a while; what is not what it was is
   *     then given up
   */
  CompletableFuture<List<ByteRange>> missing(
      Kind kind, StoredRecord record, ByteRange range, boolean compare);

  /**
   * Makes a whole record of one that is filled, where it is and durably; done again, it answers the
   * same. Fails with {@code DAMAGED} if not everything is there.
   */
  CompletableFuture<StoredRecord> complete(Kind kind, StoredRecord record);

  /**
   * Keeps the tree of a record in a file of its own, durably: the record of the tree. Fails with
   * {@code DAMAGED} if it is not that of the hash.
   */
  CompletableFuture<StoredRecord> keepTree(StoredRecord record);

  /**
   * Reads a file that is not the store's, and keeps its tree durably: the record of the tree. Fails
   * with {@code INVALID_ARGUMENT} if it is no file.
   */
  CompletableFuture<StoredRecord> treeOf(Path file);

  /**
   * Reads at most a MiB of a file that is not the store's, every byte compared with its tree. Fails
   * with {@code DAMAGED} if it is not what it was, with {@code NOT_FOUND} if it is gone.
   */
  CompletableFuture<ByteBuffer> readOutside(StoredRecord tree, Path file, ByteRange range);

  /**
   * The uppermost levels of the tree above some bytes, at most 4 KiB: for 1 MiB at its bottom.
   * Fails with {@code INVALID_ARGUMENT} if these are not the bytes of an inner node, with {@code
   * DAMAGED} if not all of it is here.
   */
  CompletableFuture<ByteBuffer> part(StoredRecord record, ByteRange of);

  /**
   * What a part of a tree tells of another blob.
   *
   * @param same what that has at the same place
   * @param different subtrees at the bottom of the part that differ, and whose parts tell more
   */
  record Compared(List<ByteRange> same, List<ByteRange> different) {

    public Compared {
      same = List.copyOf(same);
      different = List.copyOf(different);
    }
  }

  /**
   * Takes such a part into a partial record, and compares it with the tree of another record: what
   * that has at the same place can then be filled from there. Fails with {@code DAMAGED} or {@code
   * INVALID_ARGUMENT} if the part is not that of the blob.
   */
  CompletableFuture<Compared> adopt(
      StoredRecord partial, StoredRecord other, ByteRange of, ByteBuffer part);
}
