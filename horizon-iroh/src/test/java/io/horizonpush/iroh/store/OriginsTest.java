package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.BlobUseTable.UseRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BlobStore.Eviction.Reason;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.OriginVersions;
import io.horizonpush.s3.store.StagedBody;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node knows of origins: what they confirmed, and what was learnt there. */
@Timeout(120)
class OriginsTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final ListedOrigin FIRST_LISTED =
      new ListedOrigin("aws-s3", "https://s3.example.com", "b", false, "");
  private static final ListedOrigin SECOND_LISTED =
      new ListedOrigin("gcs", "https://storage.example.com", "b", false, "");
  private static final OriginId ORIGIN = FIRST_LISTED.id();
  private static final OriginId SECOND = SECOND_LISTED.id();
  private static final byte[] BYTES = Bytes.random(5, Bytes.LARGE);
  private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");

  @BeforeEach
  void standBeforeOrigins() {
    setOrigins(FIRST_LISTED, SECOND_LISTED);
    fixture.stores().upkeep().run();
  }

  @Test
  void aConfirmation_isWithdrawnWhenAnUploadOrADeletionIsQueuedToItsKey() {
    for (boolean deletion : List.of(false, true)) {
      StoredVersion first = objects().put(bucket, KEY, BYTES);
      queue(first, ORIGIN, "there", false);
      assertThat(local(first).waiting()).containsExactly(ORIGIN);
      assertThat(unconfirmed()).isEqualTo(1);

      Confirmation confirmation = confirm(first, ORIGIN, "there");
      assertThat(local(first).waiting()).isEmpty();
      assertThat(local(first).confirmations()).containsExactly(confirmation);
      assertThat(unconfirmed()).isZero();
      assertThat(isConfirmed()).isTrue();

      ObjectKey other = new ObjectKey("other");
      StoredVersion second = objects().put(bucket, other, Bytes.of("y"));
      queue(bucket, second, ORIGIN, "elsewhere", deletion);
      assertThat(local(first).confirmations()).containsExactly(confirmation);

      queue(bucket, second, ORIGIN, "there", deletion);
      assertThat(local(first).confirmations()).isEmpty();
      assertThat(unconfirmed()).isEqualTo(1);
      assertThat(isConfirmed()).isFalse();
      assertThat(fixture.verify(false).findings()).isEmpty();
    }
  }

  @Test
  void aConfirmation_ofAnotherBucketIsWithdrawnToo() {
    StoredVersion first = objects().put(bucket, KEY, BYTES);
    confirm(first, ORIGIN, "there");
    Bucket other = fixture.create("other");
    StoredVersion second = objects().put(other, KEY, Bytes.of("y"));
    queue(other, second, ORIGIN, "there", false);
    assertThat(local(first).confirmations()).isEmpty();
    assertThat(unconfirmed()).isEqualTo(1);
  }

  @Test
  void aVersionThatTwoOriginsConfirmed_staysConfirmedByTheOther() {
    StoredVersion version = objects().put(bucket, KEY, BYTES);
    confirm(version, ORIGIN, "there");
    confirm(version, ORIGIN, "there");
    Confirmation second = confirm(version, SECOND, "there");
    assertThat(unconfirmed()).isZero();

    queue(version, ORIGIN, "there", false);
    assertThat(local(version).confirmations()).containsExactly(second);
    assertThat(unconfirmed()).isZero();
    queue(version, SECOND, "there", true);
    assertThat(local(version).confirmations()).isEmpty();
    assertThat(unconfirmed()).isEqualTo(1);
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void whatAnOriginConfirmedThatTheBucketHasNoMore_letsNoBytesGo() {
    StoredVersion version = objects().put(bucket, KEY, BYTES);
    confirm(version, ORIGIN, "there");
    assertThat(isConfirmed()).isTrue();

    setOrigins(SECOND_LISTED);
    BlobHash blob = blobOf(version);
    assertThat(fixture.content().evict(blob)).isEqualTo(new Eviction.Kept(Reason.BUSY));
    fixture.stores().upkeep().run();
    assertThat(local(version).confirmations()).isEmpty();
    assertThat(isConfirmed()).isFalse();
    assertThat(fixture.content().evict(blob)).isEqualTo(new Eviction.Kept(Reason.UNCONFIRMED));

    Confirmation confirmation = confirm(version, SECOND, "there");
    setOrigins(SECOND_LISTED, FIRST_LISTED);
    fixture.stores().upkeep().run();
    assertThat(local(version).confirmations()).containsExactly(confirmation);
    assertThat(isConfirmed()).isTrue();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void originsThatAreForgottenWithADocument_areLookedIntoAsWell() {
    StoredVersion version = objects().put(bucket, KEY, BYTES);
    confirm(version, ORIGIN, "there");
    long row = fixture.row(bucket).id();
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.settings().remove(row, Part.ORIGINS.storedName());
              return true;
            });
    assertThat(fixture.content().evict(blobOf(version))).isEqualTo(new Eviction.Kept(Reason.BUSY));
    fixture.stores().upkeep().run();
    assertThat(isConfirmed()).isFalse();
    assertThat(local(version).confirmations()).isEmpty();
  }

  @Test
  void anOriginThatTheBucketHasNoMore_isRememberedAsTheWriterOfWhatWasLearntThere() {
    ListedOrigin first = new ListedOrigin("s3", "https://s3.example.com", "first", false, "");
    ListedOrigin second =
        new ListedOrigin("gcs", "https://storage.example.com", "second", false, "");
    setOrigins(first);
    assertThat(knows(first)).isTrue();
    assertThat(knows(second)).isFalse();
    setOrigins(second);
    setOrigins(second, first);
    fixture.buckets().setOrigins(bucket.id(), BucketOrigins.NONE);

    assertThat(knows(first)).isTrue();
    assertThat(knows(second)).isTrue();
    List<OriginId> former =
        fixture.index().read(tables -> tables.settings().formerOrigins(rowOf(tables)));
    assertThat(former).endsWith(first.id(), second.id());
    assertThat(knows(new ListedOrigin("gcs", "https://storage.example.com", "third", false, "")))
        .isFalse();
  }

  private boolean knows(ListedOrigin origin) {
    return fixture
        .index()
        .read(tables -> tables.settings().knowsOrigin(rowOf(tables), origin.id()));
  }

  private long rowOf(Tables tables) {
    return tables.buckets().require(bucket.id()).id();
  }

  private void setOrigins(ListedOrigin... origins) {
    fixture
        .buckets()
        .setOrigins(
            bucket.id(), new BucketOrigins(List.of(origins), Writes.LOCAL_ONLY, Freshness.USUAL));
  }

  @Test
  void aBlobOfTwoVersions_isConfirmedOnlyOnceBothAre() {
    StoredVersion one = objects().put(bucket, KEY, BYTES);
    StoredVersion two = objects().put(bucket, new ObjectKey("two"), BYTES);
    confirm(one, ORIGIN, "one");
    assertThat(isConfirmed()).isFalse();
    confirm(two, ORIGIN, "two");
    assertThat(isConfirmed()).isTrue();
    objects().put(bucket, KEY, Bytes.of("replaced"));
    assertThat(isConfirmed()).isTrue();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aConfirmedVersionThatBecomesALoser_isConfirmedNoMore_sinceAnotherTakesItsPlaceThere() {
    StoredVersion version = objects().put(bucket, KEY, BYTES);
    confirm(version, ORIGIN, "there");
    assertThat(isConfirmed()).isTrue();
    Stamp later = TestingVersions.at(version.stamp().time().plusSeconds(60));
    merge(TestingVersions.small(KEY, later, "wins"));
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(version);
    assertThat(isConfirmed()).isFalse();
    assertThat(unconfirmed()).isEqualTo(1);
    confirm(version, ORIGIN, "there"); // Which was on its way meanwhile.
    assertThat(isConfirmed()).isFalse();
    assertThat(fixture.verify(false).findings()).isEmpty();
    objects().make(bucket, KEY, new Draft.Resolve(version.id(), false));
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void whatABucketWithVersionsHasAtAnOrigin_stays_sinceTheNextWriteTakesItsPlaceThere() {
    StoredVersion version = objects().put(bucket, KEY, BYTES);
    confirm(version, ORIGIN, "there");
    fixture.buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    assertThat(fixture.content().evict(blobOf(version)))
        .isEqualTo(new Eviction.Kept(Reason.UNCONFIRMED));
  }

  private static BlobHash blobOf(StoredVersion version) {
    return version.body().parts().getFirst().blob();
  }

  @Test
  void aCopyOfWhatWentToAnOrigin_isNotMadeOfItsNameAlone() {
    StoredVersion version = objects().put(bucket, KEY, BYTES);
    Bucket now = fixture.stores().bucket(bucket.id());
    objects().store().stageCopy(now, version).orElseThrow().close();
    fixture.stores().upkeep().run();
    confirm(version, ORIGIN, "there");
    assertThat(fixture.content().evict(blobOf(version))).isEqualTo(new Eviction.Evicted());
    assertThat(objects().store().stageCopy(now, version)).isEmpty();
  }

  @Test
  void aVersionLearntFromAnOrigin_isTheSameOnEveryNode() {
    assertThat(learnt("tag")).isEqualTo(learnt("tag"));
    assertThat(learnt("tag").id()).isNotEqualTo(learnt("other").id());
    assertThat(learnt("tag").stamp())
        .isEqualTo(new Stamp(Stamp.clockOf(MODIFIED), ORIGIN.writer()));
    assertThat(ManifestCodec.encode(learnt("tag"))).isEqualTo(ManifestCodec.encode(learnt("tag")));

    learn(learnt("tag"));
    assertThat(objects().require(bucket, KEY)).isEqualTo(learnt("tag"));
    assertThat(learn(learnt("tag"))).isEmpty();
  }

  @Test
  void aVersionLearntFromAnOrigin_neverReplacesOneThatWaitsForItsUpload() {
    StoredVersion own = objects().put(bucket, KEY, Bytes.of("own"));
    queue(own, ORIGIN, "there", false);
    StoredVersion later = learnt("tag", Instant.now().plusSeconds(60));
    assertThat(learn(later)).isEmpty();
    assertThat(objects().require(bucket, KEY)).isEqualTo(own);
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("own"));

    confirm(own, ORIGIN, "there");
    assertThat(learn(later)).isEmpty();
    assertThat(learn(later, own)).isPresent();
    assertThat(objects().require(bucket, KEY).etag()).isEqualTo(later.etag());
  }

  @Test
  void aVersionThatReplacesAnotherAtItsOrigin_doesSoHereWhateverTheirTimesSay() {
    learn(learnt("tag"));
    StoredVersion before = fill().orElseThrow();
    StoredVersion sameSecond = learnt("second");
    StoredVersion restored = learnt("third", MODIFIED.minusSeconds(60));

    assertThat(learn(sameSecond)).isEmpty();
    assertThat(learn(sameSecond, before)).isPresent();
    StoredVersion second = objects().require(bucket, KEY);
    assertThat(second.id()).isEqualTo(sameSecond.id());
    assertThat(second.lastModified()).isEqualTo(MODIFIED);
    assertThat(learn(restored, before)).as("not what is there any more").isEmpty();
    assertThat(learn(restored, second)).isPresent();
    assertThat(objects().require(bucket, KEY).id()).isEqualTo(restored.id());
    assertThat(learn(learnt("tag"), objects().require(bucket, KEY))).isPresent();
    assertThat(objects().require(bucket, KEY).id()).isEqualTo(before.id());

    assertThat(fixture.versions(bucket, KEY).losers()).isEmpty();
    fixture.publish();
    fixture.stores().collectGarbage();
    assertThat(fixture.blobs()).as("what was replaced keeps no bytes").isEmpty();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aDeletedKey_isNotLearntAgain() {
    objects().delete(bucket, KEY);
    StoredVersion later = learnt("tag", Instant.now().plusSeconds(60));

    boolean tombstones = objects().store().find(bucket, KEY) instanceof Lookup.Deleted;
    assertThat(learn(later).isEmpty()).isEqualTo(tombstones);

    learn(later);
    objects().delete(bucket, KEY);
    assertThat(learn(later)).isEmpty();
    assertThat(objects().find(bucket, KEY)).isEmpty();
  }

  @Test
  void anOlderVersionAtAnOrigin_doesNotReplaceANewerOneHere() {
    StoredVersion own = objects().put(bucket, KEY, Bytes.of("own"));
    learn(learnt("tag"));
    assertThat(objects().require(bucket, KEY)).isEqualTo(own);
  }

  @Test
  void bytesThatAreOnlyAtAnOrigin_areNowhereHere() {
    learn(learnt("tag"));
    StoredVersion version = objects().require(bucket, KEY);
    assertThatThrownBy(() -> objects().read(bucket, version))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    assertThat(objects().store().stageCopy(bucket, version)).isEmpty();
  }

  @Test
  void aFill_namesTheBytesOfTheSameVersion() {
    learn(learnt("tag"));
    StoredVersion filled = fill().orElseThrow();
    assertThat(filled).isEqualTo(learnt("tag").withBody(TestingVersions.blob(BYTES)));
    assertThat(objects().require(bucket, KEY)).isEqualTo(filled);
    assertThat(objects().read(bucket, KEY)).isEqualTo(BYTES);
    assertThat(learn(learnt("tag"))).isEmpty();
    assertThat(objects().require(bucket, KEY)).isEqualTo(filled);
    fixture.publish();
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aFill_keepsAttributesThatWereSetMeanwhile() {
    learn(learnt("tag"));
    Tags tags = new Tags(new TreeMap<>(Map.of("a", "1")));
    objects().set(bucket, KEY, tags);
    fill();
    assertThat(objects().require(bucket, KEY).attributes().tags()).isEqualTo(tags);
    assertThat(objects().read(bucket, KEY)).isEqualTo(BYTES);
  }

  @Test
  void aFill_losesAgainstADeleteOrAPutMadeMeanwhile() {
    learn(learnt("tag"));
    objects().delete(bucket, KEY);
    assertThat(fill()).isEmpty();
    assertThat(objects().find(bucket, KEY)).isEmpty();

    ObjectKey other = new ObjectKey("other");
    learn(other, learnt(other, "tag", MODIFIED));
    StoredVersion newer = objects().put(bucket, other, Bytes.of("newer"));
    assertThat(fill(other, learnt(other, "tag", MODIFIED).id())).isEmpty();
    assertThat(objects().require(bucket, other)).isEqualTo(newer);
    assertThat(fixture.blobs()).isEmpty();
  }

  @Test
  void aFillOfAnotherLength_isNotTaken() {
    learn(learnt("tag"));
    VersionId id = learnt("tag").id();
    Draft.Fill wrong = new Draft.Fill(id, TestingVersions.blob(Bytes.of("too short")));
    assertThat(objects().make(bucket, KEY, wrong)).isEmpty();
    assertThat(objects().require(bucket, KEY)).isEqualTo(learnt("tag"));
  }

  @Test
  void blobsBeatRemoteAtEqualStamps_inWhateverOrderTheyCome() {
    StoredVersion remote = learnt("tag");
    StoredVersion filled = remote.withBody(TestingVersions.blob(BYTES));
    merge(filled);
    merge(remote);
    assertThat(objects().require(bucket, KEY)).isEqualTo(filled);
    ObjectKey other = new ObjectKey("other");
    StoredVersion second = learnt(other, "tag", MODIFIED);
    merge(second);
    merge(second.withBody(TestingVersions.blob(BYTES)));
    assertThat(objects().require(bucket, other).body()).isEqualTo(TestingVersions.blob(BYTES));
  }

  private static StoredVersion learnt(String tag) {
    return learnt(tag, MODIFIED);
  }

  private static StoredVersion learnt(String tag, Instant modified) {
    return learnt(KEY, tag, modified);
  }

  private static StoredVersion learnt(ObjectKey key, String tag, Instant modified) {
    return OriginVersions.of(
        key,
        new ObjectBody.Remote(ORIGIN, "there", tag, BYTES.length),
        modified,
        new ETag(tag),
        ObjectMetadata.EMPTY);
  }

  private Optional<ObjectVersion> learn(StoredVersion version) {
    return learn(KEY, version);
  }

  private Optional<ObjectVersion> learn(StoredVersion version, StoredVersion instead) {
    return objects().make(bucket, KEY, new Draft.Learn(version, Optional.of(instead.id())));
  }

  private Optional<ObjectVersion> learn(ObjectKey key, StoredVersion version) {
    return objects().make(bucket, key, new Draft.Learn(version));
  }

  private Optional<StoredVersion> fill() {
    return fill(KEY, learnt("tag").id());
  }

  private Optional<StoredVersion> fill(ObjectKey key, VersionId id) {
    try (StagedBody staged = objects().store().stage(bucket, Bytes.reader(BYTES))) {
      Draft draft = new Draft.Fill(id, (ObjectBody.Blobs) staged.body());
      return objects().make(bucket, key, draft).flatMap(ObjectVersion::stored);
    }
  }

  private void queue(StoredVersion version, OriginId origin, String key, boolean deletion) {
    queue(bucket, version, origin, key, deletion);
  }

  private void queue(
      Bucket of, StoredVersion version, OriginId origin, String key, boolean deletion) {
    objects().make(of, version.key(), new Draft.Queue(version.id(), origin, key, deletion));
  }

  private Confirmation confirm(StoredVersion version, OriginId origin, String key) {
    Confirmation confirmation = new Confirmation(origin, key, "tag", version.size(), "hash");
    objects().make(bucket, version.key(), new Draft.Confirm(version.id(), confirmation));
    return confirmation;
  }

  private LocalState local(StoredVersion version) {
    return objects().store().local(bucket, version.key(), version.id()).orElseThrow();
  }

  private long unconfirmed() {
    return fixture.uses().stream()
        .filter(use -> use.hash().equals(TestingRecords.hash(BYTES)))
        .mapToLong(UseRow::unconfirmed)
        .sum();
  }

  private boolean isConfirmed() {
    return fixture.index().read(tables -> tables.uses().isConfirmed(TestingRecords.hash(BYTES)));
  }
}
