package io.horizonpush.node.model;

import java.util.Optional;

/**
 * A version of a key.
 *
 * @param name the id as the node chose it, or {@code null}
 * @param object nothing of a delete marker
 */
record ModelVersion(String name, Optional<ModelObject> object) {

  static final String NULL = "null";

  boolean isMarker() {
    return object.isEmpty();
  }

  boolean isNull() {
    return name.equals(NULL);
  }
}
