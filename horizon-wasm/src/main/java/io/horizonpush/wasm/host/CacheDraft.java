package io.horizonpush.wasm.host;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a plugin says about the cache during one call. Confined to its instance. */
final class CacheDraft {

  private static final int MOST_TAGS = 16;

  private Optional<ByteBuffer> key = Optional.empty();
  private Optional<Duration> ttl = Optional.empty();
  private final List<String> tags = new ArrayList<>();

  void key(byte[] bytes) {
    key = Optional.of(ByteBuffer.wrap(bytes));
  }

  void ttl(Duration duration) {
    ttl = Optional.of(duration);
  }

  void tag(String tag) {
    if (!tags.contains(tag)) {
      if (tags.size() == MOST_TAGS) {
        throw Errno.BUDGET.error();
      }
      tags.add(tag);
    }
  }

  Optional<ByteBuffer> key() {
    return key;
  }

  Optional<Duration> ttl() {
    return ttl;
  }

  List<String> tags() {
    return tags;
  }
}
