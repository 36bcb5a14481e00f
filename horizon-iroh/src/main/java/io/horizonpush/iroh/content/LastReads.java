package io.horizonpush.iroh.content;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.ReadTable.LastRead;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * When blobs were last read, to the hour: remembered as they are, and stored now and then, so that
 * a read writes nothing. What more than are remembered is not noted. Thread-safe.
 */
public final class LastReads {

  private static final int MOST = 65_536;
  private static final int STORED_AT_ONCE = 256;

  private final Index index;
  private final Map<BlobHash, Long> hours = new ConcurrentHashMap<>();

  LastReads(Index index) {
    this.index = index;
  }

  /** Notes that a blob is read, or was brought. */
  public void note(BlobHash blob) {
    if (hours.size() < MOST) {
      hours.put(blob, TimeUnit.MILLISECONDS.toHours(index.wall().millis()));
    }
  }

  /** Stores what was noted. */
  public void store() {
    List<LastRead> some = new ArrayList<>();
    for (var each : List.copyOf(hours.entrySet())) {
      if (hours.remove(each.getKey(), each.getValue())) {
        some.add(new LastRead(each.getValue(), each.getKey()));
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

  private void store(List<LastRead> reads) {
    List<LastRead> noted = List.copyOf(reads);
    index.write(
        Durability.RELAXED,
        tables -> {
          noted.forEach(tables.reads()::note);
          return noted;
        });
  }
}
