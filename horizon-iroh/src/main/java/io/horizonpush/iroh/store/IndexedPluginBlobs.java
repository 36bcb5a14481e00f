package io.horizonpush.iroh.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.Extent;
import io.horizonpush.s3.store.PluginBlobs;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The blobs that plugins see: those that a bucket has, read as its objects are, and those that a
 * plugin keeps, each a use of its blob. Thread-safe; blocks its (virtual) thread.
 */
final class IndexedPluginBlobs implements PluginBlobs {

  private static final int BLOBS_AT_ONCE = 64;
  private static final int REMEMBERED = 4_096;

  private final Index index;
  private final ContentStore content;
  private final HeldBlobs held;
  private final Bodies bodies;
  private final PluginReads reads = new PluginReads();

  /** Where blobs are in objects, which otherwise takes a look at all of a bucket. */
  private final Cache<Name, Extent> extents =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  private record Name(long bucket, BlobHash blob) {}

  IndexedPluginBlobs(Index index, ContentStore content, HeldBlobs held, Bodies bodies) {
    this.index = index;
    this.content = content;
    this.held = held;
    this.bodies = bodies;
  }

  @Override
  public OptionalLong length(Reader reader, BlobHash blob) {
    OptionalLong own = own(reader, blob);
    return own.isPresent()
        ? own
        : inBucket(reader, blob)
            .map(found -> OptionalLong.of(found.blob().length()))
            .orElseGet(OptionalLong::empty);
  }

  private OptionalLong own(Reader reader, BlobHash blob) {
    return reader.plugin().isEmpty()
        ? OptionalLong.empty()
        : index.read(tables -> tables.pluginBlobs().length(reader.plugin().get(), blob));
  }

  /** A blob in the bucket that a reader reads. */
  private record InBucket(BucketRow bucket, Used blob) {}

  /** A blob that the bucket's records merely name its members or origins may have. */
  private Optional<InBucket> inBucket(Reader reader, BlobHash blob) {
    return reader
        .bucket()
        .flatMap(
            id ->
                index.read(
                    tables ->
                        tables
                            .buckets()
                            .find(id)
                            .flatMap(
                                bucket ->
                                    row(tables, bucket, blob)
                                        .map(
                                            row ->
                                                new InBucket(
                                                    bucket, new Used(blob, row.length()))))));
  }

  private static Optional<BlobRow> row(Tables tables, BucketRow bucket, BlobHash blob) {
    return tables.uses().isHeld(bucket.id(), blob) || tables.uses().isNamed(bucket.id(), blob)
        ? tables.blobs().find(blob)
        : Optional.empty();
  }

  @Override
  public Optional<Content> open(Reader reader, BlobHash blob, ByteRange range) {
    OptionalLong own = own(reader, blob);
    if (own.isPresent()) {
      requireInside(range, own.getAsLong());
      reads.note(reader.plugin().orElseThrow(), blob);
      return Optional.of(openOwn(blob, range));
    }
    Optional<InBucket> found = inBucket(reader, blob);
    found.ifPresent(each -> requireInside(range, each.blob().length()));
    return found.map(each -> openOf(each.bucket(), each.blob(), range));
  }

  private static void requireInside(ByteRange range, long length) {
    if (range.end() > length) {
      throw new S3Exception(S3ErrorCode.INVALID_RANGE, "The blob has %d bytes.".formatted(length));
    }
  }

  private Content openOwn(BlobHash blob, ByteRange range) {
    if (range.length() == 0) {
      return new Content.Memory(ByteBuffer.allocate(0));
    }
    return content
        .open(blob, range)
        .content()
        .orElseThrow(
            () ->
                new S3Exception(
                    S3ErrorCode.SERVICE_UNAVAILABLE, "The blob is damaged, or just dropped."));
  }

  private Content openOf(BucketRow bucket, Used blob, ByteRange range) {
    if (range.length() == 0) {
      return new Content.Memory(ByteBuffer.allocate(0));
    }
    Optional<Content> here =
        held.isHeld(bucket.uid(), blob.hash())
            ? content.open(blob.hash(), range).content()
            : Optional.empty();
    return here.orElseGet(() -> bodies.open(extent(bucket, blob), range));
  }

  /** Members ask for the hash alone, origins for the object that has it. */
  private Extent extent(BucketRow bucket, Used blob) {
    boolean atOrigin =
        index.read(tables -> !tables.settings().configuration(bucket.id()).origins().isEmpty());
    Extent anywhere =
        new Extent(
            bucket.uid(),
            new ObjectKey(blob.hash().hex()),
            VersionId.of(new byte[VersionId.LENGTH]),
            1,
            blob.length(),
            new Extent.Bytes.Hashed(blob.hash()));
    return atOrigin ? known(bucket, blob).orElse(anywhere) : anywhere;
  }

  private Optional<Extent> known(BucketRow bucket, Used blob) {
    Name name = new Name(bucket.id(), blob.hash());
    Optional<Extent> found =
        Optional.ofNullable(extents.getIfPresent(name))
            .or(() -> index.read(tables -> find(tables, bucket, blob)));
    found.ifPresent(extent -> extents.put(name, extent));
    return found;
  }

  private static Optional<Extent> find(Tables tables, BucketRow bucket, Used blob) {
    try (var objects = tables.versions().allObjects(bucket.id())) {
      return objects
          .flatMap(row -> row.version().stored().stream())
          .flatMap(version -> extents(bucket, version, blob))
          .findFirst();
    }
  }

  private static Stream<Extent> extents(BucketRow bucket, StoredVersion version, Used blob) {
    return version.body().parts().stream()
        .filter(part -> part.blob().equals(blob.hash()) && part.blobLength() == part.length())
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

  @Override
  public Writer writer(String plugin, long quota) {
    return new PluginBlobWriter(content, quota, blob -> keep(plugin, quota, blob));
  }

  private void keep(String plugin, long quota, PinnedBlob blob) {
    Used used = new Used(blob.hash(), blob.length());
    boolean kept = false;
    while (!kept) {
      kept = index.write(Durability.STRICT, tables -> keep(tables, plugin, quota, used));
    }
  }

  /** Tells whether there was room: of many small blobs not all go at once. */
  private boolean keep(Tables tables, String plugin, long quota, Used blob) {
    reads.tell(tables, plugin);
    boolean known = tables.pluginBlobs().length(plugin, blob.hash()).isPresent();
    boolean room =
        known || tables.pluginBlobs().shrink(plugin, quota - blob.length(), BLOBS_AT_ONCE);
    if (room) {
      tables.pluginBlobs().put(plugin, blob);
    }
    return room;
  }

  /** Notes in the index what was read. */
  void storeReads() {
    reads.store(index);
  }

  /** Drops all that others keep than these plugins. */
  void keepOf(Set<String> plugins) {
    index.read(tables -> tables.pluginBlobs().plugins()).stream()
        .filter(plugin -> !plugins.contains(plugin))
        .forEach(this::forget);
  }

  private void forget(String plugin) {
    reads.forget(plugin);
    while (index.write(
            Durability.RELAXED, tables -> tables.pluginBlobs().removeSome(plugin, BLOBS_AT_ONCE))
        > 0) {}
  }
}
