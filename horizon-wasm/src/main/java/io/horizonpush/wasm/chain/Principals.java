package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.Owner;
import java.util.Optional;

/** The principals of a node by name. Thread-safe; asked for each request, so it does not block. */
public interface Principals {

  /** The one of a name; nothing if there is none now. */
  Optional<Owner> find(String name);

  /** The owner of the node, for whom no plugin may take anybody. */
  Owner root();
}
