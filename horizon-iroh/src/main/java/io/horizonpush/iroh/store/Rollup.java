package io.horizonpush.iroh.store;

import io.horizonpush.s3.store.ListQuery;
import java.util.Optional;

/** The common prefixes of a listing. */
final class Rollup {

  private Rollup() {}

  /** The common prefix that stands for a key: up to the first delimiter behind the prefix. */
  static Optional<String> of(ListQuery query, String key) {
    if (query.delimiter().isEmpty() || !key.startsWith(query.prefix())) {
      return Optional.empty();
    }
    int at = key.indexOf(query.delimiter(), query.prefix().length());
    return at < 0
        ? Optional.empty()
        : Optional.of(key.substring(0, at + query.delimiter().length()));
  }
}
