package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.RecordFields;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.MultipartStore.Upload;
import io.horizonpush.s3.store.MultipartStore.UploadedPart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Unfinished uploads and their parts, with the references to the parts' blobs. Confined to its
 * session's thread.
 */
public final class UploadTable {

  private static final String UPLOAD =
      "key, id, initiated, owner_id, owner_name, metadata, checksum_algorithm, checksum_type,"
          + " attributes";
  private static final String PART = "number, etag, size, modified, blob, checksums";

  private final Session session;
  private final BlobTable blobs;

  UploadTable(Session session, BlobTable blobs) {
    this.session = session;
    this.blobs = blobs;
  }

  public void insert(long bucket, Upload upload) {
    NewUpload details = upload.details();
    session.update(
        "INSERT INTO upload (bucket, key, id, initiated, owner_id, owner_name, metadata,"
            + " checksum_algorithm, checksum_type, attributes)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        upload.key().bytes(),
        upload.id().value(),
        upload.initiated().toEpochMilli(),
        details.initiator().id(),
        details.initiator().displayName(),
        Columns.metadata(details.metadata()),
        details.checksumAlgorithm().map(RecordFields::code).orElse(null),
        details.checksumType().map(RecordFields::code).orElse(null),
        Columns.attributes(details.attributes()));
  }

  public Optional<Upload> find(long bucket, ObjectKey key, UploadId id) {
    return session.first(
        "SELECT " + UPLOAD + " FROM upload WHERE bucket = ? AND key = ? AND id = ?",
        UploadTable::upload,
        bucket,
        key.bytes(),
        id.value());
  }

  /**
   * The upload of this id.
   *
   * @throws S3Exception {@code NoSuchUpload}
   */
  public Upload require(long bucket, ObjectKey key, UploadId id) {
    return find(bucket, key, id)
        .orElseThrow(
            () ->
                new S3Exception(
                        S3ErrorCode.NO_SUCH_UPLOAD,
                        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.")
                    .with("UploadId", id.value()));
  }

  /**
   * Passes uploads to {@code visitor}, by key and age, until it answers false.
   *
   * @param from the first key
   * @param after uploads of key {@code from} up to this id are left out; may be empty
   * @param to the key behind the last one
   */
  public void scan(
      long bucket, byte[] from, String after, byte[] to, int limit, Predicate<Upload> visitor) {
    session.scan(
        "SELECT "
            + UPLOAD
            + " FROM upload WHERE bucket = ? AND (key, id) > (?, ?) AND key < ?"
            + " ORDER BY key, id LIMIT ?",
        row -> visitor.test(upload(row)),
        bucket,
        from,
        after,
        to,
        limit);
  }

  /** Adds a part, in place of an earlier one of its number. */
  public void putPart(UploadId id, UploadedPart part) {
    blobs.retain(part.blob(), part.size());
    session
        .first(
            "SELECT blob FROM upload_part WHERE upload = ? AND number = ?",
            row -> row.hash(1),
            id.value(),
            part.number())
        .ifPresent(blobs::release);
    session.update(
        "INSERT OR REPLACE INTO upload_part (upload, number, etag, size, modified, blob, checksums)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        id.value(),
        part.number(),
        part.etag().value(),
        part.size(),
        part.lastModified().toEpochMilli(),
        part.blob(),
        Columns.checksums(part.checksums()));
  }

  /** The parts behind number {@code after}, at most {@code limit}, by number. */
  public List<UploadedPart> parts(UploadId id, int after, int limit) {
    return session.all(
        "SELECT "
            + PART
            + " FROM upload_part WHERE upload = ? AND number > ? ORDER BY number LIMIT ?",
        UploadTable::part,
        id.value(),
        after,
        limit);
  }

  /** Removes an upload with its parts and lets go of their blobs. */
  public void remove(long bucket, ObjectKey key, UploadId id) {
    session
        .all("SELECT blob FROM upload_part WHERE upload = ?", row -> row.hash(1), id.value())
        .forEach(blobs::release);
    session.update("DELETE FROM upload_part WHERE upload = ?", id.value());
    session.update(
        "DELETE FROM upload WHERE bucket = ? AND key = ? AND id = ?",
        bucket,
        key.bytes(),
        id.value());
  }

  /** Removes one upload of a bucket that was deleted; tells whether there was one. */
  public boolean removeOne(long bucket) {
    Optional<Upload> first =
        session.first(
            "SELECT " + UPLOAD + " FROM upload WHERE bucket = ? LIMIT 1",
            UploadTable::upload,
            bucket);
    first.ifPresent(upload -> remove(bucket, upload.key(), upload.id()));
    return first.isPresent();
  }

  /** The number of unfinished uploads in all buckets. */
  public long count() {
    return session.number("SELECT count(*) FROM upload");
  }

  /** Every stored part of every upload. The caller closes the stream. */
  public java.util.stream.Stream<UploadedPart> allParts() {
    return session.stream("SELECT " + PART + " FROM upload_part", UploadTable::part);
  }

  /** Ids that parts name although there is no such upload. */
  public List<String> orphanedParts() {
    return session.all(
        "SELECT DISTINCT upload FROM upload_part WHERE upload NOT IN (SELECT id FROM upload)",
        row -> row.text(1));
  }

  private static Upload upload(Row row) {
    NewUpload details =
        new NewUpload(
            new Owner(row.text(4), row.text(5)),
            Columns.metadata(row.optionalBytes(6)),
            Columns.attributes(row.optionalBytes(9)),
            row.optionalNumber(7).map(RecordFields::algorithm),
            row.optionalNumber(8).map(RecordFields::type));
    return new Upload(
        new UploadId(row.text(2)),
        ObjectKey.of(row.bytes(1)),
        Instant.ofEpochMilli(row.number(3)),
        details);
  }

  private static UploadedPart part(Row row) {
    return new UploadedPart(
        row.small(1),
        new ETag(row.text(2)),
        row.number(3),
        Instant.ofEpochMilli(row.number(4)),
        row.hash(5),
        Columns.checksums(row.optionalBytes(6)));
  }
}
