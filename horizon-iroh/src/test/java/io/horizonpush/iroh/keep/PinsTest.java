package io.horizonpush.iroh.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.iroh.swarm.BackgroundFetch;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is noted of pinned objects, and what that costs. */
@Timeout(120)
class PinsTest {

  private static final int OBJECTS = 5;
  private static final int LONG = 20_000;

  @TempDir private Path directory;

  private final List<BlobHash> asked = new ArrayList<>();
  private StoreFixture fixture;
  private Bucket bucket;
  private Pins pins;

  /** Everything is here. */
  private final class Here implements BackgroundFetch {

    @Override
    public boolean fetch(Purpose purpose, BucketId of, BlobHash blob, long length) {
      synchronized (asked) {
        asked.add(blob);
      }
      return false;
    }

    @Override
    public boolean isPaused(Purpose purpose, BucketId of) {
      return false;
    }
  }

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    bucket = fixture.create("bucket");
    for (int i = 0; i < OBJECTS; i++) {
      put("a/" + i, i);
    }
    pins = new Pins(fixture.index(), fixture.stores().objects(), _ -> bucket, new Here());
    pins.set(bucket.id(), "a/", true);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private BlobHash put(String key, int seed) {
    return fixture
        .objects()
        .put(bucket, new ObjectKey(key), Bytes.random(seed, LONG))
        .body()
        .parts()
        .getFirst()
        .blob();
  }

  private boolean isPinned(BlobHash blob) {
    return fixture.index().read(tables -> tables.pins().holds(blob));
  }

  private long writes() {
    return fixture.index().stats().mutations();
  }

  @Test
  void aPassThatFindsNothingNew_writesNothing() {
    pins.run();
    long before = writes();
    asked.clear();

    pins.run();
    pins.run();

    assertThat(asked).hasSize(2 * OBJECTS);
    assertThat(writes()).isEqualTo(before);
  }

  @Test
  void whatIsNew_isNotedByTheNextPass_andWhatIsGoneIsForgotten() {
    BlobHash replaced = put("a/0", 100);
    put("b/0", 101);
    pins.run();
    assertThat(isPinned(replaced)).isTrue();
    BlobHash later = put("a/0", 102);
    BlobHash other = put("b/1", 103);
    assertThat(isPinned(later)).isFalse();
    long before = writes();

    pins.run();

    assertThat(writes()).isEqualTo(before + 2);
    assertThat(isPinned(later)).isTrue();
    assertThat(isPinned(replaced)).isFalse();
    assertThat(isPinned(other)).isFalse();
    pins.set(bucket.id(), "a/", false);
    assertThat(isPinned(later)).isFalse();
  }

  @Test
  void blobsAreFound_byTheFirstBytesOfTheirHashes() {
    FoundBlobs found = new FoundBlobs();
    for (int i = 0; i < 1000; i++) {
      found.add(BlobHash.of(Bytes.random(i, BlobHash.LENGTH)));
    }

    for (int i = 0; i < 2000; i++) {
      assertThat(found.contains(BlobHash.of(Bytes.random(i, BlobHash.LENGTH)))).isEqualTo(i < 1000);
    }
    found.add(BlobHash.of(Bytes.random(1500, BlobHash.LENGTH)));
    assertThat(found.contains(BlobHash.of(Bytes.random(1500, BlobHash.LENGTH)))).isTrue();
    assertThat(new FoundBlobs().contains(BlobHash.of(new byte[BlobHash.LENGTH]))).isFalse();
  }
}
