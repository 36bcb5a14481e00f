package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.ContentSourceContract;
import io.horizonpush.s3.store.Extent;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** This node's blobs as a source of bytes, over the real native library. */
@Timeout(120)
class HeldBlobsTest extends ContentSourceContract {

  @TempDir Path directory;
  private IrohStores stores;
  private HeldBlobs source;
  private Bucket bucket;

  @BeforeEach
  void open() {
    stores = new IrohStores(directory);
    source = new HeldBlobs(stores.content(), stores.index());
    bucket =
        stores.stores().buckets().create(new BucketName("held"), new Owner("owner-1", "First"));
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Override
  protected ContentSource source() {
    return source;
  }

  /** The bytes of an object of one blob, however short. */
  @Override
  protected Extent provide(byte[] content) {
    ObjectKey key = new ObjectKey("object");
    try (PinnedBlob blob = stores.content().add(Bytes.reader(content), Durability.STRICT)) {
      Part part = Part.plain(1, blob.hash(), blob.length(), List.of());
      Draft draft =
          new Draft.Write(TestingObjects.object("e"), new ObjectBody.Blobs(List.of(part)), true);
      VersionId version =
          new TestingObjects(stores.stores().objects()).make(bucket, key, draft).orElseThrow().id();
      return new Extent(
          bucket.id(), key, version, 1, content.length, new Extent.Bytes.Hashed(blob.hash()));
    }
  }
}
