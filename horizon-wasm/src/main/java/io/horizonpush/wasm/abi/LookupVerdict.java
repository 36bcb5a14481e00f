package io.horizonpush.wasm.abi;

import java.nio.ByteBuffer;

/** What a plugin says about a cache before an operation runs. */
public sealed interface LookupVerdict {

  /** There is none for this request. */
  record Bypass() implements LookupVerdict {}

  /** Answer with what is kept under a key, or ask about the answer. */
  record Lookup(ByteBuffer key) implements LookupVerdict {

    public Lookup {
      key = key.asReadOnlyBuffer();
    }
  }

  /** Answer with a blob. */
  record Hit(Answer.Blob answer) implements LookupVerdict {}
}
