package io.horizonpush.s3.store;

import static io.horizonpush.s3.store.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ObjectStore} does with the versions of keys; {@link VersionListingContract} has
 * their listings.
 */
public abstract class VersionStoreContract extends StoreContract {

  private static final ObjectKey KEY = new ObjectKey("a/key");
  private static final VersionName NULL = VersionName.Null.INSTANCE;
  private static final Tags TAGS = new Tags(new TreeMap<>(Map.of("a", "1")));

  private Bucket bucket;

  @BeforeEach
  void makeTheBucket() {
    bucket = buckets.create(BUCKET, OWNER);
  }

  private void enable() {
    buckets.setVersioning(bucket.id(), Versioning.ENABLED);
  }

  private void suspend() {
    buckets.setVersioning(bucket.id(), Versioning.SUSPENDED);
  }

  private StoredVersion put(String text) {
    return objects.put(bucket, KEY, Bytes.of(text));
  }

  private Tombstone delete() {
    return (Tombstone) objects.delete(bucket, KEY).orElseThrow();
  }

  private Optional<ObjectVersion> remove(ObjectVersion version) {
    return objects.make(bucket, KEY, new Draft.Remove(VersionName.of(version), false));
  }

  private Lookup find(ObjectVersion version) {
    return store.find(bucket, KEY, VersionName.of(version));
  }

  private List<VersionSummary> versions() {
    return store.listVersions(bucket, new VersionQuery("", "", Optional.empty(), 1000)).versions();
  }

  private List<VersionName> names() {
    return versions().stream().map(VersionSummary::name).toList();
  }

  private static List<VersionName> namesOf(ObjectVersion... versions) {
    return Arrays.stream(versions).map(VersionName::of).toList();
  }

  @Test
  void put_whileEnabled_keepsWhatWasThereAndIsCurrent() {
    enable();
    StoredVersion one = put("one");
    StoredVersion two = put("two");
    assertThat(one.isNull() || two.isNull()).isFalse();
    assertThat(objects.read(bucket, KEY)).isEqualTo(Bytes.of("two"));
    assertThat(objects.read(bucket, find(one).require(KEY))).isEqualTo(Bytes.of("one"));
    assertThat(find(two).require(KEY)).isEqualTo(two);
    assertThat(names()).isEqualTo(namesOf(two, one));
    assertThat(versions().stream().map(VersionSummary::latest)).containsExactly(true, false);
  }

  @Test
  void aVersionFromBefore_isTheNullVersionAndStays() {
    StoredVersion before = put("before");
    enable();
    StoredVersion after = put("after");
    assertThat(before.isNull()).isTrue();
    assertThat(names()).isEqualTo(namesOf(after, before));
    assertThat(store.find(bucket, KEY, NULL).require(KEY)).isEqualTo(before);
  }

  @Test
  void put_whileSuspended_replacesTheNullVersionAlone() {
    StoredVersion before = put("before");
    enable();
    StoredVersion kept = put("kept");
    suspend();
    StoredVersion replaced = put("replaced");
    StoredVersion last = put("last");
    assertThat(names()).isEqualTo(namesOf(last, kept));
    assertThat(objects.read(bucket, KEY)).isEqualTo(Bytes.of("last"));
    assertThat(find(last).require(KEY)).isEqualTo(last);
    for (StoredVersion gone : List.of(before, replaced)) {
      assertThat(store.find(bucket, KEY, new VersionName.Id(gone.id())))
          .isEqualTo(Lookup.Unknown.INSTANCE);
    }
  }

  @Test
  void delete_whileEnabled_laysAMarkerOverWhatIsThere() {
    enable();
    StoredVersion one = put("one");
    Tombstone marker = delete();
    assertThat(marker.marker()).isTrue();
    assertThat(marker.isNull()).isFalse();
    assertThat(store.find(bucket, KEY)).isEqualTo(new Lookup.Deleted(marker));
    assertThat(find(marker)).isEqualTo(new Lookup.Deleted(marker));
    assertThat(names()).isEqualTo(namesOf(marker, one));
    assertThat(versions().getFirst().content()).isEmpty();
    assertThat(store.list(bucket, new ListQuery("", "", "", 10)).objects()).isEmpty();
    assertThat(objects.read(bucket, find(one).require(KEY))).isEqualTo(Bytes.of("one"));
  }

  @Test
  void delete_whileEnabled_alwaysMakesAMarker() {
    enable();
    Tombstone first = delete();
    Tombstone second = delete();
    assertThat(names()).isEqualTo(namesOf(second, first));
  }

