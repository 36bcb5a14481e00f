package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;

/**
 * Where a version stands among those of its key, as bytes: the newest comes first in unsigned
 * order. No place is the beginning of another. Stateless.
 */
final class VersionPlace {

  /** Before every version of a key: where its object is. */
  static final byte[] OF_OBJECT = {};

  private VersionPlace() {}

  /** The place of a version: all that its order follows from, inverted. */
  static byte[] of(ObjectVersion version) {
    byte[] place =
        ByteBuffer.allocate(Long.BYTES + WriterId.LENGTH + VersionId.LENGTH)
            .putLong(version.stamp().clock())
            .put(version.stamp().writer().bytes())
            .put(version.id().bytes())
            .array();
    for (int i = 0; i < place.length; i++) {
      place[i] = (byte) ~place[i];
    }
    return place;
  }
}
