package io.horizonpush.iroh.content;

import io.horizonpush.iroh.cache.S3Fifo;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The blobs that were read or brought lately, and in which minute: remembered, and now and then
 * told to the order in which bytes go, so that a read writes nothing. What more than are remembered
 * is not noted. Thread-safe.
 */
public final class LastReads {

  private static final int MOST = 65_536;
  private static final int STORED_AT_ONCE = 256;

  private final Index index;
  private final Map<BlobHash, Long> minutes = new ConcurrentHashMap<>();

  LastReads(Index index) {
    this.index = index;
  }

  /** Notes that a blob is read, or was brought. */
  public void note(BlobHash blob) {
    if (minutes.size() < MOST) {
      minutes.put(blob, TimeUnit.MILLISECONDS.toMinutes(index.wall().millis()));
    }
  }

  /** Stores what was noted. */
  public void store() {
    List<Map.Entry<BlobHash, Long>> some = new ArrayList<>();
    for (var each : List.copyOf(minutes.entrySet())) {
      if (minutes.remove(each.getKey(), each.getValue())) {
        some.add(Map.entry(each.getKey(), each.getValue()));
      }
      if (some.size() == STORED_AT_ONCE) {
        store(some);
        some.clear();
      }
    }
    if (!some.isEmpty()) {
      store(some);
    }
  }

  private void store(List<Map.Entry<BlobHash, Long>> reads) {
    List<Map.Entry<BlobHash, Long>> noted = List.copyOf(reads);
    index.write(
        Durability.RELAXED,
        tables -> {
          S3Fifo order = new S3Fifo(tables.cached());
          noted.forEach(each -> order.touch(each.getKey(), each.getValue()));
          return noted;
        });
  }
}
