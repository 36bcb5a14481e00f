package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ETag;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.commons.codec.digest.Blake3;

/**
 * The tags of objects as plugins write them, and their lengths as far as they are known.
 * Thread-safe.
 *
 * <p>A tag depends on the stored one and on each plugin with its settings. It is made with a key,
 * so that it tells nobody anything of settings that are secret; and it has the form of the tag of a
 * multipart upload, which no client takes for the MD5 of the bytes.
 */
final class WrittenTags {

  private static final int MOST_LENGTHS = 4_096;
  private static final int TAG_BYTES = 16;

  private final byte[] key;
  private final Map<ETag, Long> lengths =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ETag, Long> eldest) {
          return size() > MOST_LENGTHS;
        }
      };

  /**
   * @param key 32 bytes that stay the same over restarts
   */
  WrittenTags(byte[] key) {
    this.key = key.clone();
  }

  /** The tag of a stored object that entries write one after the other. */
  ETag of(String stored, List<Entry> writers) {
    Blake3 hash = Blake3.initKeyedHash(key);
    add(hash, stored.getBytes(StandardCharsets.UTF_8));
    for (Entry writer : writers) {
      add(hash, writer.plan().file().digest().bytes());
      add(hash, writer.plan().settings().canonical().getBytes(StandardCharsets.UTF_8));
    }
    return new ETag(HexFormat.of().formatHex(hash.doFinalize(TAG_BYTES)) + "-1");
  }

  /** With its length before it, so that no two lists have the same bytes. */
  private static void add(Blake3 hash, byte[] bytes) {
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    hash.update(bytes);
  }

  /** The tag of a blob that a plugin answers with. */
  static ETag ofBlob(BlobHash blob) {
    return new ETag(blob.hex().substring(0, 2 * TAG_BYTES) + "-1");
  }

  /** How many bytes what has this tag is long, if it was written before. */
  synchronized OptionalLong length(ETag tag) {
    Long known = lengths.get(tag);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  /** Remembers how long what has this tag turned out to be. */
  synchronized void remember(ETag tag, long length) {
    lengths.put(tag, length);
  }
}
