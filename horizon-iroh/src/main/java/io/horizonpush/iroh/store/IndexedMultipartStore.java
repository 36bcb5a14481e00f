package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.UploadTable.UploadName;
import io.horizonpush.iroh.index.UploadTable.UploadRow;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MultipartStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The multipart uploads of this node. A part is one blob; completing an upload moves the uses of
 * its parts' blobs to the object and copies nothing.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class IndexedMultipartStore implements MultipartStore {

  private static final int RANDOM_BYTES = 16;

  private final Index index;
  private final Bodies bodies;
  private final UploadLimits limits;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong age = new AtomicLong();

  IndexedMultipartStore(Index index, Bodies bodies, UploadLimits limits) {
    this.index = index;
    this.bodies = bodies;
    this.limits = limits;
  }

  @Override
  public Upload createUpload(Bucket bucket, ObjectKey key, NewUpload details) {
    bodies.requireRoom();
    UploadId id = newId();
    return index.write(
        bucket.durability(),
        tables -> {
          Upload upload = new Upload(id, key, now(), details);
          long row = row(tables, bucket);
          limits.requireRoom(tables.uploads().countToWrite(row));
          tables.uploads().insert(row, upload);
          return upload;
        });
  }

  /** Age first, so that ids sort by it; then enough randomness that none can be guessed. */
  private UploadId newId() {
    long wall = Stamp.clockOf(index.wall().instant());
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    return new UploadId(
        HexFormat.of().toHexDigits(age.updateAndGet(last -> Math.max(last + 1, wall)))
            + HexFormat.of().formatHex(secret));
  }

  private Instant now() {
    return index.wall().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static long row(Tables tables, Bucket bucket) {
    return tables.buckets().require(bucket.id()).id();
  }

  private static UploadRow require(Tables tables, Bucket bucket, ObjectKey key, UploadId id) {
    return tables.uploads().require(row(tables, bucket), key, id);
  }

  @Override
  public Upload findUpload(Bucket bucket, ObjectKey key, UploadId id) {
    return index.read(tables -> require(tables, bucket, key, id).upload());
  }

  @Override
  public UploadContents contents(Bucket bucket, ObjectKey key, UploadId id) {
    return index.snapshot(
        tables -> {
          UploadRow row = require(tables, bucket, key, id);
          return new UploadContents(
              row.upload(), row.revision(), tables.uploads().parts(id, 0, Integer.MAX_VALUE));
        });
  }

  @Override
  public UploadedPart putPart(Bucket bucket, ObjectKey key, UploadId id, NewPart part) {
    return switch (part.body().body()) {
      case ObjectBody.Blobs blobs -> putPart(bucket, key, id, part, onlyPart(blobs));
      case ObjectBody.Inline inline -> {
        // A completed object is a list of blobs, so even the shortest part is one.
        try (PinnedBlob blob = bodies.toBlob(inline, bucket.durability())) {
          yield putPart(
              bucket, key, id, part, Part.plain(1, blob.hash(), blob.length(), List.of()));
        }
      }
      case ObjectBody.Remote _, ObjectBody.Dropped _, ObjectBody.Unknown _ ->
          throw new IllegalArgumentException("A part of an upload has bytes on this node");
    };
  }

  private UploadedPart putPart(Bucket bucket, ObjectKey key, UploadId id, NewPart part, Part blob) {
    return index.write(
        bucket.durability(),
        tables -> {
          require(tables, bucket, key, id);
          UploadedPart stored =
              new UploadedPart(
                  part.number(), part.etag(), blob.length(), now(), blob.blob(), part.checksums());
          tables.uploads().putPart(row(tables, bucket), key, id, stored, part.body().held());
          return stored;
        });
  }

  @Override
  public void abortUpload(Bucket bucket, ObjectKey key, UploadId id) {
    UploadName upload =
        index.read(
            tables -> {
              require(tables, bucket, key, id);
              return new UploadName(row(tables, bucket), key, id);
            });
    UploadExpiry.remove(index, bucket.durability(), upload);
  }

  @Override
  public List<UploadedPart> listParts(
      Bucket bucket, ObjectKey key, UploadId id, int after, int limit) {
    return index.read(
        tables -> {
          require(tables, bucket, key, id);
          return tables.uploads().parts(id, after, limit);
        });
  }

  @Override
  public UploadListing listUploads(Bucket bucket, ListQuery query, Optional<UploadId> afterUpload) {
    return index.read(tables -> Listings.uploads(tables, row(tables, bucket), query, afterUpload));
  }

  private static Part onlyPart(ObjectBody.Blobs body) {
    if (body.parts().size() != 1) {
      throw new IllegalArgumentException(
          "A part of an upload is one blob, not " + body.parts().size());
    }
    return body.parts().getFirst();
  }
}
