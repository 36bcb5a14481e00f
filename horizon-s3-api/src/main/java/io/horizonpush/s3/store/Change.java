package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.WriteConditions;
import java.util.Optional;

/**
 * A change of one key, as data, so that it can be decided where the key is decided: what must be
 * there, and what comes in its place.
 *
 * @param bucket by its id: a bucket that was made again under the same name is another
 */
public record Change(BucketId bucket, ObjectKey key, Expectation expectation, Draft draft) {

  /** What must be there for a change to be made. */
  public sealed interface Expectation {

    /** Whatever is there. */
    record Anything() implements Expectation {}

    /** What the conditions of a write demand. */
    record OfWrite(WriteConditions conditions) implements Expectation {}

    /** What the conditions of a delete demand of the object, or of the version to be removed. */
    record OfDelete(DeleteConditions conditions) implements Expectation {}

    /** Still this version, with the bytes that were seen. */
    record Same(VersionId version) implements Expectation {}
  }

  /** What a change makes. */
  public sealed interface Draft {

    /**
     * A version with a body.
     *
     * @param held whether the body's bytes came through the bucket, or through one that held them
     *     and that they were copied from; a body that is merely named opens no blob to its readers
     */
    record Write(NewObject object, ObjectBody body, boolean held) implements Draft {

      /** A version with a body that was staged. */
      public static Write of(NewObject object, StagedBody staged) {
        return new Write(object, staged.body(), staged.held());
      }
    }

    /**
     * The version that an upload becomes.
     *
     * @param revision of the upload's parts when {@code object} and {@code body} were made of them
     */
    record Complete(UploadId upload, long revision, NewObject object, ObjectBody.Blobs body)
        implements Draft {}

    /** The tombstone of the key; a delete marker where the bucket keeps versions. */
    record Delete() implements Draft {}

    /**
     * An attribute of a version; its retention is set by {@link Retain}.
     *
     * @param version nothing for the current one
     */
    record Set(Optional<VersionName> version, Attribute attribute) implements Draft {

      public Set {
        if (attribute.name() == Attribute.Name.RETENTION) {
          throw new IllegalArgumentException("A retention has rules of its own");
        }
      }
    }

    /**
     * The retention of a version, as far as the one in force lets it be changed.
     *
     * @param version nothing for the current one
     * @param period nothing to take the retention back
     * @param bypass whether a retention for governance may be shortened
     */
    record Retain(Optional<VersionName> version, Optional<Retention.Period> period, boolean bypass)
        implements Draft {}

    /**
     * The removal of one version by its name, and of no other. Nothing happens if there is none.
     *
     * @param bypass whether a retention for governance does not keep it
     */
    record Remove(VersionName version, boolean bypass) implements Draft {}

    /**
     * A decision about a loser.
     *
     * @param keep whether its bytes become the current version, or go
     */
    record Resolve(VersionId loser, boolean keep) implements Draft {}

    /** What an origin is the cause of. */
    sealed interface OfOrigin extends Draft {}

    /**
     * A version as an origin has it. It replaces nothing but the version that the origin had
     * before, and not even that while it waits for its upload.
     *
     * @param version made of the origin's answer alone, see {@link OriginVersions}
     * @param instead what the origin had under the key before; nothing where nothing is known of it
     */
    record Learn(StoredVersion version, Optional<VersionId> instead) implements OfOrigin {

      /** A version of a key of which nothing is known. */
      public Learn(StoredVersion version) {
        this(version, Optional.empty());
      }
    }

    /**
     * A version as an origin has it where something else was to be written: the later of it and
     * what is here becomes, or stays, what a request for the key means.
     *
     * @param found made of the origin's answer alone, see {@link OriginVersions}
     */
    record Meet(StoredVersion found) implements OfOrigin {}

    /** The body of a version whose bytes were only known to be at an origin, and are here now. */
    record Fill(VersionId version, ObjectBody body) implements OfOrigin {}

    /**
     * That all of a blob of a version came here from its origin: the bucket's readers may have it.
     */
    record Hold(VersionId version, BlobHash blob) implements OfOrigin {}

    /** That an upload of the version, or its deletion, to an origin's key is queued. */
    record Queue(VersionId version, OriginId origin, String originKey, boolean deletion)
        implements OfOrigin {}

    /** That an origin has the version's bytes; what was queued of it there is done. */
    record Confirm(VersionId version, Confirmation confirmation) implements OfOrigin {}
  }
}
