package io.horizonpush.iroh.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.index.BlobUses;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ContentReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a node that runs, and what becomes of a data directory that one is restored to. */
@Timeout(120)
class BackupTest {

  private static final List<String> OTHERS = List.of("node.key");
  private static final int SEGMENT = 100_000;

  @TempDir Path folder;
  private Path data;
  private Path target;
  private StoreFixture node;
  private Bucket bucket;

  @BeforeEach
  void open() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    target = folder.resolve("backup");
    Files.writeString(data.resolve("node.key"), "secret");
    node = new StoreFixture(data);
    bucket = node.create("bucket");
    put(1, 10);
    put(2, SEGMENT);
    put(3, Bytes.LARGE);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void put(int number, int length) {
    node.objects().put(bucket, key(number), Bytes.random(number, length));
  }

  private static ObjectKey key(int number) {
    return new ObjectKey("key-" + number);
  }

  private BackupReport backUp() {
    return backUp(target);
  }

  private BackupReport backUp(Path to) {
    return new Backup(node.index(), node.content(), data, OTHERS).make(to);
  }

  private void assertHolds(Path directory, int... numbers) {
    try (StoreFixture restored = new StoreFixture(directory)) {
      Bucket there = restored.buckets().find(new BucketName("bucket")).orElseThrow();
      for (int number : numbers) {
        int length = number == 1 ? 10 : number == 3 ? Bytes.LARGE : SEGMENT;
        assertThat(restored.objects().read(there, key(number)))
            .isEqualTo(Bytes.random(number, length));
      }
      restored.publish();
      assertThat(restored.verify(true).findings()).isEmpty();
    }
  }

  private RestoreReport restore(Path to) {
    return Restore.run(target, to, OTHERS);
  }

  private Path empty() throws IOException {
    return Files.createDirectories(folder.resolve("elsewhere"));
  }

