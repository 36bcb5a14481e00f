package io.horizonpush.wasm.trial;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.PluginBlobs;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.commons.codec.digest.Blake3;

/** Blobs in memory, of which buckets hold those that a case has. Thread-safe. */
final class TrialBlobs implements PluginBlobs {

  private final Map<BlobHash, byte[]> bytes = new HashMap<>();
  private final Map<BucketId, Set<BlobHash>> held = new HashMap<>();

  /** What every bucket holds. */
  private final Set<BlobHash> everywhere = new HashSet<>();

  /** What plugins keep, the one read longest ago first. */
  private final Map<String, LinkedHashMap<BlobHash, Integer>> kept = new HashMap<>();

  /** Lets every bucket hold a blob. */
  synchronized BlobHash hold(byte[] content) {
    BlobHash hash = BlobHash.of(Blake3.hash(content));
    bytes.put(hash, content.clone());
    everywhere.add(hash);
    return hash;
  }

  /** Lets a bucket hold a blob. */
  synchronized BlobHash hold(BucketId bucket, byte[] content) {
    BlobHash hash = BlobHash.of(Blake3.hash(content));
    bytes.put(hash, content.clone());
    held.computeIfAbsent(bucket, any -> new HashSet<>()).add(hash);
    return hash;
  }

  private Optional<byte[]> find(Reader reader, BlobHash blob) {
    boolean ofBucket =
        reader
            .bucket()
            .filter(
                each ->
                    everywhere.contains(blob) || held.getOrDefault(each, Set.of()).contains(blob))
            .isPresent();
    boolean own = reader.plugin().map(each -> own(each).containsKey(blob)).orElse(false);
    return ofBucket || own ? Optional.ofNullable(bytes.get(blob)) : Optional.empty();
  }

  /** The bytes of a blob that a plugin answered with, which it could read. */
  synchronized byte[] bytes(BlobHash blob) {
    return bytes.getOrDefault(blob, new byte[0]).clone();
  }

  private Map<BlobHash, Integer> own(String plugin) {
    return kept.computeIfAbsent(plugin, any -> new LinkedHashMap<>(16, 0.75f, true));
  }

  @Override
  public synchronized OptionalLong length(Reader reader, BlobHash blob) {
    return find(reader, blob)
        .map(found -> OptionalLong.of(found.length))
        .orElse(OptionalLong.empty());
  }

  @Override
  public synchronized Optional<Content> open(Reader reader, BlobHash blob, ByteRange range) {
    reader.plugin().ifPresent(plugin -> own(plugin).get(blob));
    return find(reader, blob)
        .map(
            found -> {
              if (range.end() > found.length) {
                throw new S3Exception(S3ErrorCode.INVALID_RANGE, "beyond the end");
              }
              return new Content.Memory(
                  ByteBuffer.wrap(found, (int) range.offset(), (int) range.length())
                      .asReadOnlyBuffer());
            });
  }

  @Override
  public Writer writer(String plugin, long quota) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    return new Writer() {
      @Override
      public void write(ByteBuffer more) {
        if (written.size() + more.remaining() > quota) {
          throw new S3Exception(S3ErrorCode.ENTITY_TOO_LARGE, "larger than the quota");
        }
        byte[] copy = new byte[more.remaining()];
        more.get(copy);
        written.writeBytes(copy);
      }

      @Override
      public Written finish() {
        return keep(plugin, quota, written.toByteArray());
      }

      @Override
      public void close() {}
    };
  }

  private synchronized Written keep(String plugin, long quota, byte[] content) {
    BlobHash hash = BlobHash.of(Blake3.hash(content));
    bytes.put(hash, content);
    Map<BlobHash, Integer> own = own(plugin);
    own.put(hash, content.length);
    long sum = own.values().stream().mapToLong(Integer::longValue).sum();
    Iterator<Map.Entry<BlobHash, Integer>> oldest = own.entrySet().iterator();
    while (sum > quota) {
      sum -= oldest.next().getValue();
      oldest.remove();
    }
    return new Written(hash, content.length);
  }
}
