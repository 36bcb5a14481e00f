package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.horizonpush.iroh.ffm.IrohNative.StoredRecord;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Blobs to and from other nodes over the foreign function and memory API. Thread-safe. */
final class FfmBlobs implements NativeBlobs {

  private static final long GROUP = 16 << 10;
  private static final int PEER = 32;

  private final BlobWireBindings bindings;
  private final Completions completions;
  private final long node;

  FfmBlobs(BlobWireBindings bindings, Completions completions, long node) {
    this.bindings = bindings;
    this.completions = completions;
    this.node = node;
  }

  @Override
  public CompletableFuture<Question> question() {
    return completions.submit(token -> bindings.ask(node, token), FfmBlobs::question);
  }

  private static Question question(Reply reply) {
    ByteBuffer bytes = reply.buffer();
    return switch ((int) reply.b()) {
      case 1 -> new Question.MayHave(reply.a(), peer(bytes), hashes(bytes));
      case 2 -> new Question.Open(reply.a(), peer(bytes), Reply.hash(bytes));
      case 3 -> new Question.Released(reply.a(), bytes.getLong());
      case 4 ->
          new Question.Failed(
              Reply.hash(bytes), StandardCharsets.UTF_8.decode(bytes.slice()).toString());
      default -> throw new IllegalStateException("Nobody knows what is asked: " + reply.b());
    };
  }

  private static String peer(ByteBuffer bytes) {
    return HexFormat.of().formatHex(Reply.array(bytes, PEER));
  }

  private static List<BlobHash> hashes(ByteBuffer bytes) {
    List<BlobHash> hashes = new ArrayList<>();
    while (bytes.hasRemaining()) {
      hashes.add(Reply.hash(bytes));
    }
    return hashes;
  }

  @Override
  public CompletableFuture<Void> answer(long question, boolean allowed) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocateFrom(JAVA_BYTE, (byte) (allowed ? 1 : 0));
      return completions.run(token -> bindings.answer(node, question, answer, 0, token));
    }
  }

  @Override
  public CompletableFuture<Void> answer(long question, Shelved blob) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = bytes(arena, blob);
      int stays = blob instanceof Shelved.Nothing ? 0 : 1;
      return completions.run(token -> bindings.answer(node, question, answer, stays, token));
    }
  }

  private static MemorySegment bytes(Arena arena, Shelved blob) {
    return switch (blob) {
      case Shelved.Nothing() -> arena.allocate(0);
      case Shelved.Inline(ByteBuffer bytes) -> joined(arena, 1, MemorySegment.ofBuffer(bytes));
      case Shelved.Whole(StoredRecord record) ->
          joined(arena, 2, FfmStore.bytes(arena, List.of(record)));
      case Shelved.Partial(StoredRecord record, List<ByteRange> parts) ->
          joined(
              arena,
              3,
              FfmStore.bytes(arena, List.of(record)),
              groups(arena, record.length(), parts));
    };
  }

  private static MemorySegment joined(Arena arena, int kind, MemorySegment... parts) {
    long size = 1;
    for (MemorySegment part : parts) {
      size += part.byteSize();
    }
    MemorySegment joined = arena.allocate(size);
    joined.set(JAVA_BYTE, 0, (byte) kind);
    long at = 1;
    for (MemorySegment part : parts) {
      joined.asSlice(at, part.byteSize()).copyFrom(part);
      at += part.byteSize();
    }
    return joined;
  }

  /** Runs of groups, for each its first and the one behind its last. */
  private static MemorySegment groups(Arena arena, long length, List<ByteRange> parts) {
    MemorySegment groups = arena.allocate(2L * Long.BYTES * parts.size());
    for (int i = 0; i < parts.size(); i++) {
      ByteRange part = parts.get(i);
      if (part.offset() % GROUP != 0 || (part.end() % GROUP != 0 && part.end() != length)) {
        throw new IllegalArgumentException("These are no whole groups: " + part);
      }
      groups.set(JAVA_LONG_UNALIGNED, 16L * i, part.offset() / GROUP);
      groups.set(JAVA_LONG_UNALIGNED, 16L * i + 8, Math.ceilDiv(part.end(), GROUP));
    }
    return groups;
  }

  @Override
  public CompletableFuture<Ended> fetch(
      long number,
      byte[] peer,
      List<InetSocketAddress> addresses,
      StoredRecord record,
      List<ByteRange> parts,
      Duration patience) {
    try (Arena arena = Arena.ofConfined()) {
      BlobWireBindings.Order order =
          new BlobWireBindings.Order(
              FfmNode.outsideHeap(arena, peer),
              AddressText.lines(arena, addresses),
              FfmStore.bytes(arena, List.of(record)),
              groups(arena, record.length(), parts));
      return completions.submit(
          token -> bindings.fetch(node, number, order, patience.toMillis(), token),
          reply -> new Ended(fetched(reply), reply.b()));
    }
  }

  @Override
  public CompletableFuture<Progress> progress(long number) {
    return completions.submit(
        token -> bindings.progress(node, number, token),
        reply -> new Progress(reply.a(), Duration.ofMillis(reply.b())));
  }

  @Override
  public CompletableFuture<Void> stop(long number) {
    return completions.run(token -> bindings.stop(node, number, token));
  }

  @Override
  public CompletableFuture<Void> limit(Rates up, Rates down) {
    return completions.run(token -> bindings.limit(node, up, down, token));
  }

  @Override
  public CompletableFuture<OptionalLong> length(
      byte[] peer, List<InetSocketAddress> addresses, BlobHash blob, Duration patience) {
    try (Arena arena = Arena.ofConfined()) {
      BlobWireBindings.Named named =
          new BlobWireBindings.Named(
              FfmNode.outsideHeap(arena, peer),
              AddressText.lines(arena, addresses),
              FfmNode.outsideHeap(arena, blob.bytes()));
      return completions.submit(
          token -> bindings.size(node, named, patience.toMillis(), token),
          reply -> reply.a() == 0 ? OptionalLong.of(reply.b()) : OptionalLong.empty());
    }
  }

  private static Fetched fetched(Reply reply) {
    return switch ((int) reply.a()) {
      case 0 -> new Fetched.All();
      case 1 -> new Fetched.Partly(reply.text());
      default -> new Fetched.Lie(reply.text());
    };
  }
}
