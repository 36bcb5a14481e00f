package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.ObjectSummary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** One entry of a listing: a key, or a prefix that stands for all keys that begin with it. */
sealed interface ListedItem {

  /** In which listings are: by the unsigned bytes of UTF-8. */
  Comparator<String> ORDER =
      (one, two) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), two.getBytes(StandardCharsets.UTF_8));

  /** An object. */
  record OfObject(ObjectSummary.OfObject object) implements ListedItem {

    @Override
    public String name() {
      return object.key().value();
    }
  }

  /** A common prefix. */
  record OfPrefix(String name) implements ListedItem {}

  /** The key or the prefix. */
  String name();
}