  @Test
  void delete_whileSuspended_putsANullMarkerInPlaceOfTheNullVersion() {
    put("before");
    enable();
    StoredVersion kept = put("kept");
    suspend();
    Tombstone marker = delete();
    assertThat(marker.isNull() && marker.marker()).isTrue();
    assertThat(names()).isEqualTo(namesOf(marker, kept));
    Tombstone again = delete();
    assertThat(names()).isEqualTo(namesOf(again, kept));
  }

  @Test
  void aDeletionFromBefore_isNoMarker() {
    put("before");
    Tombstone hidden = delete();
    assertThat(hidden.marker()).isFalse();
    assertThat(store.find(bucket, KEY, NULL)).isEqualTo(Lookup.Unknown.INSTANCE);
    assertThat(remove(hidden)).isEmpty();
    enable();
    assertThat(names()).isEmpty();
    StoredVersion one = put("one");
    assertThat(names()).isEqualTo(namesOf(one));
    remove(one);
    assertThat(names()).isEmpty();
    assertThat(store.find(bucket, KEY)).isEqualTo(new Lookup.Deleted(hidden));
  }

  @Test
  void remove_ofAMarker_bringsBackWhatItLayOver() {
    enable();
    StoredVersion one = put("one");
    Tombstone marker = delete();
    assertThat(remove(marker).orElseThrow())
        .isInstanceOfSatisfying(
            Tombstone.class,
            removed -> {
              assertThat(removed.marker()).isTrue();
              assertThat(removed.isRemoved()).isTrue();
            });
    assertThat(objects.require(bucket, KEY)).isEqualTo(one);
    assertThat(names()).isEqualTo(namesOf(one));
    assertThat(find(marker)).isEqualTo(Lookup.Unknown.INSTANCE);
  }

