package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;

/** What is filled in any order, over the foreign function and memory API. Thread-safe. */
abstract class FfmSparse implements SparseRecords {

  private final FillBindings bindings;
  private final Completions completions;
  private final long node;

  FfmSparse(FillBindings bindings, Completions completions, long node) {
    this.bindings = bindings;
    this.completions = completions;
    this.node = node;
  }

  /** Submits the removal of a file that nobody wants, under a token that nobody waits for. */
  abstract void removeUnwanted(long file);

  @Override
  public CompletableFuture<StoredRecord> begin(
      Kind kind, BlobHash hash, long length, OptionalLong tree) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = FfmNode.outsideHeap(arena, hash.bytes());
      return made(token -> bindings.begin(node, kind.code(), bytes, length, tree.orElse(0), token));
    }
  }

  @Override
  public CompletableFuture<Void> fill(
      Kind kind, StoredRecord record, long offset, ByteBuffer groups) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = FfmStore.bytes(arena, List.of(record));
      MemorySegment data = FfmNode.outsideHeap(arena, groups);
      return completions.run(token -> bindings.fill(node, kind.code(), at, offset, data, token));
    }
  }

  @Override
  public CompletableFuture<Void> flush(Kind kind, StoredRecord record) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = FfmStore.bytes(arena, List.of(record));
      return completions.run(token -> bindings.flush(node, kind.code(), at, token));
    }
  }

  @Override
  public CompletableFuture<List<ByteRange>> missing(
      Kind kind, StoredRecord record, ByteRange range, boolean compare) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = FfmStore.bytes(arena, List.of(record));
      return completions.submit(
          token -> bindings.missing(node, kind.code(), at, range, compare ? 1 : 0, token),
          reply -> FfmStore.list(reply, run -> new ByteRange(run.getLong(), run.getLong())));
    }
  }

  @Override
  public CompletableFuture<StoredRecord> complete(Kind kind, StoredRecord record) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = FfmStore.bytes(arena, List.of(record));
      return completions.submit(
          token -> bindings.complete(node, kind.code(), at, token),
          reply -> FfmStore.record(reply.buffer()));
    }
  }

  @Override
  public CompletableFuture<StoredRecord> keepTree(StoredRecord record) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = FfmStore.bytes(arena, List.of(record));
      return made(token -> bindings.keepTree(node, at, token));
    }
  }

  @Override
  public CompletableFuture<StoredRecord> treeOf(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = path(arena, file);
      return made(token -> bindings.treeOf(node, path, token));
    }
  }

  @Override
  public CompletableFuture<ByteBuffer> readOutside(StoredRecord tree, Path file, ByteRange range) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = FfmStore.bytes(arena, List.of(tree));
      MemorySegment path = path(arena, file);
      return completions.submit(
          token -> bindings.readOutside(node, at, path, range, token), Reply::buffer);
    }
  }

  @Override
  public CompletableFuture<ByteBuffer> part(StoredRecord record, ByteRange of) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = FfmStore.bytes(arena, List.of(record));
      return completions.submit(token -> bindings.part(node, at, of, token), Reply::buffer);
    }
  }

  @Override
  public CompletableFuture<Compared> adopt(
      StoredRecord partial, StoredRecord other, ByteRange of, ByteBuffer part) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = FfmStore.bytes(arena, List.of(partial));
      MemorySegment from = FfmStore.bytes(arena, List.of(other));
      MemorySegment bytes = FfmNode.outsideHeap(arena, part);
      return completions.submit(
          token -> bindings.adopt(node, into, from, of, bytes, token), FfmSparse::compared);
    }
  }

  private static Compared compared(Reply reply) {
    List<ByteRange> same = new ArrayList<>();
    List<ByteRange> different = new ArrayList<>();
    ByteBuffer numbers = reply.buffer();
    while (numbers.hasRemaining()) {
      ByteRange range = new ByteRange(numbers.getLong(), numbers.getLong());
      (numbers.getLong() == 1 ? same : different).add(range);
    }
    return new Compared(same, different);
  }

  /** A record in a file that was made for it, and that goes when the record comes too late. */
  private CompletableFuture<StoredRecord> made(LongUnaryOperator submit) {
    return completions.submit(
        submit,
        reply -> FfmStore.record(reply.buffer()),
        unwanted -> removeUnwanted(unwanted.file()));
  }

  private static MemorySegment path(Arena arena, Path file) {
    byte[] bytes = file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
    return FfmNode.outsideHeap(arena, bytes);
  }
}
