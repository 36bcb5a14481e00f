package io.horizonpush.wasm.registry;

import io.horizonpush.s3.model.BlobHash;
import java.util.List;
import java.util.Optional;

/**
 * Where installed plugins are kept. What a method has done when it returns survives a power cut;
 * what it has not done when the process ends, is not done at all. Thread-safe; blocks its (virtual)
 * thread.
 */
public interface PluginStore {

  /** Every entry, by name. */
  List<StoredEntry> all();

  /**
   * The bytes of a file that a version names.
   *
   * @throws IllegalStateException if they are not there, or not those
   */
  byte[] file(BlobHash digest);

  /**
   * Keeps an entry in the place of the one of its name, if there is one. Files that no version
   * names any more go.
   *
   * @param file of a version that is new, if its bytes are not here yet
   */
  void put(StoredEntry entry, Optional<byte[]> file);

  /** Forgets an entry, with all of its versions and the files that no other names. */
  void remove(String name);
}
