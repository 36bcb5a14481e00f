package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.ffm.IrohNative.StoreFile;
import io.horizonpush.iroh.index.BlobTable.Segment;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the space of deleted objects comes back, and that nothing else goes with it. */
@Timeout(120)
class SpaceTest extends OneBucketTest {

  private static final int SIZE = 200_000;

  @Test
  void aSegmentThatIsMostlyGarbage_isCopiedAndRemoved() {
    List<StoredVersion> objects = put(60);
    long segment = place(objects.getFirst()).file();
    objects.subList(0, 50).forEach(each -> objects().delete(bucket, each.key()));
    fixture.stores().collectAllGarbage();
    assertThat(files()).extracting(StoreFile::id).doesNotContain(segment);
    assertThat(files().stream().mapToLong(StoreFile::length).sum()).isLessThan(11L * SIZE);
    assertReadable(objects.subList(50, 60));
    fixture.restart();
    assertReadable(objects.subList(50, 60));
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aSegmentWithLittleGarbage_staysAsItIs() {
    List<StoredVersion> objects = put(20);
    Place before = place(objects.get(5));
    objects.subList(0, 3).forEach(each -> objects().delete(bucket, each.key()));
    fixture.stores().collectAllGarbage();
    assertThat(place(objects.get(5))).isEqualTo(before);
  }

  @Test
  void aSegmentThatIsBeingWritten_isLeftAloneBySmallCollections() {
    List<StoredVersion> objects = put(20);
    objects.forEach(each -> objects().delete(bucket, each.key()));
    assertThat(fixture.stores().collectGarbage()).hasSize(20);
    assertThat(files()).hasSize(1);
    fixture.stores().collectAllGarbage();
    assertThat(files()).isEmpty();
  }

  @Test
  void aBodyThatIsStagedInASegmentOfGarbage_isKept() {
    List<StoredVersion> objects = put(10);
    byte[] bytes = Bytes.random(77, SIZE);
    ObjectKey late = new ObjectKey("late");
    try (StagedBody staged = objects().store().stage(bucket, Bytes.reader(bytes))) {
      objects.forEach(each -> objects().delete(bucket, each.key()));
      fixture.stores().collectAllGarbage();
      fixture.stores().collectAllGarbage();
      objects().put(bucket, late, TestingObjects.object("e"), staged);
    }
    assertThat(objects().read(bucket, late)).isEqualTo(bytes);
    fixture.stores().collectAllGarbage();
    assertThat(objects().read(bucket, late)).isEqualTo(bytes);
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aReaderWhoseBlobIsMoved_readsOnWhereItWas() {
    List<StoredVersion> objects = put(10);
    BlobHash blob = blob(objects.get(9));
    Content open = fixture.content().open(blob, ByteRange.all(SIZE)).content().orElseThrow();
    objects.subList(0, 9).forEach(each -> objects().delete(bucket, each.key()));
    fixture.stores().collectAllGarbage();
    assertThat(Bytes.bytes(open.reader())).isEqualTo(bytes(9));
    open.close();
    assertReadable(objects.subList(9, 10));
  }

  @Test
  void aDamagedBlob_keepsItsSegmentAndTheOthersMove() {
    List<StoredVersion> objects = put(10);
    Place damaged = place(objects.get(8));
    fixture.records().damage(damaged, new byte[100]);
    objects.subList(0, 8).forEach(each -> objects().delete(bucket, each.key()));
    fixture.stores().collectAllGarbage();
    assertThat(place(objects.get(8))).isEqualTo(damaged);
    assertThat(files()).extracting(StoreFile::id).contains(damaged.file());
    assertReadable(objects.subList(9, 10));
    assertThat(fixture.verify(false).findings()).singleElement().asString().contains("is damaged");
  }

  @Test
  void aDamagedBlobThatIsStoredAgain_letsItsSegmentGo() {
    List<StoredVersion> objects = put(10);
    Place damaged = place(objects.get(8));
    fixture.records().damage(damaged, new byte[100]);
    objects.subList(0, 8).forEach(each -> objects().delete(bucket, each.key()));
    fixture.stores().collectAllGarbage();
    objects().put(bucket, new ObjectKey("again"), bytes(8));
    fixture.stores().collectAllGarbage();
    assertThat(files()).extracting(StoreFile::id).doesNotContain(damaged.file());
    assertReadable(objects.subList(8, 10));
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void moreDamagedBlobsThanOneStepReads_doNotKeepTheOthers() {
    List<StoredVersion> small = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      ObjectKey key = new ObjectKey("small-" + i);
      small.add(objects().put(bucket, key, Bytes.random(i, 20_000)));
    }
    small.subList(0, 600).forEach(each -> fixture.records().damage(place(each), new byte[9]));
    small
        .subList(0, 600)
        .forEach(each -> fixture.content().scrub(blob(each), ByteRange.all(20_000)));
    small.subList(601, 699).forEach(each -> objects().delete(bucket, each.key()));
    List<StoredVersion> garbage = put(60);
    garbage.forEach(each -> objects().delete(bucket, each.key()));
    Place last = place(small.get(699));
    fixture.stores().collectAllGarbage();
    assertThat(place(small.get(699))).isNotEqualTo(last);
    assertThat(objects().read(bucket, small.get(699).key())).isEqualTo(Bytes.random(699, 20_000));
  }

  @Test
  void equalBodiesAtOnce_leaveOneBlob() {
    byte[] bytes = Bytes.random(5, 700_000);
    try (StagedBody first = objects().store().stage(bucket, Bytes.reader(bytes));
        StagedBody second = objects().store().stage(bucket, Bytes.reader(bytes))) {
      objects().put(bucket, new ObjectKey("b"), TestingObjects.object("e"), second);
      objects().put(bucket, new ObjectKey("a"), TestingObjects.object("e"), first);
    }
    assertThat(files()).hasSize(1);
    assertThat(objects().read(bucket, new ObjectKey("a"))).isEqualTo(bytes);
    objects().delete(bucket, new ObjectKey("a"));
    fixture.stores().collectGarbage();
    assertThat(objects().read(bucket, new ObjectKey("b"))).isEqualTo(bytes);
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aFileOfAnEarlierProcessThatNoRowNames_isRemovedAtTheStart() throws Exception {
    List<StoredVersion> objects = put(3);
    Path stray = path(7_000);
    Files.createDirectories(stray.getParent());
    Files.write(stray, new byte[10_000]);
    fixture.restart();
    assertThat(stray).doesNotExist();
    assertReadable(objects);
    Segment segment = fixture.index().read(tables -> tables.blobs().segments().getFirst());
    assertThat(place(objects.getFirst()).file()).isEqualTo(segment.id());
  }

  private Path path(long file) {
    return new ContentFiles(directory).path(file);
  }

  private List<StoreFile> files() {
    return fixture.records().files().join();
  }

  private List<StoredVersion> put(int count) {
    List<StoredVersion> objects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      objects.add(objects().put(bucket, new ObjectKey("key-" + i), bytes(i)));
    }
    return objects;
  }

  private static byte[] bytes(int number) {
    return Bytes.random(number, SIZE);
  }

  private void assertReadable(List<StoredVersion> objects) {
    for (StoredVersion each : objects) {
      int number = Integer.parseInt(each.key().value().substring("key-".length()));
      assertThat(objects().read(bucket, each.key())).isEqualTo(bytes(number));
    }
  }

  private static BlobHash blob(StoredVersion version) {
    return version.body().parts().getFirst().blob();
  }

  private Place place(StoredVersion version) {
    return fixture.place(blob(version));
  }
}