  private static List<Path> files(Path in) throws IOException {
    try (Stream<Path> all = Files.walk(in)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void aFolderWhoseFirstBackupEndedAmidItsFirstStep_takesTheNext() throws IOException {
    Files.createDirectories(target);
    Files.createFile(target.resolve("backup.begun.new"));
    assertThat(backUp().objects()).isEqualTo(3);
    restore(empty());
    assertHolds(empty(), 1, 2, 3);
  }

  @Test
  void aBackup_isRestoredElsewhere() throws IOException {
    BackupReport made = backUp();
    assertThat(made.objects()).isEqualTo(3);
    assertThat(made.files().linked()).isEqualTo(2);
    assertThat(made.missing()).isZero();
    RestoreReport restored = restore(empty());
    assertThat(restored.objects()).isEqualTo(3);
    assertThat(restored.losses()).isEmpty();
    assertThat(restored.missing()).isEmpty();
    assertThat(restored.confirm()).isFalse();
    assertHolds(empty(), 1, 2, 3);
    assertThat(empty().resolve("node.key")).hasContent("secret");
  }

  @Test
  void aBackup_hasTreesAndNothingThatIsBeingFilled() throws IOException {
    BlobHash evicted = evicted(10);
    BlobHash half = evicted(11);
    Remote body = new Remote(OriginId.of("s3", "e", "b", ""), "k", "t", Bytes.LARGE);
    try (BlobFill fill = node.content().fill(half).orElseThrow();
        BlobFill other = node.content().fill(body)) {
      ByteBuffer first = ByteBuffer.wrap(Bytes.random(11, Bytes.LARGE), 0, BlobFill.GROUP);
      fill.write(0, first);
      other.write(0, first);
    }
    node.stores().collectAllGarbage();
    BackupReport made = backUp();
    assertThat(made.files().linked()).as("a segment, a body and a tree").isEqualTo(3);
    assertThat(made.missing()).isZero();
    RestoreReport restored = restore(empty());
    assertThat(restored.missing()).isEmpty();
    try (StoreFixture there = new StoreFixture(empty())) {
      assertThat(there.content().status(evicted)).isEqualTo(new BlobStatus.Evicted(Bytes.LARGE));
      assertThat(there.content().status(half)).isEqualTo(new BlobStatus.Absent());
      assertThat(there.content().open(body, new ByteRange(0, 1)).content()).isEmpty();
    }
  }

  private BlobHash evicted(int seed) {
    ContentReader bytes = Bytes.reader(Bytes.random(seed, Bytes.LARGE));
    PinnedBlob blob = node.content().add(bytes, Durability.STRICT);
    BlobUses.addConfirmed(node.index(), blob);
    blob.close();
    assertThat(node.content().evict(blob.hash())).isEqualTo(new Eviction.Evicted());
    return blob.hash();
  }

  @Test
  void theLogOfAnIndexThatIsGone_isNotTakenForThatOfTheBackup() throws IOException {
    backUp();
    for (int number = 10; number < 40; number++) {
      put(number, 10);
    }
    // As a crash leaves it: what was committed last is in the log alone.
    Path log = data.resolve("index.db-wal");
    Path kept = Files.copy(log, folder.resolve("kept"));
    node.close();
    Files.delete(data.resolve("index.db"));
    Files.copy(kept, log);
    restore(data);
    node = new StoreFixture(data);
    assertThat(node.objects().find(bucket, key(10))).isEmpty();
    assertThat(node.objects().read(bucket, key(1))).isEqualTo(Bytes.random(1, 10));
  }

  @Test
  void aFileThatHasRotted_isReplacedByTheBackups() throws IOException {
    backUp();
    BlobHash blob = node.objects().require(bucket, key(3)).body().parts().getFirst().blob();
    Path file = new ContentFiles(data).path(node.place(blob).file());
    node.close();
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
    restore(data);
    node = new StoreFixture(data);
    assertThat(node.objects().read(bucket, key(3))).isEqualTo(Bytes.random(3, Bytes.LARGE));
  }

  @Test
  void aBackup_isItsOwnersAlone() throws IOException {
    backUp();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rwx------");
    for (String secret : List.of("node.key", "backup.id")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(secret))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aSecondBackup_bringsWhatIsNew_andRemovesWhatIsGone() throws IOException {
    backUp();
    put(4, SEGMENT);
    node.objects().delete(bucket, key(3));
    node.stores().collectAllGarbage();
    BackupReport second = backUp();
    assertThat(second.objects()).isEqualTo(3);
    assertThat(second.files()).isEqualTo(new BackupReport.Files(1, 0, 1, 1));
    assertThat(files(target)).filteredOn(file -> file.toString().endsWith(".db")).hasSize(1);
    RestoreReport _ = restore(empty());
    assertHolds(empty(), 1, 2, 4);
  }

  @Test
  void whatHappensAfterABackup_doesNotReachIt() throws IOException {
    backUp();
    for (int number = 1; number <= 3; number++) {
      node.objects().delete(bucket, key(number));
    }
    node.stores().collectAllGarbage();
    node.restart();
    put(5, SEGMENT);
    RestoreReport _ = restore(empty());
    assertHolds(empty(), 1, 2, 3);
  }

  @Test
  void whileABackupIsMade_nothingIsRemoved_andGcSaysSo() {
    node.objects().delete(bucket, key(3));
    try (var _ = node.content().removals().hold()) {
      assertThat(node.stores().collectGarbage()).isEmpty();
      assertThatThrownBy(() -> node.stores().collectAllGarbage())
          .isInstanceOf(S3Exception.class)
          .hasMessageContaining("backup is being made");
    }
    assertThat(node.stores().collectAllGarbage()).hasSize(1);
  }

  @Test
  void aBackupThatCannotBeFinished_leavesTheEarlierOne() throws IOException {
    BackupReport first = backUp();
    put(4, SEGMENT);
    node.objects().delete(bucket, key(3));
    node.stores().collectAllGarbage();
    // Stands where the next index would go.
    Path obstacle = target.resolve("index-" + (first.generation() + 2) + ".db");
    Files.createDirectories(obstacle.resolve("in-the-way"));
    assertThatThrownBy(this::backUp)
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("still counts")
        .hasMessageContaining(target.toString());
    RestoreReport _ = restore(empty());
    assertHolds(empty(), 1, 2, 3);
  }

  @Test
  void foldersThatAreNoBackupOfThisNode_areRefused() throws IOException {
    Path other = Files.createDirectories(folder.resolve("full"));
    Files.writeString(other.resolve("letter.txt"), "mine");
    assertThatThrownBy(() -> backUp(other)).hasMessageContaining("choose an empty folder");
    assertThatThrownBy(() -> backUp(data.resolve("inside"))).hasMessageContaining("each other");
    assertThatThrownBy(() -> backUp(folder)).hasMessageContaining("each other");
    assertThatThrownBy(() -> backUp(Path.of("relative"))).hasMessageContaining("whole path");
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    try (StoreFixture stranger = new StoreFixture(foreign)) {
      BackupReport _ =
          new Backup(stranger.index(), stranger.content(), foreign, OTHERS).make(target);
    }
    assertThatThrownBy(this::backUp).hasMessageContaining("of another node");
    assertThatThrownBy(() -> restore(data)).hasMessageContaining("restore into an empty folder");
    assertThat(files(other)).hasSize(1);
  }

  @Test
  void aLinkThatLeadsIntoTheDataDirectory_isNoWayAround() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), data);
    assertThatThrownBy(() -> backUp(link.resolve("new"))).hasMessageContaining("each other");
    assertThat(data.resolve("new")).doesNotExist();
    backUp();
    Path inside = Files.createDirectories(target.resolve("data"));
    assertThatThrownBy(() -> restore(inside)).hasMessageContaining("each other");
    Path other = Files.createSymbolicLink(folder.resolve("other"), target);
    assertThatThrownBy(() -> restore(other.resolve("data"))).hasMessageContaining("each other");
    assertThat(files(inside)).isEmpty();
    Path holds = Files.createDirectories(folder.resolve("holds"));
    Path moved = Files.move(target, holds.resolve("backup"));
    assertThatThrownBy(() -> Restore.run(moved, holds, OTHERS)).hasMessageContaining("each other");
  }