  @Test
  void remove_ofTheCurrentVersion_makesTheOneBeforeCurrent() {
    enable();
    List<StoredVersion> versions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      versions.add(put("version " + i));
    }
    for (int i = 4; i > 0; i--) {
      remove(versions.get(i));
      assertThat(objects.require(bucket, KEY)).isEqualTo(versions.get(i - 1));
      assertThat(objects.read(bucket, KEY)).isEqualTo(Bytes.of("version " + (i - 1)));
    }
    remove(versions.getFirst());
    assertThat(objects.find(bucket, KEY)).isEmpty();
    assertThat(names()).isEmpty();
  }

  @Test
  void remove_ofAnOldVersion_leavesTheOthers() {
    enable();
    StoredVersion one = put("one");
    StoredVersion two = put("two");
    StoredVersion three = put("three");
    remove(two);
    assertThat(names()).isEqualTo(namesOf(three, one));
    assertThat(find(two)).isEqualTo(Lookup.Unknown.INSTANCE);
    assertThat(objects.read(bucket, find(one).require(KEY))).isEqualTo(Bytes.of("one"));
    assertThat(remove(two)).isEmpty();
  }

  @Test
  void remove_ofTheNullVersion_isForGood() {
    put("before");
    assertThat(objects.make(bucket, KEY, new Draft.Remove(NULL, false))).isPresent();
    assertThat(objects.find(bucket, KEY)).isEmpty();
    enable();
    assertThat(names()).isEmpty();
    suspend();
    StoredVersion again = put("again");
    assertThat(names()).isEqualTo(namesOf(again));
  }

  @Test
  void remove_looksAtTheVersionThatIsNamed() {
    enable();
    StoredVersion one = put("one");
    StoredVersion two = put("two");
    Draft removal = new Draft.Remove(VersionName.of(one), false);
    Expectation ofTwo = new Expectation.OfDelete(TestingObjects.ifDeleted(two.etag()));
    assertFails(
        S3ErrorCode.PRECONDITION_FAILED,
        () -> store.change(new Change(bucket.id(), KEY, ofTwo, removal)));
    Expectation ofOne = new Expectation.OfDelete(TestingObjects.ifDeleted(one.etag()));
    assertThat(store.change(new Change(bucket.id(), KEY, ofOne, removal))).isPresent();
    assertThat(names()).isEqualTo(namesOf(two));
  }

  @Test
  void conditionsOfAWrite_takeAMarkerForNothing() {
    enable();
    StoredVersion one = put("one");
    assertFails(S3ErrorCode.PRECONDITION_FAILED, () -> putIfAbsent("two"));
    delete();
    StoredVersion two = putIfAbsent("two");
    assertThat(objects.require(bucket, KEY)).isEqualTo(two);
    assertThat(names()).hasSize(3).endsWith(VersionName.of(one));
  }

  @Test
  void conditionsOfADelete_thatFindNothing_layNoMarker() {
    enable();
    ETag some = new ETag("some");
    assertThat(objects.delete(bucket, KEY, TestingObjects.ifDeleted(some))).isEmpty();
    assertThat(names()).isEmpty();
  }

  @Test
  void conditionsOfADelete_describeNoMarker() {
    enable();
    StoredVersion one = put("one");
    delete();
    Expectation ofOne = new Expectation.OfDelete(TestingObjects.ifDeleted(one.etag()));
    Draft deletion = new Draft.Delete();
    assertFails(
        S3ErrorCode.PRECONDITION_FAILED,
        () -> store.change(new Change(bucket.id(), KEY, ofOne, deletion)));
    Expectation ofAny =
        new Expectation.OfDelete(
            new DeleteConditions(
                Optional.of(new EntityTags.Any()), Optional.empty(), Optional.empty()));
    assertThat(store.change(new Change(bucket.id(), KEY, ofAny, deletion))).isPresent();
    assertThat(names()).hasSize(3);
  }

  private StoredVersion putIfAbsent(String text) {
    return objects.put(
        bucket, KEY, TestingObjects.object(text), Bytes.of(text), TestingObjects.ifAbsent());
  }

  @Test
  void set_changesTheVersionThatIsNamedAndNoOther() {
    enable();
    StoredVersion one = put("one");
    put("two");
    objects.make(bucket, KEY, new Draft.Set(Optional.of(VersionName.of(one)), TAGS));
    assertThat(find(one).require(KEY).attributes().tags()).isEqualTo(TAGS);
    assertThat(objects.require(bucket, KEY).attributes().tags()).isEqualTo(Tags.NONE);
    assertThat(objects.read(bucket, KEY)).isEqualTo(Bytes.of("two"));
  }

  @Test
  void set_ofAVersionThatIsNotThere_saysSo() {
    enable();
    StoredVersion one = put("one");
    Tombstone marker = delete();
    Draft ofMarker = new Draft.Set(Optional.of(VersionName.of(marker)), TAGS);
    assertFails(S3ErrorCode.METHOD_NOT_ALLOWED, () -> objects.make(bucket, KEY, ofMarker));
    remove(one);
    Draft ofRemoved = new Draft.Set(Optional.of(VersionName.of(one)), TAGS);
    assertFails(S3ErrorCode.NO_SUCH_VERSION, () -> objects.make(bucket, KEY, ofRemoved));
    Draft ofNull = new Draft.Set(Optional.of(NULL), TAGS);
    assertFails(S3ErrorCode.NO_SUCH_VERSION, () -> objects.make(bucket, KEY, ofNull));
  }

  @Test
  void aBucketWithVersionsOrMarkers_isNotEmpty() {
    enable();
    StoredVersion one = put("one");
    Tombstone marker = delete();
    assertFails(S3ErrorCode.BUCKET_NOT_EMPTY, () -> buckets.delete(bucket.id()));
    remove(one);
    assertFails(S3ErrorCode.BUCKET_NOT_EMPTY, () -> buckets.delete(bucket.id()));
    remove(marker);
    buckets.delete(bucket.id());
    assertThat(buckets.find(bucket.name())).isEmpty();
  }

  @Test
  void aBucketSaysWhetherItKeepsVersions() {
    assertThat(configured().hasVersions()).isFalse();
    enable();
    assertThat(configured().state()).contains(Versioning.ENABLED);
    suspend();
    assertThat(configured().state()).contains(Versioning.SUSPENDED);
    assertThat(configured().objectLock()).isFalse();
  }

  private BucketConfiguration configured() {
    return buckets.find(bucket.name()).orElseThrow().configuration();
  }

  @Test
  void versionsWithTheSameBytes_areReadAndRemovedApart() {
    enable();
    byte[] bytes = Bytes.random(5, 300_000);
    StoredVersion one = objects.put(bucket, KEY, bytes);
    StoredVersion two = objects.put(bucket, KEY, bytes);
    remove(two);
    assertThat(objects.read(bucket, find(one).require(KEY))).isEqualTo(bytes);
    assertThat(objects.read(bucket, KEY)).isEqualTo(bytes);
  }

  @Test
  void writersAtOnce_loseNoVersion() throws Exception {
    enable();
    AtOnce.run(32, i -> objects.put(bucket, KEY, Bytes.of("writer " + i)));
    assertThat(versions()).hasSize(32);
    assertThat(versions().stream().filter(VersionSummary::latest)).hasSize(1);
    assertThat(versions().getFirst().latest()).isTrue();
    ETag current = objects.require(bucket, KEY).etag();
    assertThat(versions().getFirst().content().orElseThrow().etag()).isEqualTo(current);
  }
}
