package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.ObjectTable.Current;
import io.horizonpush.iroh.index.Tables;
import java.util.Optional;

/**
 * A change of what is current for one key, evaluated inside the index writer's transaction as a
 * {@link io.horizonpush.iroh.index.Mutation} is.
 */
@FunctionalInterface
interface KeyMutation<T> {

  KeyChange<T> apply(Tables tables, BucketRow bucket, Optional<Current> current);

  /**
   * What came of it.
   *
   * @param made whether anything was written, so that the document has to follow
   */
  record KeyChange<T>(T outcome, boolean made) {

    static <T> KeyChange<T> of(T outcome) {
      return new KeyChange<>(outcome, true);
    }

    static <T> KeyChange<T> none(T outcome) {
      return new KeyChange<>(outcome, false);
    }
  }
}
