package io.horizonpush.iroh.content;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohException.Code;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.SparseRecords.Compared;
import io.horizonpush.iroh.ffm.SparseRecords.Kind;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The files of what is filled in any order, and of trees that are kept: native calls, waited for.
 * Thread-safe; blocks its (virtual) thread.
 */
final class SparseFiles {

  /** All of a long blob is read once more before it is whole. */
  private static final Duration LONG = Duration.ofMinutes(30);

  private final IrohNative.Store store;
  private final StoreCalls calls;
  private final DiskFloor floor;

  /**
   * @param floor refuses what takes room; a tree that is kept gives some back
   */
  SparseFiles(IrohNative.Store store, StoreCalls calls, DiskFloor floor) {
    this.store = store;
    this.calls = calls;
    this.floor = floor;
  }

  /** What of a row is filled. */
  Located at(Kind kind, BlobRow row) {
    Place place = row.requirePlace();
    return Located.filled(
        kind, new StoredRecord(row.hash(), row.length(), place.file(), place.offset()));
  }

  /**
   * Begins to fill something.
   *
   * @param tree the file of its tree; if that is damaged or lost, it begins without
   */
  Located begin(Kind kind, BlobHash hash, long length, OptionalLong tree) {
    calls.requireWritable();
    floor.require(0);
    try {
      return Located.filled(kind, made(store.begin(kind, hash, length, tree)));
    } catch (IrohException e) {
      boolean lost = e.code() == Code.DAMAGED || e.code() == Code.NOT_FOUND;
      if (tree.isPresent() && lost) {
        return begin(kind, hash, length, OptionalLong.empty());
      }
      throw calls.translate(e);
    }
  }

  /** Lets bytes come that something else writes. */
  void requireRoom(long bytes) {
    calls.requireWritable();
    floor.require(bytes);
  }

  /** Writes whole groups. */
  void fill(Located at, long offset, ByteBuffer groups) {
    calls.requireWritable();
    floor.require(groups.remaining());
    try {
      Await.value(store.fill(kind(at), at.record(), offset, groups), StoreCalls.PATIENCE);
    } catch (IrohException e) {
      throw e.code() == Code.DAMAGED
          ? new S3Exception(S3ErrorCode.BAD_DIGEST, "These are not the bytes of the blob", e)
          : calls.translate(e);
    }
  }

  void flush(Located at) {
    calls.requireWritable();
    calls.await(store.flush(kind(at), at.record()), StoreCalls.PATIENCE);
  }

  /** The ranges that are missing; all of it when the file is lost. */
  List<ByteRange> missing(Located at, ByteRange range) {
    return missing(at, range, false, StoreCalls.PATIENCE);
  }

  /** Compares all that is here with its hash, and gives up what differs. */
  void compare(Located at) {
    var _ = missing(at, ByteRange.all(at.length()), true, LONG);
  }

  private List<ByteRange> missing(Located at, ByteRange range, boolean compare, Duration patience) {
    try {
      return Await.value(store.missing(kind(at), at.record(), range, compare), patience);
    } catch (IrohException e) {
      if (e.code() == Code.NOT_FOUND) {
        return List.of(range);
      }
      throw calls.translate(e);
    }
  }

