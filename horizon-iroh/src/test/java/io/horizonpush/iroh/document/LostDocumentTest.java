package io.horizonpush.iroh.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas.NewReplica;
import io.horizonpush.iroh.replica.ReplicaException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a document that the disk failed to keep. */
class LostDocumentTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path dataDir;

  @Test
  void aDocumentThatTheDiskFailedToKeep_isNotOpenedAgain_andOthersAre() {
    IrohNative node = NativeLibrary.load(dataDir).open(dataDir, new byte[32]);
    FailedFlush documents = new FailedFlush(node.documents());
    AtomicReference<String> heard = new AtomicReference<>("");
    IrohReplicas replicas =
        new IrohReplicas(
            documents, Duration.ofSeconds(60), IrohReplicas.DEFAULT_MEMORY, heard::set);
    try {
      NewReplica lost = replicas.create();
      NewReplica other = replicas.create();
      BucketReplica replica = replicas.open(lost.id(), lost.secret());
      documents.fails.set(true);

      assertThatThrownBy(replica::flush).isInstanceOf(ReplicaException.class);

      documents.fails.set(false);
      assertThat(heard.get()).contains("Input/output error");
      for (int i = 0; i < 2; i++) {
        assertNotOpened(replica::flush);
        assertNotOpened(() -> replicas.open(lost.id(), lost.secret()));
        assertNotOpened(() -> replicas.open(lost.id()));
      }
      assertThat(documents.opened).hasValue(0);
      replicas.open(other.id(), other.secret()).flush();
    } finally {
      replicas.close();
      Await.value(node.close(), LIMIT);
    }
  }

  private static void assertNotOpened(Runnable use) {
    assertThatThrownBy(use::run)
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining("is not opened again, because the disk failed to keep it");
  }
}
