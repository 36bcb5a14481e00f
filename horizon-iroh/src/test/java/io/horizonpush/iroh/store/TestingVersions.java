package io.horizonpush.iroh.store;

import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Versions as other nodes write them. */
public final class TestingVersions {

  /** Another node, whose stamps are greater than this one's at one clock. */
  public static final WriterId OTHER = new WriterId(-1, 0, 0, 0);

  private static final SplittableRandom DICE = new SplittableRandom(11);

  private TestingVersions() {}

  /** The stamp of another node's write at a time. */
  public static Stamp at(Instant time) {
    return new Stamp(Stamp.clockOf(time), OTHER);
  }

  /** A null version with a text for its bytes. */
  public static StoredVersion small(ObjectKey key, Stamp stamp, String text) {
    return of(key, stamp, Replaced.NOTHING, inline(text));
  }

  /** A null version whose bytes are one blob. */
  public static StoredVersion large(ObjectKey key, Stamp stamp, byte[] bytes) {
    return of(key, stamp, Replaced.NOTHING, blob(bytes));
  }

  /** A body in one blob. */
  public static ObjectBody.Blobs blob(byte[] bytes) {
    return new ObjectBody.Blobs(
        List.of(Part.plain(1, TestingRecords.hash(bytes), bytes.length, List.of())));
  }

  /** A body in the record. */
  public static ObjectBody inline(String text) {
    return ObjectBody.Inline.of(ByteBuffer.wrap(Bytes.of(text)));
  }

  /** A null version. */
  public static StoredVersion of(ObjectKey key, Stamp stamp, Replaced replaced, ObjectBody body) {
    return of(VersionHead.written(key, fresh(), true, stamp, replaced), body);
  }

  /** A version of this head. */
  public static StoredVersion of(VersionHead head, ObjectBody body) {
    return new StoredVersion(
        head,
        head.stamp().time(),
        new ETag("etag-of-another"),
        ObjectMetadata.EMPTY,
        List.of(),
        body,
        0,
        Optional.empty(),
        Attributes.NONE);
  }

  /** An id that no version has. */
  public static synchronized VersionId fresh() {
    return VersionId.random(DICE);
  }

  /** The entry of a version by the writer of its newest register. */
  public static Arrival arrival(ObjectVersion version) {
    return new Arrival.OfVersion(version.newest().writer(), !version.isNull(), version);
  }

  /** The entry of a setting. */
  public static Arrival setting(BucketConfiguration.Part of, String text, Stamp stamp) {
    return setting(of.storedName(), Optional.of(text), stamp);
  }

  /** The entry of a setting that was set or removed. */
  public static Arrival setting(String name, Optional<String> text, Stamp stamp) {
    return new Arrival.OfSetting(stamp.writer(), name, new Register<>(stamp, text));
  }
}
