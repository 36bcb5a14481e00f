package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.content.PeerRecords.Kept;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repair of a damaged blob by what an origin has of it: its damaged groups come from there, the
 * others from here, and each is compared with the blob's tree before it is taken. Thread-safe;
 * blocks its (virtual) thread.
 */
public final class OriginRepair {

  private static final Logger LOG = LoggerFactory.getLogger(OriginRepair.class);

  /** What is written at once: whole groups. */
  private static final int PIECE = 256 << 10;

  private final Index index;
  private final ContentStore content;
  private final ContentSource origins;

  /**
   * @param origins give what they have of an extent, whatever is here of it; it need not be right
   */
  public OriginRepair(Index index, ContentStore content, ContentSource origins) {
    this.index = index;
    this.content = content;
    this.origins = origins;
  }

  /** Repairs a blob, if an origin of a bucket that has it gives what is needed. */
  public boolean repair(Used blob) {
    return extents(blob).stream().anyMatch(extent -> repair(extent, blob));
  }

  /** Where the buckets that stand before origins have it, once in each. */
  private List<Extent> extents(Used blob) {
    return index.read(
        tables ->
            tables.uses().users(blob.hash()).stream()
                .filter(bucket -> !tables.settings().configuration(bucket).origins().isEmpty())
                .flatMap(bucket -> tables.buckets().find(bucket).stream())
                .flatMap(bucket -> extent(tables, bucket, blob).stream())
                .toList());
  }

  private static Optional<Extent> extent(Tables tables, BucketRow bucket, Used blob) {
    try (Stream<VersionRow> rows = tables.versions().allObjects(bucket.id())) {
      return rows.flatMap(row -> row.version().stored().stream())
          .flatMap(version -> extent(bucket, version, blob).stream())
          .findFirst();
    }
  }

  private static Optional<Extent> extent(BucketRow bucket, StoredVersion version, Used blob) {
    return version.body().parts().stream()
        .filter(part -> part.blob().equals(blob.hash()) && part.blobLength() == part.length())
        .findFirst()
        .map(part -> extent(bucket, version, part));
  }

  private static Extent extent(BucketRow bucket, StoredVersion version, Part part) {
    return new Extent(
        bucket.uid(),
        version.key(),
        version.id(),
        part.number(),
        part.length(),
        new Extent.Bytes.Hashed(part.blob()));
  }

  private boolean repair(Extent extent, Used blob) {
    Optional<BlobFill> begun = content.replace(blob.hash());
    if (begun.isEmpty()) {
      return false;
    }
    try (BlobFill fill = begun.get()) {
      copySound(fill, blob);
      for (ByteRange damaged : fill.missing(ByteRange.all(blob.length()))) {
        copy(origins.open(extent, damaged).orElseThrow(OriginRepair::notThere), damaged, fill);
      }
      fill.finish(Optional.of(blob.hash())).close();
      return true;
    } catch (S3Exception e) {
      LOG.warn(
          "Blob {} is damaged and cannot be had from an origin now: {}",
          blob.hash(),
          e.getMessage());
      return false;
    }
  }

  private static S3Exception notThere() {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "No origin is known to have it");
  }

  private void copySound(BlobFill fill, Used blob) {
    Optional<Kept> here = content.peerRecords().read(blob.hash());
    if (here.isEmpty()) {
      return;
    }
    try (Kept kept = here.get()) {
      for (ByteRange sound : kept.parts().orElseGet(() -> List.of(ByteRange.all(blob.length())))) {
        content.open(blob.hash(), sound).content().ifPresent(bytes -> copy(bytes, sound, fill));
      }
    }
  }

  private static void copy(Content bytes, ByteRange range, BlobFill fill) {
    try (bytes) {
      GroupWriter writer = new GroupWriter(fill, range);
      long _ = Contents.forEach(bytes, writer::take);
      writer.end();
    }
  }

  /** Bytes on their way into a fill, in whole groups. Confined to one thread. */
  private static final class GroupWriter {

    private final BlobFill fill;
    private final ByteBuffer groups = ByteBuffer.allocate(PIECE);
    private long at;

    GroupWriter(BlobFill fill, ByteRange range) {
      this.fill = fill;
      this.at = range.offset();
    }

    void take(ByteBuffer piece) {
      while (piece.hasRemaining()) {
        int length = Math.min(piece.remaining(), groups.remaining());
        groups.put(piece.slice(piece.position(), length));
        piece.position(piece.position() + length);
        if (!groups.hasRemaining()) {
          end();
        }
      }
    }

    void end() {
      groups.flip();
      if (groups.hasRemaining()) {
        long next = at + groups.remaining();
        fill.write(at, groups);
        at = next;
      }
      groups.clear();
    }
  }
}
