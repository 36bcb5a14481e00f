package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.BlobUses;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.UnrootedTable.UnrootedRow;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BlobStore.Eviction.Reason;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Content;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The content store over files that the tests can damage. */
@Timeout(60)
class RecordedContentStoreTest extends ContentStoreContract {

  @TempDir Path directory;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Override
  protected void restart() {
    fixture.restart();
  }

  @Override
  ContentStore content() {
    return fixture.content();
  }

  @Override
  Index index() {
    return fixture.index();
  }

  @Test
  void damagedBytes_areNeverGiven() {
    for (int length : new int[] {50_000, 700_000}) {
      BlobHash hash = used(content(length, 1));
      fixture.records().damage(fixture.place(hash), new byte[] {1, 2, 3});
      assertThat(content().open(hash, ByteRange.all(length)).content()).isEmpty();
    }
  }

  @Test
  void aFileOfItsOwn_goesWithItsBlob() {
    BlobHash hash = used(content(700_000, 2));
    Place place = fixture.place(hash);
    Path file = new ContentFiles(directory).path(place.file());
    assertThat(file).exists();
    giveUp(hash);
    assertThat(collect()).containsExactly(hash);
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void aPlaceThatAnUnfinishedTransactionTook_staysWhenWhoeverStoredItLetsGo() throws Exception {
    byte[] bytes = content(700_000, 3);
    PinnedBlob blob = content().add(pieces(bytes, 100_000), Durability.STRICT);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> closed =
          index()
              .write(
                  Durability.STRICT,
                  tables -> {
                    BlobUses.add(tables, blob);
                    // Of the same transaction something else is undone, and takes this along.
                    fixture.pending().undone();
                    Future<?> closing = threads.submit(blob::close);
                    Awaitility.await()
                        .until(() -> closing.isDone() || fixture.index().waiting() > 0);
                    return closing;
                  });
      closed.get();
    }
    assertThat(read(content().open(blob.hash(), ByteRange.all(bytes.length)).content()))
        .hasValue(bytes);
  }

