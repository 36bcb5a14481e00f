package io.horizonpush.iroh.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Lookup;
import java.util.function.Supplier;

/**
 * What is looked up most, so that a hot object, and a hot key without one, cost no query.
 *
 * <p>Whoever changes a record forgets it here after the change is committed and before it is
 * answered: a load that began before then is waited for and dropped. Thread-safe.
 */
final class RecordCache {

  /** Roughly what a record takes in memory besides its texts and bytes. */
  private static final int RECORD_BYTES = 512;

  private static final int PART_BYTES = 128;

  private final Cache<Name, Lookup> records;

  /**
   * @param bytes of memory that the records may take, roughly
   */
  RecordCache(long bytes) {
    records =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Name name, Lookup found) -> weight(name, found))
            // Upkeep is short, and a thread of its own would cost the memory of an idle node.
            .executor(Runnable::run)
            .build();
  }

  private record Name(long bucket, ObjectKey key) {}

  /** What is known of a key, loaded if it is not here. */
  Lookup get(long bucket, ObjectKey key, Supplier<Lookup> load) {
    return records.get(new Name(bucket, key), name -> load.get());
  }

  void forget(long bucket, ObjectKey key) {
    records.invalidate(new Name(bucket, key));
  }

  private static int weight(Name name, Lookup found) {
    return RECORD_BYTES
        + 2 * name.key().value().length()
        + found.present().map(RecordCache::weight).orElse(0);
  }

  private static int weight(StoredVersion object) {
    int texts =
        object.metadata().headers().size()
            + object.metadata().user().size()
            + object.attributes().tags().count();
    int body =
        object.body() instanceof ObjectBody.Inline inline
            ? Math.toIntExact(inline.length())
            : object.body().parts().size() * PART_BYTES;
    return texts * PART_BYTES + body;
  }
}
