package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.BlobUses;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
      assertThat(content().open(hash, ByteRange.all(length))).isEmpty();
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
    assertThat(read(content().open(blob.hash(), ByteRange.all(bytes.length)))).hasValue(bytes);
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
      assertThat(content().open(hash, ByteRange.all(length))).isEmpty();
      used(bytes);
      assertThat(read(content().open(hash, ByteRange.all(length)))).hasValue(bytes);
      fixture.records().lose(fixture.place(hash).file());
      used(bytes);
      assertThat(read(content().open(hash, ByteRange.all(length)))).hasValue(bytes);
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
    Content open = content().open(hash, ByteRange.all(bytes.length)).orElseThrow();
    used(bytes);
    assertThat(collect()).isEmpty();
    assertThat(file).exists();
    assertThat(read(Optional.of(open))).hasValue(bytes);
    assertThat(collect()).isEmpty();
    assertThat(file).doesNotExist();
    assertThat(read(content().open(hash, ByteRange.all(bytes.length)))).hasValue(bytes);
  }
}
