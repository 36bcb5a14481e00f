package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another node's version replaced is kept until the bytes of that version have come. */
@Timeout(120)
class EarlierBlobsTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final byte[] FIRST = Bytes.random(1, 2 << 20);
  private static final byte[] SECOND = Bytes.random(2, 2 << 20);
  private static final byte[] THIRD = Bytes.random(3, 2 << 20);

  @TempDir Path directory;
  private StoreFixture fixture;
  private Bucket bucket;
  private StoredVersion latest;
  private int merged;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    bucket = fixture.create("bucket");
    fixture.objects().put(bucket, KEY, FIRST);
    latest = fixture.objects().require(bucket, KEY);
  }

  @AfterEach
  void close() {
    assertThat(fixture.verify(true).findings()).isEmpty();
    fixture.close();
  }

  @Test
  void bytesThatWereHere_areKeptUntilThoseInTheirPlaceHaveCome() {
    merge(SECOND);
    assertThat(earlier(SECOND)).contains(hash(FIRST));
    assertThat(isKept(FIRST)).isTrue();
    assertThat(used()).as("what a member would miss").isEmpty();
    assertThat(fixture.verify(true).findings()).isEmpty();

    hold(SECOND);
    assertThat(isKept(FIRST)).isFalse();
    assertThat(earlier(SECOND)).isEmpty();
  }

  @Test
  void bytesThatAreReplacedOnceMore_areStillTheOnesThatAreHere() {
    merge(SECOND);
    merge(THIRD);
    assertThat(earlier(THIRD)).contains(hash(FIRST));
    assertThat(earlier(SECOND)).isEmpty();
    assertThat(isKept(FIRST)).isTrue();

    hold(THIRD);
    assertThat(isKept(FIRST)).isFalse();
  }

  @Test
  void bytesOfAKeyThatIsDeleted_areNotKept() {
    merge(SECOND);
    fixture.objects().delete(bucket, KEY);
    assertThat(isKept(FIRST)).isFalse();
    assertThat(earlier(SECOND)).isEmpty();
  }

  @Test
  void bytesThatAClientReplacesHere_areNotKept() {
    fixture.objects().put(bucket, KEY, SECOND);
    assertThat(earlier(SECOND)).isEmpty();
    assertThat(isKept(FIRST)).isFalse();
  }

  @Test
  void bytesThatAClientStoresInTheirPlace_endTheWaiting() {
    merge(SECOND);
    fixture.objects().put(bucket, new ObjectKey("other"), SECOND);
    assertThat(earlier(SECOND)).isEmpty();
    assertThat(isKept(FIRST)).isFalse();
  }

  @Test
  void bytesThatAreKept_areGivenUpForRoom() {
    merge(SECOND);
    int givenUp =
        fixture.index().write(Durability.STRICT, tables -> tables.uses().giveUpEarlier(10));
    assertThat(givenUp).isEqualTo(1);
    assertThat(isKept(FIRST)).isFalse();
  }

  @Test
  void bytesThatNobodyCouldCompare_areNotKept() {
    byte[] small = Bytes.random(4, 1 << 18);
    merge(small);
    assertThat(earlier(small)).isEmpty();
    assertThat(isKept(FIRST)).isFalse();
  }

  private void merge(byte[] bytes) {
    StoredVersion version =
        TestingVersions.of(
            KEY,
            TestingVersions.at(Instant.now().plusSeconds(++merged)),
            Replaced.by(List.of(latest), List.of()),
            TestingVersions.blob(bytes));
    fixture.stores().objects().merge(bucket.id(), List.of(TestingVersions.arrival(version)));
    latest = fixture.objects().require(bucket, KEY);
    assertThat(latest.body()).isEqualTo(version.body());
  }

  /** As if the bytes had come from another node. */
  private void hold(byte[] bytes) {
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.uses().hold(fixture.row(bucket).id(), hash(bytes));
              return bytes;
            });
  }

  private Optional<BlobHash> earlier(byte[] awaited) {
    return fixture
        .index()
        .read(tables -> tables.earlier().find(fixture.row(bucket).id(), hash(awaited)))
        .map(Used::hash);
  }

  private List<BlobHash> used() {
    return fixture
        .index()
        .read(tables -> tables.uses().heldBy(fixture.row(bucket).id(), Optional.empty(), 10));
  }

  private boolean isKept(byte[] bytes) {
    fixture.content().deletion().run();
    return fixture.blobs().contains(hash(bytes));
  }

  private static BlobHash hash(byte[] bytes) {
    return TestingRecords.hash(bytes);
  }
}
