package io.horizonpush.iroh.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.index.DamagedIndex;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.ScrubTable.Ended;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reading of everything, under a clock that the tests set. */
@Timeout(120)
class ScrubberTest {

  private static final Duration INTERVAL = Duration.ofDays(30);
  private static final int SIZE = 50_000;

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private StoreFixture fixture;
  private Scrubber scrubber;
  private Bucket bucket;
  private final List<BlobHash> blobs = new ArrayList<>();

  @BeforeEach
  void open() {
    fixture = StoreFixture.at(directory, () -> now);
    bucket = fixture.create("scrubbed");
    scrubber = scrubber();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Scrubber scrubber() {
    return new Scrubber(fixture.index(), fixture.content(), INTERVAL);
  }

  private void put(int count) {
    for (int i = 0; i < count; i++) {
      var put = fixture.objects().put(bucket, new ObjectKey("key-" + i), Bytes.random(i, SIZE));
      blobs.add(put.body().parts().getFirst().blob());
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
    scrubber.run();
  }

  @Test
  void blobs_areReadEvenlyOverTheInterval() {
    put(64);
    scrubber.run();
    assertThat(scrubber.progress().part()).isZero();
    for (int day = 1; day < 30; day++) {
      pass(Duration.ofDays(1));
      double due = day / 30.0;
      assertThat(scrubber.progress().part()).isLessThanOrEqualTo(due);
      assertThat(blobs.stream().mapToDouble(ScrubberTest::part))
          .as("all that are due are read by day %d", day)
          .noneMatch(part -> part > scrubber.progress().part() && part <= due);
    }
    assertThat(scrubber.progress().ended()).isEmpty();
    pass(Duration.ofDays(1));
    assertThat(scrubber.progress().ended()).hasValue(new Ended(now, 64, 0));
  }

  private static double part(BlobHash hash) {
    return (ByteBuffer.wrap(hash.bytes()).getLong() >>> 1) / (double) Long.MAX_VALUE;
  }

  @Test
  void aDamagedBlob_isFoundAndNotGivenToAnybody() {
    put(10);
    assertThat(fixture.content().open(blobs.get(4), ByteRange.all(SIZE)).content()).isPresent();
    fixture.records().damage(fixture.place(blobs.get(4)), new byte[100]);
    assertThat(fixture.content().open(blobs.get(4), ByteRange.all(SIZE)).content())
        .as("it was compared once and is not again")
        .isPresent();
    scrubber.run();
    pass(INTERVAL);
    assertThat(scrubber.progress().ended()).hasValue(new Ended(now, 10, 4));
    assertThat(scrubber.progress().damaged()).isEqualTo(4);
    assertThat(fixture.content().open(blobs.get(4), ByteRange.all(SIZE)).content()).isEmpty();
    assertThat(fixture.content().open(blobs.get(5), ByteRange.all(SIZE)).content()).isPresent();
    fixture.restart();
    assertThat(fixture.content().open(blobs.get(4), ByteRange.all(SIZE)).content()).isEmpty();
    assertThat(scrubber().progress().damaged()).isEqualTo(4);
  }

  @Test
  void aDamagedBlobThatIsStoredAgain_isSound() {
    put(3);
    fixture.records().damage(fixture.place(blobs.get(1)), new byte[100]);
    scrubber.run();
    pass(INTERVAL);
    fixture.objects().put(bucket, new ObjectKey("again"), Bytes.random(1, SIZE));
    assertThat(scrubber.progress().damaged()).isZero();
    assertThat(fixture.objects().read(bucket, new ObjectKey("key-1")))
        .isEqualTo(Bytes.random(1, SIZE));
  }

  @Test
  void aDamagedBlobThatIsDeleted_isForgotten() {
    put(3);
    fixture.records().damage(fixture.place(blobs.get(1)), new byte[100]);
    scrubber.run();
    pass(INTERVAL);
    fixture.objects().delete(bucket, new ObjectKey("key-1"));
    fixture.stores().collectGarbage();
    assertThat(scrubber.progress().damaged()).isZero();
  }

  @Test
  void aBlobWhoseDiskCameBack_isGivenAgain() throws IOException {
    put(3);
    Place place = fixture.place(blobs.get(1));
    fixture.records().damage(place, new byte[100]);
    scrubber.run();
    pass(INTERVAL);
    write(place, Bytes.random(1, SIZE));
    scrubber.run();
    pass(INTERVAL);
    assertThat(scrubber.progress().damaged()).isZero();
    assertThat(fixture.objects().read(bucket, new ObjectKey("key-1")))
        .isEqualTo(Bytes.random(1, SIZE));
  }

  private void write(Place place, byte[] bytes) throws IOException {
    Path file = new ContentFiles(directory).path(place.file());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), place.offset());
    }
  }

  @Test
  void aSmallBodyWithAFlippedBit_isFoundInWhateverVersionItIs() {
    fixture.objects().put(bucket, new ObjectKey("small"), Bytes.of("small"));
    fixture.objects().put(bucket, new ObjectKey("other"), Bytes.of("other"));
    DamagedIndex.run(
        fixture.index(), "UPDATE inline_body SET bytes = CAST('smalk' AS BLOB) WHERE id = 1");
    scrubber.run();
    pass(INTERVAL);
    assertThat(scrubber.progress().ended()).hasValue(new Ended(now, 2, 1));
    assertThat(scrubber.progress().damaged()).isZero();
  }

  @Test
  void aRestart_goesOnWhereItWas() {
    put(32);
    scrubber.run();
    pass(INTERVAL.dividedBy(2));
    Scrubber.Progress before = scrubber.progress();
    assertThat(before.part()).isPositive();
    fixture.restart();
    scrubber = scrubber();
    assertThat(scrubber.progress()).isEqualTo(before);
    pass(INTERVAL.dividedBy(2));
    assertThat(scrubber.progress().ended().map(Ended::versions)).isEqualTo(Optional.of(32L));
  }

  @Test
  void anEmptyNode_isReadToTheEnd() {
    scrubber.run();
    pass(INTERVAL);
    assertThat(scrubber.progress().ended()).hasValue(new Ended(now, 0, 0));
  }
}
