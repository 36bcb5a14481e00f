package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.UseRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.ListQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Null versions by two writers that did not know of each other: none is lost. */
@Timeout(120)
class LosersTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final byte[] OURS = Bytes.random(1, Bytes.LARGE);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));

  @Override
  StoreFixture open(Path directory) {
    return StoreFixture.at(directory, now::get);
  }

  /** Another node's version wins against ours, which stays. */
  private StoredVersion lose() {
    StoredVersion ours = objects().put(bucket, KEY, OURS);
    merge(TestingVersions.small(KEY, TestingVersions.at(now.get().plusSeconds(5)), "theirs"));
    return ours;
  }

  @Test
  void ofTwoConcurrentVersions_theLoserIsKeptWithItsBytes() {
    StoredVersion ours = lose();
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("theirs"));
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(ours);
    assertThat(objects().read(bucket, ours)).isEqualTo(OURS);
    assertThat(fixture.uses())
        .singleElement()
        .satisfies(
            use -> {
              assertThat(use.kind()).isEqualTo(Kind.LOSER);
              assertThat(use.hash()).isEqualTo(TestingRecords.hash(OURS));
              assertThat(use.held()).isEqualTo(1);
            });
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    assertThat(objects().store().list(bucket, new ListQuery("", "", "", 10)).objects()).hasSize(1);
    fixture.publish();
    assertThat(fixture.verify(false).findings()).isEmpty();
    fixture.restart();
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(ours);
    assertThat(objects().read(bucket, ours)).isEqualTo(OURS);
  }

  @Test
  void aVersionThatArrivesAndLoses_isKeptToo() {
    StoredVersion ours = objects().put(bucket, KEY, OURS);
    StoredVersion theirs =
        TestingVersions.small(KEY, TestingVersions.at(now.get().minusSeconds(5)), "theirs");
    merge(theirs);
    assertThat(objects().require(bucket, KEY)).isEqualTo(ours);
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(theirs);
    assertThat(objects().read(bucket, theirs)).isEqualTo(Bytes.of("theirs"));
    fixture.publish();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aLoserThatIsKept_becomesCurrentAndReplacesBoth() {
    StoredVersion ours = lose();
    ObjectVersion kept =
        objects().make(bucket, KEY, new Draft.Resolve(ours.id(), true)).orElseThrow();
    assertThat(objects().require(bucket, KEY)).isEqualTo(kept);
    assertThat(kept.stored().map(StoredVersion::body)).contains(ours.body());
    assertThat(objects().read(bucket, KEY)).isEqualTo(OURS);
    assertThat(fixture.versions(bucket, KEY).versions()).containsExactly(kept);
    assertThat(fixture.uses()).extracting(UseRow::kind).containsExactly(Kind.VERSION);
    assertThat(fixture.stores().collectGarbage()).isEmpty();
    fixture.publish();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aLoserThatIsDropped_goesWithItsBytes() {
    StoredVersion ours = lose();
    objects().make(bucket, KEY, new Draft.Resolve(ours.id(), false));
    assertThat(fixture.versions(bucket, KEY).losers()).isEmpty();
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("theirs"));
    assertThat(fixture.uses()).isEmpty();
    assertThat(fixture.stores().collectGarbage()).containsExactly(TestingRecords.hash(OURS));
    fixture.publish();
    assertThat(fixture.verify(false).findings()).isEmpty();
    // Its entry comes again, from a node that does not know of the decision.
    merge(ours);
    assertThat(fixture.versions(bucket, KEY).losers()).isEmpty();
    assertThat(fixture.uses()).isEmpty();
  }

  @Test
  void aDecisionAboutWhatIsNoLoser_isNoSuchKey() {
    StoredVersion only = objects().put(bucket, KEY, OURS);
    for (boolean keep : List.of(true, false)) {
      assertThatThrownBy(() -> objects().make(bucket, KEY, new Draft.Resolve(only.id(), keep)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.NO_SUCH_KEY));
    }
  }

  @Test
  void aDelete_bringsNoLoserBack() {
    StoredVersion ours = lose();
    objects().delete(bucket, KEY);
    assertThat(objects().find(bucket, KEY)).isEmpty();
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(ours);
    StoredVersion next = objects().put(bucket, KEY, Bytes.of("next"));
    assertThat(objects().require(bucket, KEY)).isEqualTo(next);
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(ours);
    fixture.publish();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aLoserThatNobodyDecidesAbout_lapsesAfterThirtyDays() {
    StoredVersion ours = lose();
    now.updateAndGet(time -> time.plus(KeyVersions.LOSERS_KEPT));
    fixture.stores().upkeep().dropLapsedLosers();
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(ours);
    now.updateAndGet(time -> time.plusSeconds(10));
    fixture.stores().upkeep().dropLapsedLosers();
    assertThat(fixture.versions(bucket, KEY).losers()).isEmpty();
    assertThat(fixture.uses()).isEmpty();
    assertThat(fixture.stores().collectGarbage()).containsExactly(TestingRecords.hash(OURS));
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("theirs"));
    fixture.publish();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aLoserThatArrivesLate_isKeptAsLongAsOneThatArrivesAtOnce() {
    StoredVersion theirs =
        TestingVersions.small(KEY, TestingVersions.at(now.get().minusSeconds(5)), "theirs");
    objects().put(bucket, KEY, OURS);
    now.updateAndGet(time -> time.plus(KeyVersions.LOSERS_KEPT.multipliedBy(2)));
    merge(theirs);
    fixture.stores().upkeep().dropLapsedLosers();
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(theirs);
    fixture.restart();
    now.updateAndGet(time -> time.plus(KeyVersions.LOSERS_KEPT).plusMillis(1));
    fixture.stores().upkeep().dropLapsedLosers();
    assertThat(fixture.versions(bucket, KEY).losers()).isEmpty();
  }

  @Test
  void aBucketWithALoser_isNotDeleted() {
    StoredVersion ours = lose();
    objects().delete(bucket, KEY);
    assertThatThrownBy(() -> fixture.buckets().delete(bucket.id()))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.BUCKET_NOT_EMPTY));
    assertThat(objects().read(bucket, ours)).isEqualTo(OURS);
    objects().make(bucket, KEY, new Draft.Resolve(ours.id(), false));
    fixture.buckets().delete(bucket.id());
    assertThat(fixture.stores().collectGarbage()).containsExactly(TestingRecords.hash(OURS));
    assertThat(fixture.uses()).isEmpty();
  }

  @Test
  void whatWasDecidedAboutAVersionThatLoses_isPublishedByItsId() {
    objects().put(bucket, KEY, OURS);
    objects().set(bucket, KEY, new Tags(new TreeMap<>(Map.of("a", "1"))));
    StoredVersion tagged = objects().require(bucket, KEY);
    fixture.publish();
    merge(TestingVersions.small(KEY, TestingVersions.at(now.get().plusSeconds(5)), "theirs"));
    fixture.publish();
    assertThat(fixture.entries(fixture.row(bucket).id()))
        .extracting(EntryRow::key)
        .contains(DocumentKey.of(KEY, tagged.id()));
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void whatIsReplacedAfterVersioningWasEnabled_stays() {
    StoredVersion before = objects().put(bucket, KEY, OURS);
    now.updateAndGet(time -> time.plusSeconds(10));
    merge(
        TestingVersions.setting(
            Part.VERSIONING, "enabled", TestingVersions.at(now.get().minusSeconds(1))));
    StoredVersion after =
        TestingVersions.of(
            KEY,
            TestingVersions.at(now.get()),
            Replaced.by(List.of(before), List.of()),
            TestingVersions.inline("after"));
    merge(after);
    assertThat(objects().require(bucket, KEY)).isEqualTo(after);
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(before);
    assertThat(objects().read(bucket, before)).isEqualTo(OURS);
    fixture.publish();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }
}
