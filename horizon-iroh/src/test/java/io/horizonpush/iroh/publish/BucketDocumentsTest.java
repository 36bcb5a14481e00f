package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket that is deleted while its document is made or opened leaves none behind. */
class BucketDocumentsTest {

  @TempDir Path directory;
  private StoreFixture fixture;
  private Bucket bucket;
  private BucketRow row;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    bucket = fixture.create("bucket");
    row = fixture.row(bucket);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void assertLeavesNothing(Runnable created, Consumer<ReplicaId> opening) {
    BucketDocuments documents =
        fixture.documents(new HookedReplicas(fixture.replicas(), created, opening));
    assertThatThrownBy(() -> documents.current(row))
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining("Bucket bucket was deleted meanwhile");
    assertThat(fixture.replicas().list()).isEmpty();
  }

  @Test
  void aDocumentThatIsMadeWhileItsBucketIsDeleted_isRemoved() {
    assertLeavesNothing(() -> fixture.buckets().delete(bucket.id()), id -> {});
  }

  @Test
  void aDocumentThatIsOpenedWhileItsBucketIsDeleted_isNotMadeAgain() {
    assertThat(fixture.documents(fixture.replicas()).current(row).id())
        .isEqualTo(fixture.document(bucket));
    assertLeavesNothing(() -> {}, id -> fixture.buckets().delete(bucket.id()));
  }
}
