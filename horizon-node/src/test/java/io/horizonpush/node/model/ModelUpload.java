package io.horizonpush.node.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An unfinished upload.
 *
 * @param id as the node chose it
 */
record ModelUpload(
    String id, String key, ModelDetails details, SortedMap<Integer, ModelPart> parts) {

  ModelUpload {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  ModelUpload with(ModelPart part) {
    SortedMap<Integer, ModelPart> more = new TreeMap<>(parts);
    more.put(part.number(), part);
    return new ModelUpload(id, key, details, more);
  }
}
