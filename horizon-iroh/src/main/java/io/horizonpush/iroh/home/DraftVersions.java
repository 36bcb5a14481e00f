package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.store.MadeVersion;
import io.horizonpush.iroh.sync.VersionLimits;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.NewObject;
import java.time.Instant;
import java.util.Optional;

/**
 * Versions that are not made yet, as manifests, and what they are once the home has made them.
 * Stateless.
 */
final class DraftVersions {

  private static final VersionId NO_ID = new VersionId(0, 0);
  private static final Stamp NEVER = new Stamp(0, new WriterId(0, 0, 0, 0));

  private DraftVersions() {}

  /** The manifest of an object that is to be written. */
  static byte[] of(ObjectKey key, NewObject object, ObjectBody body) {
    VersionHead head = VersionHead.written(key, NO_ID, true, NEVER, Replaced.NOTHING);
    return ManifestCodec.encode(version(head, Instant.EPOCH, object, body)).bytes();
  }

  private static StoredVersion version(
      VersionHead head, Instant lastModified, NewObject object, ObjectBody body) {
    return new StoredVersion(
        head,
        lastModified,
        object.etag(),
        object.metadata(),
        object.checksums(),
        body,
        object.partCount(),
        Optional.empty(),
        Attributes.at(head.stamp(), object.attributes()));
  }

  /**
   * The object that somebody else wants to write. Its bytes are there: here nobody may have them
   * yet.
   *
   * @throws CodecException if it is none, or no request could ask for it
   */
  static Draft.Write write(ObjectKey key, byte[] manifest) {
    ObjectVersion version = ManifestCodec.decode(key, Manifest.of(manifest));
    Optional<StoredVersion> stored = version.stored();
    if (stored.isEmpty() || version.isForeign() || !isDraft(stored.get())) {
      throw new CodecException("A draft of an object is none");
    }
    StoredVersion draft = stored.get();
    NewObject object =
        new NewObject(
            draft.etag(),
            draft.metadata(),
            draft.attributes().values(),
            draft.checksums(),
            draft.partCount());
    return new Draft.Write(object, draft.body(), false);
  }

  private static boolean isDraft(StoredVersion version) {
    boolean hasBody =
        switch (version.body()) {
          case ObjectBody.Inline _, ObjectBody.Blobs _ -> true;
          case ObjectBody.Remote _, ObjectBody.Dropped _, ObjectBody.Unknown _ -> false;
        };
    return hasBody && version.newest().equals(NEVER) && VersionLimits.admit(version);
  }

  /** Whether an attribute is one that a request could set. */
  static boolean admit(Attribute attribute) {
    return VersionLimits.admit(attribute);
  }

  /** What a change made, as far as whoever asked for it needs to know. */
  static ObjectVersion made(ObjectKey key, Draft draft, MadeVersion made) {
    VersionHead head =
        VersionHead.written(key, made.id(), made.isNull(), made.stamp(), Replaced.NOTHING);
    return switch (draft) {
      case Draft.Write write -> version(head, made.lastModified(), write.object(), write.body());
      case Draft.Complete complete ->
          version(head, made.lastModified(), complete.object(), complete.body());
      case Draft.Delete _,
          Draft.Set _,
          Draft.Retain _,
          Draft.Remove _,
          Draft.Resolve _,
          Draft.OfOrigin _ ->
          new Tombstone(head, made.kind() == MadeVersion.Kind.MARKER);
    };
  }
}
