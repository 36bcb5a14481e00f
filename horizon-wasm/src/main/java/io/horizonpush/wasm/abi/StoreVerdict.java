package io.horizonpush.wasm.abi;

import java.time.Duration;
import java.util.List;

/** What a plugin says about keeping an answer. */
public sealed interface StoreVerdict {

  /** It is not kept. */
  record Bypass() implements StoreVerdict {}

  /** It is kept for a while, and can be forgotten by its tags. */
  record Store(Duration ttl, List<String> tags) implements StoreVerdict {

    public Store {
      tags = List.copyOf(tags);
    }
  }
}
