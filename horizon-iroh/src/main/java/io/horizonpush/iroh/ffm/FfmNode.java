package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.horizonpush.iroh.ffm.IrohException.Code;
import io.horizonpush.s3.model.BlobHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A node over the foreign function and memory API. Thread-safe. */
final class FfmNode implements IrohNative {

  private final NodeBindings bindings;
  private final Completions completions;
  private final long node;
  private final CompletableFuture<byte[]> id;
  private final StoreBindings storeBindings;
  private final Store store;
  private final Documents documents;
  private final NativeNetwork network;
  private final NativeBlobs blobs;
  private @Nullable CompletableFuture<Void> closing;

  private FfmNode(
      Exports exports, Completions completions, long node, CompletableFuture<byte[]> id) {
    this.bindings = exports.nodes();
    this.completions = completions;
    this.node = node;
    this.id = id;
    this.storeBindings = exports.stores();
    this.store = new FfmStore(exports.stores(), exports.fills(), completions, node);
    this.documents = new FfmDocuments(exports.documents(), completions, node);
    this.network = new FfmNetwork(exports.networks(), completions, node);
    this.blobs = new FfmBlobs(exports.blobWire(), completions, node);
  }

  static FfmNode open(
      Exports exports, Completions completions, MemorySegment dir, MemorySegment secret) {
    long[] node = new long[1];
    CompletableFuture<byte[]> id =
        completions.submit(
            token -> node[0] = exports.nodes().open(dir, secret, token), Reply::array);
    if (node[0] < 0) {
      throw new IrohException(Code.of(node[0]), "Cannot open the node: bad arguments");
    }
    completions.start(node[0]);
    return new FfmNode(exports, completions, node[0], id);
  }

  @Override
  public CompletableFuture<byte[]> id() {
    return id.copy();
  }

  @Override
  public BlobHash hash(ByteBuffer bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hash = arena.allocate(BlobHash.LENGTH);
      return BlobHash.of(answer(storeBindings.hash(outsideHeap(arena, bytes), hash), hash));
    }
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Documents documents() {
    return documents;
  }

  @Override
  public NativeNetwork network() {
    return network;
  }

  @Override
  public NativeBlobs blobs() {
    return blobs;
  }

  @Override
  public synchronized CompletableFuture<Void> close() {
    CompletableFuture<Void> work = closing;
    if (work == null) {
      work = completions.run(token -> bindings.close(node, token));
      closing = work;
    }
    // A copy, since whoever waits for it may give up and cancel it.
    return work.copy();
  }

  /**
   * The bytes where native code can read them: where they are if they are outside the heap, else a
   * copy.
   */
  static MemorySegment outsideHeap(Arena arena, ByteBuffer bytes) {
    MemorySegment source = MemorySegment.ofBuffer(bytes);
    return source.isNative() ? source : arena.allocate(source.byteSize()).copyFrom(source);
  }

  /** The same of bytes of the heap. */
  static MemorySegment outsideHeap(Arena arena, byte[] bytes) {
    return outsideHeap(arena, ByteBuffer.wrap(bytes));
  }

  /**
   * What a call wrote that was done when it returned.
   *
   * @param code what the call answered
   */
  static byte[] answer(long code, MemorySegment out) {
    if (code < 0) {
      throw new IrohException(Code.of(code), "The native library refuses the arguments");
    }
    return out.toArray(JAVA_BYTE);
  }
}
