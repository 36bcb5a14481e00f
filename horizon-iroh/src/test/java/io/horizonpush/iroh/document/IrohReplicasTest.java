package io.horizonpush.iroh.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicaContract;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.BucketReplicas.NewReplica;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
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
  private IrohNative otherNode;
  private IrohReplicas others;
  private final AtomicReference<String> fsyncFailure = new AtomicReference<>("none");

  @BeforeEach
  void openNode() {
    node = NativeLibrary.load(dataDir).open(dataDir, new byte[32]);
    replicas = replicas(IrohReplicas.DEFAULT_IDLE, IrohReplicas.DEFAULT_MEMORY);
    byte[] other = new byte[32];
    other[0] = 1;
    otherNode = NativeLibrary.load(dataDir).open(dataDir.resolve("other"), other);
    others =
        new IrohReplicas(
            otherNode.documents(),
            IrohReplicas.DEFAULT_IDLE,
            IrohReplicas.DEFAULT_MEMORY,
            fsyncFailure::set);
  }

  @AfterEach
  void closeNode() {
    replicas.close();
    Await.value(node.close(), LIMIT);
    others.close();
    Await.value(otherNode.close(), LIMIT);
    assertThat(fsyncFailure).hasValue("none");
  }

  @Override
  protected BucketReplicas replicas() {
    return replicas;
  }

  @Override
  protected BucketReplicas others() {
    return others;
  }

  @Override
  protected WriterId author() {
    return Await.value(node.documents().author(), LIMIT);
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
    replicas = replicas(Duration.ofMillis(50), IrohReplicas.DEFAULT_MEMORY);
    NewReplica made = replicas.create();
    BucketReplica replica = replicas.open(made.id(), made.secret());
    replica.put(List.of(entry("a")));

    // An open store holds a lock on its file.
    Awaitility.await().atMost(LIMIT).until(() -> !isLocked(made.id()));

    assertThat(all(replica)).containsExactly(read(entry("a")));
  }

  @Test
  void fiftyDocumentsInUse_areOpenOnlyAsFarAsTheirMemoryGoes() throws Exception {
    replicas.close();
    replicas = replicas(IrohReplicas.DEFAULT_IDLE, 8 * DocumentMemory.OPENED + 100_000);
    List<BucketReplica> documents =
        IntStream.range(0, 50)
            .mapToObj(i -> replicas.create())
            .map(made -> replicas.open(made.id(), made.secret()))
            .toList();
    for (String key : List.of("a", "b")) {
      documents.forEach(document -> document.put(List.of(entry(key))));
      assertThat(open(documents)).hasSize(8);
    }
    BucketReplica large = documents.getFirst();
    large.put(IntStream.range(0, 1500).mapToObj(i -> entry("large" + i)).toList());
    assertThat(open(documents)).hasSizeLessThan(5).contains(large);
    assertThat(all(large)).hasSize(1502);
    assertThat(open(documents)).containsExactly(large);
    assertThat(documents.subList(1, 50))
        .allSatisfy(document -> assertThat(all(document)).hasSize(2));
  }

  @Test
  void keep_givesTheRoomOfTheOthersBack() throws Exception {
    ReplicaId id = replicas.create().id();
    replicas.open(id).put(IntStream.range(0, 20_000).mapToObj(i -> entry("key" + i)).toList());
    replicas.open(id).flush();
    long before = Files.size(file(id));
    replicas.keep(id, DocumentKey.CONFIG);
    assertThat(all(replicas.open(id))).isEmpty();
    assertThat(Files.size(file(id))).isLessThan(before / 3);
  }

  private List<BucketReplica> open(List<BucketReplica> documents) throws Exception {
    List<BucketReplica> open = new ArrayList<>();
    for (BucketReplica document : documents) {
      if (isLocked(document.id())) {
        open.add(document);
      }
    }
    return open;
  }

  private IrohReplicas replicas(Duration idle, long memory) {
    return new IrohReplicas(node.documents(), idle, memory, fsyncFailure::set);
  }

  @Test
  void aDocumentThatWasDeleted_isNotMadeAgainByWhoeverStillHoldsIt() {
    NewReplica made = replicas.create();
    BucketReplica held = replicas.open(made.id(), made.secret());
    replicas.delete(made.id());

    assertThatThrownBy(() -> held.put(List.of(entry("a"))))
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining("was removed");
    assertThat(replicas.list()).isEmpty();
  }

  @Test
  void keysThatNoNodeOfOursWrites_arePassedOver() {
    NewReplica made = replicas.create();
    BucketReplica replica = replicas.open(made.id(), made.secret());
    replica.put(List.of(entry("a")));
    replica.close();
    long handle = Await.value(node.documents().open(made.id(), Optional.empty()), LIMIT);
    byte[] foreign = {0x01, 'b'};
    IrohNative.NewEntry entry =
        new IrohNative.NewEntry(ByteBuffer.wrap(foreign), new BlobHash(1, 2, 3, 4), 1);
    assertThat(Await.value(node.documents().insert(handle, List.of(entry)), LIMIT)).isEmpty();
    assertThat(Await.value(node.documents().get(handle, foreign), LIMIT)).hasSize(1);
    Await.value(node.documents().close(handle), LIMIT);

    assertThat(all(replica)).containsExactly(read(entry("a")));
  }

  private Path file(ReplicaId id) {
    return dataDir.resolve("docs").resolve(id.hex() + ".redb");
  }

  private boolean isLocked(ReplicaId id) throws Exception {
    ProcessBuilder flock = new ProcessBuilder("flock", "--nonblock", file(id).toString(), "true");
    return flock.start().waitFor() != 0;
  }
}
