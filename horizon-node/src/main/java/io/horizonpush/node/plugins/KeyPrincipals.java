package io.horizonpush.node.plugins;

import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.wasm.chain.Principals;
import java.util.Optional;

/** The owners of a node's access keys, by the names that keys were made with. Thread-safe. */
final class KeyPrincipals implements Principals {

  private final KeyRing keys;

  KeyPrincipals(KeyRing keys) {
    this.keys = keys;
  }

  @Override
  public Optional<Owner> find(String name) {
    return keys.ownerNamed(name);
  }

  @Override
  public Owner root() {
    return keys.root().owner();
  }
}
