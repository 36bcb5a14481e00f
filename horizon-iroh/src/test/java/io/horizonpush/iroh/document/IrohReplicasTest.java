package io.horizonpush.iroh.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicaContract;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.ReplicaId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IrohReplicasTest extends BucketReplicaContract {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path dataDir;
  private IrohNative node;
  private IrohReplicas replicas;
  private final AtomicReference<String> fsyncFailure = new AtomicReference<>("none");

  @BeforeEach
  void openNode() {
    node = NativeLibrary.load(dataDir).open(dataDir, new byte[32], "127.0.0.1:0");
    replicas = new IrohReplicas(node.documents(), Duration.ofSeconds(60), fsyncFailure::set);
  }

  @AfterEach
  void closeNode() {
    replicas.close();
    Await.value(node.close(), LIMIT);
    assertThat(fsyncFailure).hasValue("none");
  }

  @Override
  protected BucketReplicas replicas() {
    return replicas;
  }

  @Override
  protected BucketReplicas reopened() {
    closeNode();
    openNode();
    return replicas;
  }

  @Test
  void documents_closeThemselvesWhenIdleAndOpenAgainWhenUsed() {
    replicas.close();
    replicas = new IrohReplicas(node.documents(), Duration.ofMillis(50), fsyncFailure::set);
    ReplicaId id = replicas.create();
    BucketReplica replica = replicas.open(id);
    replica.put(List.of(entry("a")));

    // An open store holds a lock on its file.
    Awaitility.await().atMost(LIMIT).until(() -> !isLocked(id));

    assertThat(all(replica)).containsExactly(entry("a"));
  }

  private boolean isLocked(ReplicaId id) throws Exception {
    Path file = dataDir.resolve("docs").resolve(id.hex() + ".redb");
    ProcessBuilder flock = new ProcessBuilder("flock", "--nonblock", file.toString(), "true");
    return flock.start().waitFor() != 0;
  }
}
