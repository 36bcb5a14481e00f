package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.Element;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions that a newer node wrote: kept and passed on, but neither served nor touched. */
@Timeout(120)
class ForeignVersionsTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");

  private final Stamp stamp = TestingVersions.at(Instant.now().minusSeconds(60));

  private StoredVersion with(boolean critical) {
    Element element = new Element(200, critical, stamp, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    VersionHead head =
        new VersionHead(
            KEY,
            TestingVersions.fresh(),
            true,
            stamp,
            Replaced.NOTHING,
            Optional.empty(),
            List.of(element));
    return TestingVersions.of(head, TestingVersions.inline("bytes"));
  }

  private List<ObjectVersion> foreign() {
    StoredVersion encrypted = TestingVersions.small(KEY, stamp, "bytes");
    return List.of(
        with(true),
        TestingVersions.of(
            KEY,
            stamp,
            Replaced.NOTHING,
            new ObjectBody.Unknown(9, 1000, ByteBuffer.wrap(new byte[] {7}))),
        new StoredVersion(
            encrypted.head(),
            encrypted.lastModified(),
            encrypted.etag(),
            encrypted.metadata(),
            encrypted.checksums(),
            encrypted.body(),
            0,
            Optional.of(new Element(1, true, stamp, ByteBuffer.wrap(new byte[] {8}))),
            Attributes.NONE));
  }

  @Test
  void aForeignVersion_isListedButNeitherServedNorTouched() {
    for (ObjectVersion version : foreign()) {
      merge(version);
      assertThat(objects().store().find(bucket, KEY)).isEqualTo(new Lookup.Foreign(version));
      assertThat(objects().store().list(bucket, new ListQuery("", "", "", 10)).objects())
          .singleElement()
          .satisfies(
              listed -> assertThat(listed.size()).isEqualTo(version.stored().orElseThrow().size()));

      List<ThrowingCallable> calls =
          List.of(
              () -> objects().require(bucket, KEY),
              () -> objects().put(bucket, KEY, Bytes.of("mine")),
              () -> objects().delete(bucket, KEY),
              () -> objects().set(bucket, KEY, Tags.NONE),
              () -> objects().set(bucket, KEY, version.id(), Tags.NONE),
              () ->
                  objects()
                      .make(bucket, KEY, new Draft.Remove(new VersionName.Id(version.id()), true)),
              () ->
                  objects()
                      .make(
                          bucket, KEY, new Draft.Remove(new VersionName.Id(version.id()), false)));
      for (ThrowingCallable call : calls) {
        assertThatThrownBy(call)
            .isInstanceOfSatisfying(
                S3Exception.class,
                e -> assertThat(e.code()).isEqualTo(S3ErrorCode.NOT_IMPLEMENTED));
      }
      assertThat(fixture.versions(bucket, KEY).versions()).containsExactly(version);
      assertHandedOn(version);

      fixture.restart();
      assertThat(objects().store().find(bucket, KEY)).isEqualTo(new Lookup.Foreign(version));
      assertHandedOn(version);
      objects().put(bucket, new ObjectKey("so that there is a document"), Bytes.of("x"));
      fixture.publish();
      assertThat(fixture.verify(true).findings()).isEmpty();
      bucket = fixture.create("bucket-" + version.id());
    }
  }

  @Test
  void bytesOfAnUnknownKind_areNotOpened() {
    StoredVersion version = foreign().get(1).stored().orElseThrow();
    assertThatThrownBy(() -> objects().read(bucket, version))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.NOT_IMPLEMENTED));
    assertThat(objects().store().stageCopy(bucket, version)).isEmpty();
  }

  @Test
  void anUnknownElementThatIsNotCritical_isKeptAndPassedOnThroughAChange() {
    StoredVersion version = with(false);
    merge(version);
    assertThat(objects().require(bucket, KEY)).isEqualTo(version);
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("bytes"));
    assertHandedOn(version);

    Tags tags = new Tags(new TreeMap<>(Map.of("a", "1")));
    StoredVersion changed = objects().set(bucket, KEY, tags);
    assertThat(changed.head().unknown()).isEqualTo(version.head().unknown());
    fixture.publish();
    fixture.restart();
    assertThat(objects().require(bucket, KEY)).isEqualTo(changed);
    assertHandedOn(version);
    ObjectVersion own = ManifestCodec.decode(KEY, manifest(StoreFixture.WRITER).orElseThrow());
    assertThat(own).isEqualTo(changed);
    assertThat(own.head().unknown()).isEqualTo(version.head().unknown());
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aDeleteOrAPut_overAnUnknownElementThatIsNotCritical_works() {
    merge(with(false));
    objects().put(bucket, KEY, Bytes.of("mine"));
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("mine"));
    assertThat(objects().require(bucket, KEY).head().unknown()).isEmpty();
  }

  /** Whoever has the other node's entry gets the bytes that it wrote. */
  private void assertHandedOn(ObjectVersion version) {
    assertThat(manifest(stamp.writer())).contains(ManifestCodec.encode(version));
  }

  private Optional<Manifest> manifest(WriterId author) {
    long row = fixture.row(bucket).id();
    return fixture.index().read(tables -> Manifests.find(tables, row, DocumentKey.of(KEY), author));
  }
}
