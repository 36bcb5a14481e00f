package io.horizonpush.s3.store;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A blob store in memory, for tests of what stands on one. Names blobs by SHA-256 instead of
 * BLAKE3, which nothing above can tell.
 *
 * <p>Thread-safe.
 */
public final class TestingBlobStore implements BlobStore {

  private final Map<BlobHash, byte[]> blobs = new HashMap<>();
  private final Map<BlobHash, Integer> pins = new HashMap<>();

  @Override
  public PinnedBlob add(ContentReader content, Durability durability) {
    return keep(Bytes.bytes(content));
  }

  @Override
  public List<PinnedBlob> addAll(List<ByteBuffer> added, Durability durability) {
    List<PinnedBlob> pinned = new ArrayList<>();
    for (ByteBuffer blob : added) {
      pinned.add(keep(Bytes.bytes(blob)));
    }
    return pinned;
  }

  @Override
  public synchronized Optional<PinnedBlob> pin(BlobHash blob) {
    return Optional.ofNullable(blobs.get(blob)).map(bytes -> pinned(blob, bytes.length));
  }

  @Override
  public synchronized BlobStatus status(BlobHash blob) {
    byte[] bytes = blobs.get(blob);
    return bytes == null ? new BlobStatus.Absent() : new BlobStatus.Complete(bytes.length);
  }

  @Override
  public Set<BlobHash> collect(Stream<BlobHash> live) {
    Set<BlobHash> before;
    synchronized (this) {
      before = new HashSet<>(blobs.keySet());
    }
    Set<BlobHash> kept = live.collect(Collectors.toSet());
    synchronized (this) {
      before.removeIf(hash -> kept.contains(hash) || pins.containsKey(hash));
      blobs.keySet().removeAll(before);
      return before;
    }
  }

  @Override
  public synchronized Optional<Content> open(BlobHash blob, ByteRange range) {
    byte[] bytes = blobs.get(blob);
    if (bytes == null) {
      return Optional.empty();
    }
    if (range.end() > bytes.length) {
      throw new S3Exception(S3ErrorCode.INVALID_RANGE, "The range does not lie inside the blob.");
    }
    int offset = Math.toIntExact(range.offset());
    int length = Math.toIntExact(range.length());
    return Optional.of(new Content.Memory(ByteBuffer.wrap(bytes).slice(offset, length)));
  }

  /** The hashes of everything that is here. */
  public synchronized Set<BlobHash> hashes() {
    return Set.copyOf(blobs.keySet());
  }

  /** The number of blobs that are pinned. */
  public synchronized int pinned() {
    return pins.size();
  }

  /** Loses a blob, as a broken disk would. */
  public synchronized void lose(BlobHash blob) {
    blobs.remove(blob);
  }

  /** Changes a blob's bytes under its name, as a broken disk would. */
  public synchronized void damage(BlobHash blob, byte[] bytes) {
    blobs.put(blob, bytes.clone());
  }

  private synchronized PinnedBlob keep(byte[] bytes) {
    BlobHash hash = hash(bytes);
    blobs.putIfAbsent(hash, bytes);
    return pinned(hash, bytes.length);
  }

  private PinnedBlob pinned(BlobHash hash, long length) {
    pins.merge(hash, 1, Integer::sum);
    return new Pin(hash, length, new AtomicBoolean());
  }

  private synchronized void release(BlobHash hash) {
    pins.computeIfPresent(hash, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }

  /** The name of a blob of these bytes. */
  public static BlobHash hash(byte[] bytes) {
    try {
      return BlobHash.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Pin implements PinnedBlob {
    private final BlobHash hash;
    private final long length;
    private final AtomicBoolean closed;

    Pin(BlobHash hash, long length, AtomicBoolean closed) {
      this.hash = hash;
      this.length = length;
      this.closed = closed;
    }

    @Override
    public BlobHash hash() {
      return hash;
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release(hash);
      }
    }
  }
}