  @Test
  void aPlaceWhoseTransactionWasUndone_isGivenBack() {
    PinnedBlob blob = content().add(pieces(content(700_000, 4), 100_000), Durability.STRICT);
    assertThatThrownBy(
            () ->
                index()
                    .write(
                        Durability.STRICT,
                        tables -> {
                          BlobUses.add(tables, blob);
                          throw new IllegalArgumentException("undone");
                        }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(fixture.records().files().join()).hasSize(1);
    blob.close();
    assertThat(fixture.records().files().join()).isEmpty();
  }

  @Test
  void aBodyThatIsStoredAgainAfterItsBytesWereDamagedOrLost_canBeRead() {
    for (int length : new int[] {50_000, 700_000}) {
      byte[] bytes = content(length, 5);
      BlobHash hash = used(bytes);
      fixture.records().damage(fixture.place(hash), new byte[] {1, 2, 3});
      assertThat(content().open(hash, ByteRange.all(length)).content()).isEmpty();
      used(bytes);
      assertThat(read(content().open(hash, ByteRange.all(length)).content())).hasValue(bytes);
      fixture.records().lose(fixture.place(hash).file());
      used(bytes);
      assertThat(read(content().open(hash, ByteRange.all(length)).content())).hasValue(bytes);
      giveUp(hash);
      giveUp(hash);
      giveUp(hash);
      assertThat(collect()).containsExactly(hash);
    }
    content().compaction().seal();
    content().compaction().run(() -> false);
    assertThat(fixture.records().files().join()).isEmpty();
  }

  @Test
  void aLongAnswer_outlivesAnEqualBodyThatIsStoredMeanwhile() {
    byte[] bytes = content(3_000_000, 6);
    BlobHash hash = used(bytes);
    Path file = new ContentFiles(directory).path(fixture.place(hash).file());
    Content open = content().open(hash, ByteRange.all(bytes.length)).content().orElseThrow();
    used(bytes);
    assertThat(collect()).isEmpty();
    assertThat(file).exists();
    assertThat(read(Optional.of(open))).hasValue(bytes);
    assertThat(collect()).isEmpty();
    assertThat(file).doesNotExist();
    assertThat(read(content().open(hash, ByteRange.all(bytes.length)).content())).hasValue(bytes);
  }

  @Test
  void whateverStateABlobIsIn_nothingOfItStaysWhenNothingUsesIt() throws Exception {
    byte[] bytes = content(700_000, 7);
    List<BlobHash> blobs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      bytes[0] = (byte) i;
      blobs.add(evicted(bytes.clone()));
    }
    content().fill(blobs.get(1)).orElseThrow().close();
    Path theirs = Files.write(directory.resolve("theirs"), content(700_000, 8));
    try (PinnedBlob linked = content().link(theirs)) {
      use(linked);
      blobs.add(linked.hash());
    }
    BlobHash small = evicted(content(60_000, 9));
    assertThat(collect()).isEmpty();
    assertThat(fixture.records().files().join()).hasSize(5);
    content().compaction().seal();
    content().compaction().run(() -> false);
    assertThat(fixture.records().files().join()).as("without the segment").hasSize(4);
    blobs.add(small);
    blobs.forEach(this::giveUpAll);
    assertThat(collect()).containsExactlyInAnyOrderElementsOf(blobs);
    assertThat(fixture.records().files().join()).isEmpty();
    assertThat(theirs).exists();
  }

  private BlobHash evicted(byte[] bytes) {
    PinnedBlob blob = content().add(pieces(bytes, 100_000), Durability.STRICT);
    useConfirmed(blob);
    blob.close();
    assertThat(content().evict(blob.hash())).isEqualTo(new Eviction.Evicted());
    return blob.hash();
  }

  @Test
  void aBlobThatAnUploadUses_isNotEvicted() {
    PinnedBlob blob = content().add(pieces(content(700_000, 10), 100_000), Durability.STRICT);
    BlobUses.addUpload(index(), blob);
    blob.close();
    assertThat(content().evict(blob.hash())).isEqualTo(new Eviction.Kept(Reason.UNFINISHED));
  }

  @Test
  void aBodyWithoutAHash_goesWhenNobodyAsksForItAndStaysWhileItIsFilled() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    try (StoreFixture timed = StoreFixture.at(elsewhere, now::get)) {
      Remote body = body("k");
      timed.content().fill(body).close();
      now.updateAndGet(time -> time.plus(UnrootedBodies.KEPT));
      assertThat(timed.content().deletion().run()).isEmpty();
      assertThat(timed.records().files().join()).hasSize(1);
      // Asked for, if in vain.
      assertThat(timed.content().open(body, new ByteRange(0, 1)).content()).isEmpty();
      now.updateAndGet(time -> time.plus(UnrootedBodies.KEPT).minusSeconds(1));
      timed.content().deletion().run();
      assertThat(timed.records().files().join()).hasSize(1);
      BlobFill fill = timed.content().fill(body);
      now.updateAndGet(time -> time.plus(UnrootedBodies.KEPT).plusSeconds(1));
      timed.content().deletion().run();
      assertThat(timed.records().files().join()).hasSize(1);
      fill.close();
      timed.content().deletion().run();
      assertThat(timed.records().files().join()).isEmpty();
      List<UnrootedRow> left = timed.index().read(tables -> tables.unrooted().all());
      assertThat(left).isEmpty();
    }
  }

  @Test
  void ofManyBodiesWithoutAHash_thoseAskedForLongestAgoGo() {
    for (int i = 0; i < UnrootedBodies.MOST + 3; i++) {
      content().fill(body("k" + i)).close();
    }
    collect();
    assertThat(fixture.records().files().join()).hasSize(UnrootedBodies.MOST);
    Optional<UnrootedRow> first = index().read(tables -> tables.unrooted().find(body("k0")));
    assertThat(first).isEmpty();
  }

