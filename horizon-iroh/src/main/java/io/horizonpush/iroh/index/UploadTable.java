package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.RecordFields;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Unfinished uploads and their parts, with the references to the parts' blobs. Confined to its
 * session's thread.
 */
public final class UploadTable {

  private static final String UPLOAD =
      "key, id, initiated, owner_id, owner_name, metadata, checksum_algorithm, checksum_type,"
          + " attributes, revision";
  private static final String PART = "number, etag, size, modified, blob, checksums";

  private final Session session;
  private final BlobUseTable uses;
  private final Map<Long, Long> known = new HashMap<>();

  UploadTable(Session session, BlobUseTable uses) {
    this.session = session;
    this.uses = uses;
  }

  /** Forgets what was counted of rows that are undone. */
  void undone() {
    known.clear();
  }

  /** An upload and how often its parts were changed. */
  public record UploadRow(Upload upload, long revision) {}

  public void insert(long bucket, Upload upload) {
    NewUpload details = upload.details();
    session.update(
        "INSERT INTO upload (bucket, key, id, initiated, owner_id, owner_name, metadata,"
            + " checksum_algorithm, checksum_type, attributes, revision)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
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
    known.computeIfPresent(bucket, (row, count) -> count + 1);
  }

  /**
   * The number of a bucket's uploads, remembered: only for the one session that writes, which makes
   * every change.
   */
  public long countToWrite(long bucket) {
    return known.computeIfAbsent(
        bucket, row -> session.number("SELECT count(*) FROM upload WHERE bucket = ?", row));
  }

  public Optional<UploadRow> find(long bucket, ObjectKey key, UploadId id) {
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
  public UploadRow require(long bucket, ObjectKey key, UploadId id) {
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
        row -> visitor.test(upload(row).upload()),
        bucket,
        from,
        after,
        to,
        limit);
  }

  /**
   * Adds a part, in place of an earlier one of its number.
   *
   * @param held whether its bytes came through the bucket
   */
  public void putPart(long bucket, ObjectKey key, UploadId id, UploadedPart part, boolean held) {
    uses.add(use(bucket, held), used(part));
    session
        .first(
            "SELECT " + PART + " FROM upload_part WHERE upload = ? AND number = ?",
            UploadTable::part,
            id.value(),
            part.number())
        .ifPresent(old -> uses.remove(use(bucket, false), used(old)));
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
    touch(new UploadName(bucket, key, id));
  }

  private static Use use(long bucket, boolean held) {
    return new Use(bucket, Kind.UPLOAD, held, true);
  }

  private static List<Used> used(UploadedPart part) {
    return List.of(new Used(part.blob(), part.size()));
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

  /** Removes an upload with all its parts and lets go of their blobs. */
  public void remove(long bucket, ObjectKey key, UploadId id) {
    removeSome(new UploadName(bucket, key, id), Integer.MAX_VALUE);
  }

  /**
   * Removes at most so many parts of an upload and lets go of their blobs; with the last parts the
   * upload itself.
   *
   * @return whether the upload is gone
   */
  public boolean removeSome(UploadName upload, int most) {
    List<UploadedPart> some = parts(upload.id(), 0, most);
    boolean all = some.size() < most;
    uses.remove(
        use(upload.bucket(), false),
        some.stream().map(part -> new Used(part.blob(), part.size())).toList());
    session.update(
        "DELETE FROM upload_part WHERE upload = ? AND number <= ?",
        upload.id().value(),
        some.isEmpty() ? 0 : some.getLast().number());
    if (!all) {
      touch(upload);
      return false;
    }
    int gone =
        session.update(
            "DELETE FROM upload WHERE bucket = ? AND key = ? AND id = ?",
            upload.bucket(),
            upload.key().bytes(),
            upload.id().value());
    known.computeIfPresent(
        upload.bucket(), (row, count) -> count == gone ? null : Long.valueOf(count - gone));
    return true;
  }

  /** Notes that the parts were changed, so that no completion goes by what they were before. */
  private void touch(UploadName upload) {
    session.update(
        "UPDATE upload SET revision = revision + 1 WHERE bucket = ? AND key = ? AND id = ?",
        upload.bucket(),
        upload.key().bytes(),
        upload.id().value());
  }

  /** An upload of a bucket's row. */
  public record UploadName(long bucket, ObjectKey key, UploadId id) {}

  /** Some upload of a bucket. */
  public Optional<UploadName> any(long bucket) {
    return session.first(
        "SELECT bucket, key, id FROM upload WHERE bucket = ? LIMIT 1", UploadTable::name, bucket);
  }

  /** Uploads of all buckets that began before a time, in order. */
  public List<UploadName> begunBefore(Instant time, Optional<UploadName> after, int limit) {
    return session.all(
        "SELECT bucket, key, id FROM upload WHERE (bucket, key, id) > (?, ?, ?) AND initiated < ?"
            + " ORDER BY bucket, key, id LIMIT ?",
        UploadTable::name,
        after.map(UploadName::bucket).orElse(0L),
        after.map(name -> name.key().bytes()).orElse(new byte[0]),
        after.map(name -> name.id().value()).orElse(""),
        time.toEpochMilli(),
        limit);
  }

  private static UploadName name(Row row) {
    return new UploadName(row.number(1), ObjectKey.of(row.bytes(2)), new UploadId(row.text(3)));
  }

  /** The number of unfinished uploads in all buckets. */
  public long count() {
    return session.number("SELECT count(*) FROM upload");
  }

  /** A part with the bucket of its upload. */
  public record BucketPart(long bucket, UploadedPart part) {}

  /** Every stored part of every upload. The caller closes the stream. */
  public Stream<BucketPart> allParts() {
    return session.stream(
        "SELECT p.number, p.etag, p.size, p.modified, p.blob, p.checksums, u.bucket"
            + " FROM upload_part p JOIN upload u ON u.id = p.upload",
        row -> new BucketPart(row.number(7), part(row)));
  }

  /** Ids that parts name although there is no such upload. */
  public List<String> orphanedParts() {
    return session.all(
        "SELECT DISTINCT upload FROM upload_part WHERE upload NOT IN (SELECT id FROM upload)",
        row -> row.text(1));
  }

  private static UploadRow upload(Row row) {
    NewUpload details =
        new NewUpload(
            new Owner(row.text(4), row.text(5)),
            Columns.metadata(row.optionalBytes(6)),
            Columns.attributes(row.optionalBytes(9)),
            row.optionalNumber(7).map(RecordFields::algorithm),
            row.optionalNumber(8).map(RecordFields::type));
    Upload upload =
        new Upload(
            new UploadId(row.text(2)),
            ObjectKey.of(row.bytes(1)),
            Instant.ofEpochMilli(row.number(3)),
            details);
    return new UploadRow(upload, row.number(10));
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
