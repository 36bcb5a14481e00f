package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What an entry of a bucket's document by another author says. */
public sealed interface Arrival {

  /** Who signed the entry. */
  WriterId author();

  /**
   * A version of an object.
   *
   * @param byId whether the entry names the version by its id, and not the key whose null version
   *     it is
   */
  record OfVersion(WriterId author, boolean byId, ObjectVersion version) implements Arrival {}

  /**
   * A setting, or a part of the configuration, of the bucket.
   *
   * @param name as it is stored
   * @param document nothing when it was removed
   */
  record OfSetting(WriterId author, String name, Register<Optional<String>> document)
      implements Arrival {}

  /**
   * What a plugin keeps under a key: its author's own, since nobody passes on another's.
   *
   * @param value nothing when it was deleted
   */
  record OfPlugin(String plugin, String key, Register<Optional<ByteBuffer>> value)
      implements Arrival {

    @Override
    public WriterId author() {
      return value.stamp().writer();
    }
  }
}
