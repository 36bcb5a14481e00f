package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.content.KeptElsewhere;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.UseRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginBlobs.Reader;
import io.horizonpush.s3.store.PluginBlobs.Writer;
import io.horizonpush.s3.store.PluginBlobs.Written;
import io.horizonpush.s3.store.PluginBlobsContract;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The blobs that plugins see, over a real index. */
@Timeout(120)
class IndexedPluginBlobsTest extends PluginBlobsContract {

  private static final int LONG = 700_000;
  private static final long QUOTA = 10 << 20;
  private static final Reader CACHE = new Reader(Optional.empty(), Optional.of("cache"));

  @TempDir Path directory;
  private StoreFixture fixture;
  private int buckets;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
  }

  @AfterEach
  void close() {
    assertThat(fixture.verify(true).findings()).isEmpty();
    fixture.close();
  }

  @Override
  protected PluginBlobs blobs() {
    return fixture.stores().plugins().blobs();
  }

  @Override
  protected BucketId bucketHolding(byte[] bytes) {
    Bucket bucket =
        fixture.buckets().create(new BucketName("bucket-" + buckets++), new Owner("o", "O"));
    try (PinnedBlob blob = fixture.content().add(Bytes.reader(bytes), bucket.durability())) {
      name(bucket, Part.plain(1, blob.hash(), blob.length(), List.of()), true);
    }
    return bucket.id();
  }

  private void name(Bucket bucket, Part part, boolean held) {
    fixture
        .objects()
        .make(
            bucket,
            new ObjectKey("key"),
            new Draft.Write(TestingObjects.object("e"), new ObjectBody.Blobs(List.of(part)), held));
  }

  @Override
  protected BlobHash hash(byte[] bytes) {
    return TestingRecords.hash(bytes);
  }

  private Written keep(String plugin, byte[] bytes) {
    try (Writer writer = blobs().writer(plugin, QUOTA)) {
      for (int at = 0; at < bytes.length; at += 100_000) {
        writer.write(ByteBuffer.wrap(bytes, at, Math.min(100_000, bytes.length - at)));
      }
      return writer.finish();
    }
  }

  private byte[] read(Reader reader, Written blob) {
    try (Content content =
        blobs().open(reader, blob.hash(), ByteRange.all(blob.length())).orElseThrow()) {
      return Bytes.bytes(content.reader());
    }
  }

  private List<UseRow> uses(BlobHash blob) {
    return fixture.uses().stream().filter(each -> each.hash().equals(blob)).toList();
  }

  @Test
  void aLongBlob_isKeptOverCollections_compactionsAndRestarts() {
    byte[] bytes = Bytes.random(1, LONG);
    byte[] small = Bytes.random(2, 50_000);
    Written kept = keep("cache", bytes);
    Written inSegment = keep("cache", small);

    var _ = fixture.stores().collectAllGarbage();
    fixture.restart();
    var _ = fixture.stores().collectAllGarbage();

    assertThat(read(CACHE, kept)).isEqualTo(bytes);
    assertThat(read(CACHE, inSegment)).isEqualTo(small);
  }

  @Test
  void whatAPluginKeeps_isNeverEvicted_evenWhenAnOriginHasItAsAnObject() {
    Written kept = keep("cache", Bytes.random(1, LONG));

    assertThat(fixture.content().evict(kept.hash())).isInstanceOf(Eviction.Kept.class);
    assertThat(fixture.content().evict(kept.hash(), new EverywhereElse()))
        .isEqualTo(new Eviction.Kept(Eviction.Reason.UNCONFIRMED));
  }

  /** Says of every blob that others keep it. */
  private static final class EverywhereElse implements KeptElsewhere {
    @Override
    public boolean isKept(Tables tables, BlobHash blob) {
      return true;
    }

    @Override
    public void left(Tables tables, BlobHash blob) {}
  }

  @Test
  void aBlobOfTwoPlugins_goesWithTheLast() {
    byte[] bytes = Bytes.random(1, LONG);
    Written kept = keep("cache", bytes);
    assertThat(keep("other", bytes)).isEqualTo(kept);
    assertThat(keep("other", bytes)).as("once more").isEqualTo(kept);
    assertThat(uses(kept.hash()))
        .singleElement()
        .satisfies(each -> assertThat(each.uses()).isEqualTo(2));

    fixture.stores().plugins().remains().keepBlobsOf(Set.of("cache", "third"));
    var _ = fixture.stores().collectGarbage();
    assertThat(read(CACHE, kept)).isEqualTo(bytes);
    fixture.stores().plugins().remains().keepBlobsOf(Set.of());

    assertThat(fixture.stores().collectGarbage()).containsExactly(kept.hash());
    assertThat(blobs().length(CACHE, kept.hash())).isEmpty();
  }

  @Test
  void whatAPluginKeeps_isHeldByNoBucket() {
    byte[] bytes = Bytes.random(1, LONG);
    Written kept = keep("cache", bytes);
    Bucket bucket = fixture.create("names-it");
    name(bucket, Part.plain(1, kept.hash(), LONG, List.of()), false);

    Reader reader = new Reader(Optional.of(bucket.id()), Optional.empty());
    assertThat(blobs().length(reader, kept.hash())).as("a record names it").hasValue(LONG);
    assertThatThrownBy(() -> blobs().open(reader, kept.hash(), ByteRange.all(LONG)))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    assertThat(uses(kept.hash())).filteredOn(each -> each.kind() == Kind.VERSION).hasSize(1);
  }

  @Test
  void manySmallBlobs_makeRoomForALargeOne() {
    for (int i = 0; i < 200; i++) {
      keep("cache", Bytes.of("blob " + i));
    }
    try (Writer writer = blobs().writer("cache", LONG)) {
      writer.write(ByteBuffer.wrap(Bytes.random(1, LONG)));
      Written large = writer.finish();
      assertThat(blobs().length(CACHE, large.hash())).hasValue(LONG);
    }
    assertThat(fixture.uses()).hasSize(1);
  }

  @Test
  void whatWasReadBeforeARestart_isStillReadLater() {
    Written first = keep("cache", Bytes.of("first blob"));
    Written second = keep("cache", Bytes.of("other blob"));
    assertThat(read(CACHE, first)).isEqualTo(Bytes.of("first blob"));
    fixture.stores().plugins().run();
    fixture.restart();

    try (Writer writer = blobs().writer("cache", 25)) {
      writer.write(ByteBuffer.wrap(Bytes.of("third blob")));
      writer.finish();
    }

    assertThat(blobs().length(CACHE, first.hash())).isPresent();
    assertThat(blobs().length(CACHE, second.hash())).isEmpty();
  }

  @Test
  void aWriterThatIsInterrupted_keepsWhatItWasToldThatItKeeps_andHoldsNothing() throws Exception {
    // What is stored before somebody waits for it is kept, interrupted or not.
    AtomicInteger kept = new AtomicInteger();
    Thread writing =
        Thread.ofVirtual()
            .start(
                () -> {
                  Writer writer = blobs().writer("cache", QUOTA);
                  writer.write(ByteBuffer.wrap(Bytes.random(1, LONG)));
                  Thread.currentThread().interrupt();
                  try {
                    writer.finish();
                    kept.incrementAndGet();
                  } catch (S3Exception e) {
                    writer.close();
                  }
                });
    writing.join();

    await().until(() -> fixture.content().pinned() == 0);
    var _ = fixture.stores().collectGarbage();
    assertThat(fixture.uses()).hasSize(kept.get());
  }
}
