package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohException.Code;
import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.iroh.ffm.SparseRecords;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.BlobFill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What is filled in any order, without the native library: whole files in memory while they are
 * filled, and written at each call. Its trees are the SHA-256 of each group. Thread-safe.
 */
abstract class TestingSparse implements SparseRecords {

  private static final int GROUP = BlobFill.GROUP;

  private final ContentFiles files;

  /** The groups that are there, and the trees of those of a blob, by file. */
  private final Map<Long, BitSet> present = new ConcurrentHashMap<>();

  private final Map<Long, List<BlobHash>> trees = new ConcurrentHashMap<>();
  private final Map<BlobHash, List<BlobHash>> known = new HashMap<>();

  TestingSparse(ContentFiles files) {
    this.files = files;
  }

  abstract long nextFile();

  abstract StoredRecord store(long file, long offset, byte[] bytes);

  /** Keeps the hashes of groups of what is stored. */
  synchronized void learn(byte[] bytes) {
    known.put(TestingRecords.hash(bytes), groups(bytes));
  }

  private static List<BlobHash> groups(byte[] bytes) {
    List<BlobHash> groups = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += GROUP) {
      groups.add(
          TestingRecords.hash(
              Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + GROUP))));
    }
    return groups;
  }

  @Override
  public synchronized CompletableFuture<StoredRecord> begin(
      Kind kind, BlobHash hash, long length, OptionalLong tree) {
    return ended(
        () -> {
          long file = nextFile();
          if (tree.isPresent()) {
            trees.put(file, tree(tree.getAsLong()));
          }
          present.put(file, new BitSet());
          store(file, 0, new byte[Math.toIntExact(length)]);
          return new StoredRecord(hash, length, file, 0);
        });
  }

  private List<BlobHash> tree(long file) {
    List<BlobHash> tree = trees.get(file);
    if (tree == null || !Files.exists(files.path(file))) {
      throw new IrohException(Code.NOT_FOUND, "no such tree");
    }
    return tree;
  }

  @Override
  public synchronized CompletableFuture<Void> fill(
      Kind kind, StoredRecord record, long offset, ByteBuffer groups) {
    return ended(
        () -> {
          byte[] bytes = new byte[groups.remaining()];
          groups.duplicate().get(bytes);
          boolean whole =
              offset % GROUP == 0
                  && (offset + bytes.length == record.length()
                      || (bytes.length % GROUP == 0 && offset + bytes.length < record.length()));
          if (!whole) {
            throw new IrohException(Code.INVALID_ARGUMENT, "no whole groups");
          }
          int index = Math.toIntExact(offset / GROUP);
          for (BlobHash group : groups(bytes)) {
            put(kind, record, index, group, bytes, (int) (index - offset / GROUP) * GROUP);
            index++;
          }
          return null;
        });
  }

  private void put(
      Kind kind, StoredRecord record, int index, BlobHash group, byte[] bytes, int from) {
    BitSet there = there(record);
    if (there.get(index)) {
      return;
    }
    List<BlobHash> tree = trees.getOrDefault(record.file(), List.of());
    switch (kind) {
      case PARTIAL -> {
        if (index >= tree.size() || !tree.get(index).equals(group)) {
          throw new IrohException(Code.DAMAGED, "not a group of the blob");
        }
      }
      case UNROOTED -> {
        List<BlobHash> noted = new ArrayList<>(tree);
        while (noted.size() <= index) {
          noted.add(record.hash());
        }
        noted.set(index, group);
        trees.put(record.file(), noted);
      }
    }
    byte[] data = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + GROUP));
    write(record.file(), (long) index * GROUP, data);
    there.set(index);
  }

  abstract void write(long file, long offset, byte[] bytes);

  private BitSet there(StoredRecord record) {
    BitSet there = present.get(record.file());
    if (there == null || !Files.exists(files.path(record.file()))) {
      throw new IrohException(Code.NOT_FOUND, "no such record");
    }
    return there;
  }

  @Override
  public CompletableFuture<Void> flush(Kind kind, StoredRecord record) {
    return ended(
        () -> {
          there(record);
          return null;
        });
  }

  @Override
  public synchronized CompletableFuture<List<ByteRange>> missing(
      Kind kind, StoredRecord record, ByteRange range, boolean compare) {
    return ended(
        () -> {
          BitSet there = there(record);
          List<ByteRange> missing = new ArrayList<>();
          for (long index = range.offset() / GROUP; index * GROUP < range.end(); index++) {
            if (compare && there.get((int) index) && !isSound(record, (int) index)) {
              there.clear((int) index);
            }
            long from = Math.max(range.offset(), index * GROUP);
            long end = Math.min(range.end(), (index + 1) * GROUP);
            if (!there.get((int) index)) {
              boolean joins = !missing.isEmpty() && missing.getLast().end() == from;
              long begin = joins ? missing.removeLast().offset() : from;
              missing.add(new ByteRange(begin, end - begin));
            }
          }
          return missing;
        });
  }

  private boolean isSound(StoredRecord record, int index) {
    byte[] all = bytes(record);
    byte[] group =
        Arrays.copyOfRange(all, index * GROUP, Math.min(all.length, (index + 1) * GROUP));
    return TestingRecords.hash(group)
        .equals(trees.getOrDefault(record.file(), List.of()).get(index));
  }

  private byte[] bytes(StoredRecord record) {
    return Arrays.copyOf(read(files.path(record.file())), Math.toIntExact(record.length()));
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IrohException(Code.NOT_FOUND, "no such file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized CompletableFuture<StoredRecord> complete(Kind kind, StoredRecord record) {
    return ended(
        () -> {
          int groups = Math.toIntExact(Math.ceilDiv(record.length(), GROUP));
          if (there(record).cardinality() < groups) {
            throw new IrohException(Code.DAMAGED, "not everything is there");
          }
          byte[] bytes = bytes(record);
          BlobHash hash = TestingRecords.hash(bytes);
          if (kind == Kind.PARTIAL && !hash.equals(record.hash())) {
            throw new IrohException(Code.DAMAGED, "not the blob");
          }
          learn(bytes);
          return new StoredRecord(hash, record.length(), record.file(), 0);
        });
  }

  @Override
  public synchronized CompletableFuture<StoredRecord> keepTree(StoredRecord record) {
    return ended(
        () -> {
          List<BlobHash> tree = known.get(record.hash());
          if (tree == null || !Files.exists(files.path(record.file()))) {
            throw new IrohException(Code.DAMAGED, "no tree");
          }
          return kept(record.hash(), record.length(), tree);
        });
  }

  private StoredRecord kept(BlobHash hash, long length, List<BlobHash> tree) {
    long file = nextFile();
    store(file, 0, new byte[0]);
    trees.put(file, tree);
    return new StoredRecord(hash, length, file, 0);
  }

  @Override
  public synchronized CompletableFuture<StoredRecord> treeOf(Path file) {
    return ended(
        () -> {
          if (!Files.isRegularFile(file)) {
            throw new IrohException(Code.INVALID_ARGUMENT, "no file");
          }
          byte[] bytes = read(file);
          learn(bytes);
          return kept(TestingRecords.hash(bytes), bytes.length, groups(bytes));
        });
  }

  @Override
  public synchronized CompletableFuture<ByteBuffer> readOutside(
      StoredRecord record, Path file, ByteRange range) {
    return ended(
        () -> {
          List<BlobHash> tree = tree(record.file());
          byte[] bytes = read(file);
          if (bytes.length != record.length() || !groups(bytes).equals(tree)) {
            throw new IrohException(Code.DAMAGED, "the file was changed");
          }
          return ByteBuffer.wrap(
              Arrays.copyOfRange(bytes, (int) range.offset(), (int) range.end()));
        });
  }

  /** All of a tree is one part. */
  @Override
  public synchronized CompletableFuture<ByteBuffer> part(StoredRecord record, ByteRange of) {
    return ended(
        () -> {
          List<BlobHash> tree = known.get(record.hash());
          if (tree == null || !of.equals(ByteRange.all(record.length()))) {
            throw new IrohException(Code.DAMAGED, "no tree");
          }
          ByteBuffer part = ByteBuffer.allocate(tree.size() * BlobHash.LENGTH);
          tree.forEach(group -> part.put(group.bytes()));
          return part.flip();
        });
  }

  @Override
  public synchronized CompletableFuture<Compared> adopt(
      StoredRecord partial, StoredRecord other, ByteRange of, ByteBuffer part) {
    return ended(
        () -> {
          List<BlobHash> tree = new ArrayList<>();
          while (part.hasRemaining()) {
            byte[] group = new byte[BlobHash.LENGTH];
            part.get(group);
            tree.add(BlobHash.of(group));
          }
          trees.put(partial.file(), tree);
          List<BlobHash> there = known.getOrDefault(other.hash(), List.of());
          List<ByteRange> same = new ArrayList<>();
          for (int index = 0; index < Math.min(tree.size(), there.size()); index++) {
            if (tree.get(index).equals(there.get(index))) {
              long from = (long) index * GROUP;
              same.add(new ByteRange(from, Math.min(GROUP, partial.length() - from)));
            }
          }
          return new Compared(same, List.of());
        });
  }

  static <T> CompletableFuture<T> ended(Supplier<T> work) {
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