  @Test
  void aBackupRemovesOfItsFolder_onlyWhatABackupMakes() throws IOException {
    backUp();
    Path mine = Files.writeString(target.resolve("content/mine.txt"), "mine");
    Path part = Files.createFile(target.resolve("content/00000000000000ff.part"));
    assertThat(backUp().files().removed()).isEqualTo(1);
    assertThat(mine).hasContent("mine");
    assertThat(part).doesNotExist();
  }

  @Test
  void restoredOver_itTellsWhatIsLost_andKeepsItUntilConfirmed() throws IOException {
    backUp();
    put(4, SEGMENT);
    put(5, Bytes.LARGE);
    node.objects().delete(bucket, key(3));
    node.stores().collectAllGarbage();
    node.close();
    RestoreReport restored = restore(data);
    assertThat(restored.losses().orElseThrow().count()).isEqualTo(2);
    assertThat(restored.losses().orElseThrow().first())
        .containsExactlyInAnyOrder("bucket/key-4", "bucket/key-5");
    assertThat(restored.missing()).isEmpty();
    assertThat(restored.aside().orElseThrow().resolve("index.db")).exists();
    List<Path> kept = files(data.resolve("content"));
    assertHolds(data, 1, 2, 3);
    node = new StoreFixture(data);
    node.restart();
    assertThat(files(data.resolve("content"))).containsAll(kept);
    assertThatThrownBy(() -> node.stores().collectAllGarbage())
        .hasMessageContaining("gc --confirm");
    assertThat(node.content().removals().confirm()).isTrue();
    assertThat(node.stores().collectAllGarbage()).isEmpty();
    assertThat(files(data.resolve("content"))).hasSizeLessThan(kept.size());
    assertThat(node.verify(true).findings()).isEmpty();
    node.restart();
    assertThat(node.content().removals().refusal()).isEmpty();
  }

  @Test
  void afterARestore_theFolderOfTheBackupIsRefused_andAnotherIsTaken() throws IOException {
    backUp();
    node.close();
    RestoreReport _ = restore(data);
    node = new StoreFixture(data);
    bucket = node.buckets().find(new BucketName("bucket")).orElseThrow();
    assertThatThrownBy(this::backUp).hasMessageContaining("before this node was restored");
    assertThat(backUp(folder.resolve("next")).objects()).isEqualTo(3);
  }

  @Test
  void anIndexPutBackByHand_isRefused() throws IOException {
    BackupReport made = backUp();
    node.close();
    for (String rest : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(data.resolve("index.db" + rest));
    }
    Files.copy(target.resolve("index-" + made.generation() + ".db"), data.resolve("index.db"));
    assertThatThrownBy(() -> new StoreFixture(data).close())
        .hasMessageContaining("is an older copy");
    RestoreReport _ = restore(data);
    assertHolds(data, 1, 2, 3);
    node = new StoreFixture(data);
  }

  @Test
  void aLostIndexAndLostContent_areRestored() throws IOException {
    backUp();
    node.close();
    Files.move(data.resolve("index.db"), folder.resolve("lost"));
    RestoreReport _ = restore(data);
    assertHolds(data, 1, 2, 3);
    Files.move(data.resolve("content"), folder.resolve("lost-content"));
    RestoreReport again = restore(data);
    assertThat(again.missing()).isEmpty();
    assertHolds(data, 1, 2, 3);
    node = new StoreFixture(data);
  }

  @Test
  void aFileThatTheBackupLost_isReported() throws IOException {
    backUp();
    Files.delete(files(target.resolve("content")).getLast());
    RestoreReport restored = restore(empty());
    assertThat(restored.missing()).hasSize(1);
    assertThat(restored.missingBlobs()).isEqualTo(1);
    node.close();
    assertThat(restore(data).missing()).isEmpty();
    node = new StoreFixture(data);
  }

  @Test
  void aFolderWithoutAFinishedBackup_isNotRestored() throws IOException {
    Files.createDirectories(target);
    assertThatThrownBy(() -> restore(empty())).hasMessageContaining("no finished backup");
    Files.writeString(target.resolve("backup.id"), "horizonpush-backup-2\nx\n");
    assertThatThrownBy(() -> restore(empty())).hasMessageContaining("another version");
    assertThat(files(empty())).isEmpty();
  }
}
