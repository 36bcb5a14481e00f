package io.horizonpush.s3.store;

import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.FieldHash;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Versions as origins have them: each a pure function of the origin's answer. Stateless. */
public final class OriginVersions {

  private static final String DESCRIBED = "horizonpush version at origin 1";
  private static final String LISTED = "horizonpush listed version at origin 1";

  /** The clock of what comes before all else. */
  private static final long FIRST = 1;

  private OriginVersions() {}

  /** The version of a key that an origin described; the same on every node that asked it. */
  public static StoredVersion of(
      ObjectKey key,
      ObjectBody.Remote body,
      Instant lastModified,
      ETag etag,
      ObjectMetadata metadata,
      Tags tags) {
    // No finer than records keep times, so that what was stored is what is learnt again.
    Instant modified = lastModified.truncatedTo(ChronoUnit.MILLIS);
    return of(DESCRIBED, Stamp.clockOf(modified), key, body, modified, etag, metadata, tags);
  }

  /** The same of an object without tags. */
  public static StoredVersion of(
      ObjectKey key,
      ObjectBody.Remote body,
      Instant lastModified,
      ETag etag,
      ObjectMetadata metadata) {
    return of(key, body, lastModified, etag, metadata, Tags.NONE);
  }

  /**
   * The version of a key that an origin listed: of its metadata nothing is known, nor who wrote it.
   * So it comes before whatever somebody wrote or will write, and the one that the origin describes
   * replaces it.
   */
  public static StoredVersion listed(
      ObjectKey key, ObjectBody.Remote body, Instant lastModified, ETag etag) {
    Instant modified = lastModified.truncatedTo(ChronoUnit.MILLIS);
    return of(LISTED, FIRST, key, body, modified, etag, ObjectMetadata.EMPTY, Tags.NONE);
  }

  /** Whether a version was listed by its origin, and not described yet. */
  public static boolean isListed(StoredVersion version) {
    return version.body() instanceof ObjectBody.Remote body
        && version.id().equals(id(LISTED, version.key(), body, version.lastModified()));
  }

  private static StoredVersion of(
      String name,
      long clock,
      ObjectKey key,
      ObjectBody.Remote body,
      Instant modified,
      ETag etag,
      ObjectMetadata metadata,
      Tags tags) {
    Stamp stamp = new Stamp(clock, body.origin().writer());
    VersionHead head =
        VersionHead.written(key, id(name, key, body, modified), true, stamp, Replaced.NOTHING);
    Attributes attributes = tags.isEmpty() ? Attributes.NONE : Attributes.at(stamp, List.of(tags));
    return new StoredVersion(
        head, modified, etag, metadata, List.of(), body, 0, Optional.empty(), attributes);
  }

  /** The same version, as if it had been written just before a change of a node. */
  public static StoredVersion before(StoredVersion version, Stamp change) {
    Stamp stamp = new Stamp(change.clock() - 1, version.stamp().writer());
    return version.withHead(
        VersionHead.written(
            version.key(), version.id(), version.isNull(), stamp, version.replaced()));
  }

  private static VersionId id(
      String name, ObjectKey key, ObjectBody.Remote body, Instant lastModified) {
    byte[] id =
        new FieldHash(name)
            .add(body.origin().writer().bytes())
            .add(key.value())
            .add(body.key())
            .add(body.tag())
            .add(body.length())
            .add(lastModified.toEpochMilli())
            .digest();
    return VersionId.of(Arrays.copyOf(id, VersionId.LENGTH));
  }
}
