package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OwnMark;
import io.horizonpush.s3.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What sees each write to an origin, one after the other, and that none puts an older version over
 * a newer one. Thread-safe.
 */
final class MarkWatch {

  private final List<ObjectKey> keys;
  private final List<String> backwards = new ArrayList<>();
  private int writes;

  MarkWatch(List<ObjectKey> keys) {
    this.keys = keys;
  }

  /** Makes a write of a key, between two looks at it. */
  synchronized <T> T during(Origin origin, String key, Supplier<T> write) {
    Optional<OwnMark> before = mark(origin, key);
    T made = write.get();
    Optional<OwnMark> after = mark(origin, key);
    writes++;
    boolean isBackwards =
        before
            .filter(was -> after.filter(is -> is.stamp().compareTo(was.stamp()) < 0).isPresent())
            .isPresent();
    if (isBackwards) {
      backwards.add("%s from %s to %s".formatted(key, before, after));
    }
    return made;
  }

  private Optional<OwnMark> mark(Origin origin, String there) {
    Optional<OriginObject> object = origin.find(there);
    return keys.stream()
        .filter(key -> origin.description().place().keyOf(key.value()).equals(there))
        .findFirst()
        .flatMap(key -> object.flatMap(each -> each.mark(key)));
  }

  /** The writes that put something older over something newer. */
  synchronized List<String> backwards() {
    return List.copyOf(backwards);
  }

  synchronized int writes() {
    return writes;
  }
}