  /** The parts of a record's tree above some bytes; none if not all of them are here. */
  List<byte[]> parts(StoredRecord record, List<ByteRange> subtrees) {
    List<CompletableFuture<ByteBuffer>> asked =
        subtrees.stream().map(subtree -> store.part(record, subtree)).toList();
    try {
      return asked.stream()
          .map(part -> Await.value(part, StoreCalls.PATIENCE))
          .map(SparseFiles::bytes)
          .toList();
    } catch (IrohException e) {
      return switch (e.code()) {
        case DAMAGED, NOT_FOUND, INVALID_ARGUMENT -> List.of();
        default -> throw calls.translate(e);
      };
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Takes a part of a blob's tree; nothing if it is not of the blob. */
  Optional<Compared> adopt(StoredRecord partial, StoredRecord other, ByteRange of, byte[] part) {
    calls.requireWritable();
    try {
      return Optional.of(
          Await.value(store.adopt(partial, other, of, ByteBuffer.wrap(part)), StoreCalls.PATIENCE));
    } catch (IrohException e) {
      return switch (e.code()) {
        case DAMAGED, INVALID_ARGUMENT -> Optional.empty();
        default -> throw calls.translate(e);
      };
    }
  }

  /** The ranges that are here. */
  List<ByteRange> present(Located at) {
    List<ByteRange> present = new ArrayList<>();
    long from = 0;
    for (ByteRange gap : missing(at, ByteRange.all(at.length()))) {
      if (gap.offset() > from) {
        present.add(new ByteRange(from, gap.offset() - from));
      }
      from = gap.end();
    }
    if (from < at.length()) {
      present.add(new ByteRange(from, at.length() - from));
    }
    return present;
  }

  /** Whether the file is there. */
  boolean isThere(Located at) {
    try {
      Await.value(
          store.missing(kind(at), at.record(), new ByteRange(0, 0), false), StoreCalls.PATIENCE);
      return true;
    } catch (IrohException e) {
      if (e.code() == Code.NOT_FOUND) {
        return false;
      }
      throw calls.translate(e);
    }
  }

  /** Makes a whole record of what was filled. */
  StoredRecord complete(Located at) {
    calls.requireWritable();
    try {
      return Await.value(store.complete(kind(at), at.record()), LONG);
    } catch (IrohException e) {
      throw e.code() == Code.DAMAGED
          ? new S3Exception(S3ErrorCode.INCOMPLETE_BODY, "Some of the blob is missing", e)
          : calls.translate(e);
    }
  }

  /**
   * Keeps the tree of a record; nothing if that is damaged or lost, or if there is no room for it.
   */
  Optional<Place> keepTree(StoredRecord record) {
    calls.requireWritable();
    try {
      return Optional.of(place(made(store.keepTree(record))));
    } catch (IrohException e) {
      return switch (e.code()) {
        case DAMAGED, NOT_FOUND, DISK_FULL -> Optional.empty();
        default -> throw calls.translate(e);
      };
    }
  }

  /** Reads somebody's file and keeps its tree; nothing if it is no file or cannot be read. */
  Optional<StoredRecord> treeOf(Path file) {
    calls.requireWritable();
    floor.require(0);
    try {
      return Optional.of(made(store.treeOf(file)));
    } catch (IrohException e) {
      return switch (e.code()) {
        case INVALID_ARGUMENT, NOT_FOUND, IO -> Optional.empty();
        default -> throw calls.translate(e);
      };
    }
  }

  /** Reads some of somebody's file; nothing if it is not what it was. */
  Optional<ByteBuffer> readOutside(StoredRecord tree, Path file, ByteRange range) {
    try {
      return Optional.of(Await.value(store.readOutside(tree, file, range), StoreCalls.PATIENCE));
    } catch (IrohException e) {
      return switch (e.code()) {
        case DAMAGED, INVALID_ARGUMENT, NOT_FOUND -> Optional.empty();
        default -> throw calls.translate(e);
      };
    }
  }

  /** Removes a file that no row names; if that fails, it goes at the next start. */
  void remove(Place unused) {
    CompletableFuture<Void> _ = store.remove(List.of(unused.file()));
  }

  /** What is made too late goes at once. */
  private StoredRecord made(CompletableFuture<StoredRecord> work) {
    try {
      return Await.value(work.copy(), LONG);
    } catch (IrohException e) {
      CompletableFuture<Void> _ = work.thenAccept(late -> remove(place(late)));
      throw e;
    }
  }

  private static Place place(StoredRecord record) {
    return new Place(record.file(), record.offset(), false);
  }

  private static Kind kind(Located at) {
    return at.filled().orElseThrow();
  }
}