  @Test
  void aBodyThatTwoFill_isNotTakenFromWhoeverFinishedIt_byAWrongExpectation() {
    byte[] bytes = content(50_000, 12);
    Remote body = new Remote(OriginId.of("s3", "e", "b", ""), "k", "t", bytes.length);
    try (BlobFill one = content().fill(body);
        BlobFill other = content().fill(body)) {
      one.write(0, ByteBuffer.wrap(bytes));
      try (PinnedBlob finished = one.finish(Optional.empty())) {
        assertThatThrownBy(() -> other.finish(Optional.of(TestingRecords.hash(new byte[1]))))
            .isInstanceOf(S3Exception.class);
        useConfirmed(finished);
      }
    }
    collect();
    assertThat(fixture.records().files().join()).hasSize(1);
  }

  @Test
  void aBodyThatTwoFinish_isOneBlob_alsoForWhoeverComesBehindItsUse() {
    byte[] bytes = content(50_000, 13);
    Remote body = new Remote(OriginId.of("s3", "e", "b", ""), "k", "t", bytes.length);
    try (BlobFill one = content().fill(body);
        BlobFill other = content().fill(body);
        BlobFill late = content().fill(body)) {
      one.write(0, ByteBuffer.wrap(bytes));
      try (PinnedBlob first = one.finish(Optional.empty());
          PinnedBlob second = other.finish(Optional.empty())) {
        assertThat(second.hash()).isEqualTo(first.hash());
        useConfirmed(first);
      }
      try (PinnedBlob third = late.finish(Optional.of(TestingRecords.hash(bytes)))) {
        giveUpAll(third.hash());
        assertThat(collect()).isEmpty();
      }
      assertThat(collect()).containsExactly(TestingRecords.hash(bytes));
      assertThatThrownBy(() -> late.finish(Optional.empty())).isInstanceOf(S3Exception.class);
    }
    assertThat(fixture.records().files().join()).isEmpty();
  }

  @Test
  void aBodyThatBecameABlobAndIsPinnedTwice_staysTheBodysWhenNothingUsesIt() {
    byte[] bytes = content(50_000, 11);
    Remote body = new Remote(OriginId.of("s3", "e", "b", ""), "k", "t", bytes.length);
    try (BlobFill fill = content().fill(body)) {
      fill.write(0, ByteBuffer.wrap(bytes));
      PinnedBlob first = fill.finish(Optional.empty());
      PinnedBlob second = content().pin(first.hash()).orElseThrow();
      first.close();
      second.close();
    }
    assertThat(read(content().open(body, ByteRange.all(bytes.length)).content())).hasValue(bytes);
  }

  private static Remote body(String key) {
    return new Remote(OriginId.of("s3", "e", "b", ""), key, "t", 100);
  }

  @Test
  void verify_findsWhatIsLostOfABlobThatIsNotWhole() {
    byte[] bytes = content(700_000, 12);
    BlobHash evicted = evicted(bytes);
    bytes[0]++;
    BlobHash partial = evicted(bytes);
    content().fill(partial).orElseThrow().close();
    assertThat(fixture.verify(true).findings()).noneMatch(found -> found.contains("missing"));
    List.of(evicted, partial).forEach(blob -> fixture.records().lose(fixture.place(blob).file()));
    assertThat(fixture.verify(false).findings())
        .contains("blob " + evicted + " is missing", "blob " + partial + " is missing");
  }

  @Test
  void aBlobWhosePartialFileIsLost_isFilledFromTheBeginning() {
    BlobHash blob = evicted(content(700_000, 13));
    content().fill(blob).orElseThrow().close();
    fixture.records().lose(fixture.place(blob).file());
    assertThat(content().status(blob)).isEqualTo(new BlobStatus.Absent());
    try (BlobFill fill = content().fill(blob).orElseThrow()) {
      assertThat(fill.missing(ByteRange.all(700_000))).containsExactly(ByteRange.all(700_000));
    }
    assertThat(content().status(blob)).isEqualTo(new BlobStatus.Partial(700_000, List.of()));
  }
}
