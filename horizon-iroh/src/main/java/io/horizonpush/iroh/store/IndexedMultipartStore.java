package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.ObjectTable.Current;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.store.KeyMutation.KeyChange;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.Version;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.Precondition;
import io.horizonpush.s3.store.StagedBody;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The multipart uploads of this node. A part is one blob; completing an upload moves the references
 * to its parts' blobs into the object's record and copies nothing.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class IndexedMultipartStore implements MultipartStore {

  private static final int RANDOM_BYTES = 16;

  private final Index index;
  private final Buckets buckets;
  private final Bodies bodies;
  private final IndexedObjectStore objects;
  private final SecureRandom random = new SecureRandom();

  IndexedMultipartStore(Index index, Buckets buckets, Bodies bodies, IndexedObjectStore objects) {
    this.index = index;
    this.buckets = buckets;
    this.bodies = bodies;
    this.objects = objects;
  }

  @Override
  public Upload createUpload(BucketName bucket, ObjectKey key, NewUpload details) {
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    return index.write(
        buckets.durability(bucket),
        tables -> {
          BucketRow row = tables.buckets().require(bucket);
          long clock = tables.clock().tick();
          // Age first, so that ids sort by it; then enough randomness that none can be guessed.
          UploadId id =
              new UploadId(HexFormat.of().toHexDigits(clock) + HexFormat.of().formatHex(secret));
          Upload upload = new Upload(id, key, new Version(clock, 0).time(), details);
          tables.uploads().insert(row.id(), upload);
          return upload;
        });
  }

  @Override
  public Upload findUpload(BucketName bucket, ObjectKey key, UploadId id) {
    return index.read(tables -> require(tables, bucket, key, id));
  }

  @Override
  public UploadedPart putPart(
      BucketName bucket,
      ObjectKey key,
      UploadId id,
      int number,
      ETag etag,
      List<Checksum> checksums,
      StagedBody body) {
    Durability durability = buckets.durability(bucket);
    Function<Part, UploadedPart> add =
        blob ->
            index.write(
                durability,
                tables -> {
                  require(tables, bucket, key, id);
                  Instant now = new Version(tables.clock().tick(), 0).time();
                  UploadedPart part =
                      new UploadedPart(number, etag, blob.length(), now, blob.blob(), checksums);
                  tables.uploads().putPart(id, part);
                  return part;
                });
    return switch (body.body()) {
      case ObjectBody.Blobs blobs -> add.apply(onlyPart(blobs));
      case ObjectBody.Inline inline -> {
        // A completed object is a list of blobs, so even the shortest part is one.
        try (PinnedBlob blob = bodies.toBlob(inline, durability)) {
          yield add.apply(new Part(number, blob.hash(), blob.length(), List.of()));
        }
      }
    };
  }

  @Override
  public ObjectRecord completeUpload(
      BucketName bucket,
      ObjectKey key,
      UploadId id,
      Function<UploadContents, Completion> plan,
      Precondition precondition) {
    return objects.change(
        bucket,
        key,
        (tables, row, current) -> {
          Optional<Current> repeated =
              current.filter(object -> object.upload().equals(Optional.of(id)));
          if (repeated.isPresent()) {
            return KeyChange.none(repeated.get().record());
          }
          Upload upload = tables.uploads().require(row.id(), key, id);
          List<UploadedPart> parts = tables.uploads().parts(id, 0, Integer.MAX_VALUE);
          Completion completion = plan.apply(new UploadContents(upload, parts));
          precondition.check(current.map(Current::record));
          ObjectRecord object =
              objects.record(tables, row, key, completion.object(), completion.body());
          tables.objects().put(row, current, object, Optional.of(id));
          tables.uploads().remove(row.id(), key, id);
          return KeyChange.of(object);
        });
  }

  @Override
  public void abortUpload(BucketName bucket, ObjectKey key, UploadId id) {
    index.write(
        buckets.durability(bucket),
        tables -> {
          Upload upload = require(tables, bucket, key, id);
          tables.uploads().remove(tables.buckets().require(bucket).id(), key, id);
          return upload;
        });
  }

  @Override
  public List<UploadedPart> listParts(
      BucketName bucket, ObjectKey key, UploadId id, int after, int limit) {
    return index.read(
        tables -> {
          require(tables, bucket, key, id);
          return tables.uploads().parts(id, after, limit);
        });
  }

  @Override
  public UploadListing listUploads(
      BucketName bucket, ListQuery query, Optional<UploadId> afterUpload) {
    return index.read(
        tables -> Listings.uploads(tables, tables.buckets().require(bucket), query, afterUpload));
  }

  private static Upload require(Tables tables, BucketName bucket, ObjectKey key, UploadId id) {
    return tables.uploads().require(tables.buckets().require(bucket).id(), key, id);
  }

  private static Part onlyPart(ObjectBody.Blobs body) {
    if (body.parts().size() != 1) {
      throw new IllegalArgumentException(
          "A part of an upload is one blob, not " + body.parts().size());
    }
    return body.parts().getFirst();
  }
}
