package io.horizonpush.iroh.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectRecord;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The records that are read most, so that a hot object, and a hot key without one, cost no query.
 *
 * <p>Whoever changes a record forgets it here after the change is committed and before it is
 * answered: a load that began before then is waited for and dropped. Thread-safe.
 */
final class RecordCache {

  /** Roughly what a record takes in memory besides its texts and bytes. */
  private static final int RECORD_BYTES = 512;

  private static final int PART_BYTES = 128;

  private final Cache<Name, Optional<ObjectRecord>> records;

  /**
   * @param bytes of memory that the records may take, roughly
   */
  RecordCache(long bytes) {
    records =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Name name, Optional<ObjectRecord> record) -> weight(name, record))
            // Upkeep is short, and a thread of its own would cost the memory of an idle node.
            .executor(Runnable::run)
            .build();
  }

  private record Name(long bucket, ObjectKey key) {}

  /** The record of a key, loaded if it is not here. */
  Optional<ObjectRecord> get(long bucket, ObjectKey key, Supplier<Optional<ObjectRecord>> load) {
    return records.get(new Name(bucket, key), name -> load.get());
  }

  void forget(long bucket, ObjectKey key) {
    records.invalidate(new Name(bucket, key));
  }

  private static int weight(Name name, Optional<ObjectRecord> record) {
    return RECORD_BYTES
        + 2 * name.key().value().length()
        + record.map(RecordCache::weight).orElse(0);
  }

  private static int weight(ObjectRecord object) {
    int texts =
        object.metadata().headers().size()
            + object.metadata().user().size()
            + object.attributes().tags().count();
    int body =
        switch (object.body()) {
          case ObjectBody.Inline inline -> Math.toIntExact(inline.length());
          case ObjectBody.Blobs blobs -> blobs.parts().size() * PART_BYTES;
        };
    return texts * PART_BYTES + body;
  }
}
