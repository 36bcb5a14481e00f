package io.horizonpush.iroh.store;

import static io.horizonpush.s3.store.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.DamagedIndex;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.LogRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the records of a node do with buckets of one name, attributes and deleted keys. */
@Timeout(120)
class RecordsTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final Owner SOMEBODY = new Owner("somebody", "Somebody");
  private static final Acl OPEN = CannedAcl.PUBLIC_READ.of(SOMEBODY, SOMEBODY);
  private static final Tags TAGS = new Tags(new TreeMap<>(Map.of("a", "1")));

  @Test
  void aSlowPut_intoABucketThatWasMadeAgain_landsNowhere() {
    for (byte[] bytes : List.of(Bytes.of("small"), Bytes.random(1, Bytes.LARGE))) {
      StagedBody slow = objects().store().stage(bucket, Bytes.reader(bytes));
      fixture.buckets().delete(bucket.id());
      Bucket again = fixture.buckets().create(bucket.name(), SOMEBODY);

      assertFails(
          S3ErrorCode.NO_SUCH_BUCKET,
          () -> objects().put(bucket, KEY, TestingObjects.object("slow"), slow));
      slow.close();

      assertThat(objects().store().find(again, KEY)).isEqualTo(Lookup.Unknown.INSTANCE);
      assertFails(S3ErrorCode.NO_SUCH_BUCKET, () -> objects().store().find(bucket, KEY));
      fixture.stores().collectGarbage();
      assertThat(fixture.blobs()).isEmpty();
      assertThat(fixture.stores().backlog().count()).isZero();
      bucket = again;
    }
  }

  @Test
  void aSlowPartAndItsCompletion_intoABucketThatWasMadeAgain_landNowhere() {
    MultipartStore uploads = fixture.stores().uploads();
    UploadId id =
        uploads
            .createUpload(
                bucket,
                KEY,
                new NewUpload(
                    SOMEBODY, ObjectMetadata.EMPTY, List.of(), Optional.empty(), Optional.empty()))
            .id();
    try (StagedBody staged = objects().store().stage(bucket, Bytes.reader(Bytes.of("x")))) {
      fixture.buckets().delete(bucket.id());
      Bucket again = fixture.buckets().create(bucket.name(), SOMEBODY);
      NewPart part = new NewPart(1, new ETag("e"), List.of(), staged);
      assertFails(S3ErrorCode.NO_SUCH_BUCKET, () -> uploads.putPart(bucket, KEY, id, part));
      assertFails(S3ErrorCode.NO_SUCH_UPLOAD, () -> uploads.putPart(again, KEY, id, part));
    }
    fixture.stores().collectGarbage();
    assertThat(fixture.blobs()).isEmpty();
  }

  @Test
  void anAclOnOldBytes_neverOpensNewOnes() {
    StoredVersion old = objects().put(bucket, KEY, Bytes.of("old and public"));
    StoredVersion secret = objects().put(bucket, KEY, Bytes.of("new and secret"));

    assertFails(S3ErrorCode.NO_SUCH_VERSION, () -> objects().set(bucket, KEY, old.id(), OPEN));
    assertThat(objects().require(bucket, KEY)).isEqualTo(secret);

    Instant later = secret.stamp().time().plusSeconds(60);
    merge(old.with(new Register<>(TestingVersions.at(later), OPEN)));
    assertThat(objects().require(bucket, KEY)).isEqualTo(secret);
    assertThat(secret.attributes().acl()).isEmpty();
  }

  @Test
  void attributesByTwoWriters_bothStay() {
    StoredVersion made = objects().put(bucket, KEY, Bytes.of("x"));
    objects().set(bucket, KEY, TAGS);
    Instant time = made.stamp().time().plusMillis(1);
    merge(made.with(new Register<>(TestingVersions.at(time), OPEN)));

    StoredVersion both = objects().require(bucket, KEY);
    assertThat(both.attributes().tags()).isEqualTo(TAGS);
    assertThat(both.attributes().acl()).contains(OPEN);
    assertThat(both.id()).isEqualTo(made.id());
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("x"));
  }

  @Test
  void oneAttributeByTwoWriters_isTheLaterOneInWhateverOrder() {
    StoredVersion made = objects().put(bucket, KEY, Bytes.of("x"));
    Instant time = made.stamp().time();
    Tags late = new Tags(new TreeMap<>(Map.of("late", "1")));
    merge(made.with(new Register<>(TestingVersions.at(time.plusSeconds(60)), late)));
    merge(made.with(new Register<>(TestingVersions.at(time.plusSeconds(30)), TAGS)));
    assertThat(objects().require(bucket, KEY).attributes().tags()).isEqualTo(late);
    objects().set(bucket, KEY, TAGS);
    assertThat(objects().require(bucket, KEY).attributes().tags()).isEqualTo(TAGS);
  }

  /** Their entries say it already. */
  @Test
  void whatOthersWrote_isNotPublished_andWhatTheyReplacedIsPassedOver() {
    StoredVersion made = objects().put(bucket, KEY, Bytes.of("x"));
    long waiting = fixture.stores().backlog().count();
    Instant time = made.stamp().time();
    Arrival late =
        TestingVersions.arrival(
            made.with(new Register<>(TestingVersions.at(time.plusSeconds(60)), OPEN)));
    Arrival early =
        TestingVersions.arrival(
            made.with(new Register<>(TestingVersions.at(time.plusSeconds(30)), TAGS)));
    Records records = fixture.stores().objects();
    assertThat(records.merge(bucket.id(), List.of(late))).isEmpty();
    assertThat(records.merge(bucket.id(), List.of(late, early))).containsExactly(early);
    assertThat(fixture.stores().backlog().count()).isEqualTo(waiting);
  }

  @Test
  void whatOthersWrote_isReadByWhoFollowsTheBucketBesideThePublisher() {
    Reader reader = new Reader("test");
    long row = fixture.row(bucket).id();
    boolean _ =
        fixture
            .index()
            .write(
                Durability.STRICT,
                tables -> {
                  tables.log().follow(reader, row);
                  return true;
                });
    StoredVersion made = objects().put(bucket, KEY, Bytes.of("x"));
    Instant later = made.stamp().time().plusSeconds(60);
    merge(made.with(new Register<>(TestingVersions.at(later), TAGS)));
    List<LogRow> read = fixture.index().read(tables -> tables.log().unread(reader, row, 10));
    assertThat(read).extracting(LogRow::cause).containsExactly(Cause.LOCAL, Cause.MERGE);
    assertThat(read).extracting(LogRow::key).containsOnly(DocumentKey.of(KEY));
  }

  @Test
  void aTombstoneOfAnUnknownKey_isLeftOnlyWhereTheBucketAsksForIt() {
    assertThat(objects().delete(bucket, KEY)).isEmpty();
    assertThat(objects().store().find(bucket, KEY)).isEqualTo(Lookup.Unknown.INSTANCE);
    assertThat(fixture.stores().backlog().count()).isZero();
    long row = fixture.row(bucket).id();
    KeyRows rows = fixture.index().read(tables -> tables.versions().of(row, KEY));
    assertThat(rows.rows()).isEmpty();

    keepTombstones();
    long before = fixture.stores().backlog().count();
    ObjectVersion tombstone = objects().delete(bucket, KEY).orElseThrow();
    assertThat(objects().store().find(bucket, KEY)).isEqualTo(new Lookup.Deleted(tombstone));
    assertThat(objects().delete(bucket, KEY)).isEmpty();
    assertThat(fixture.stores().backlog().count()).isEqualTo(before + 1);
    assertThat(fixture.buckets().find(bucket.name()).orElseThrow().configuration().tombstones())
        .isTrue();
    fixture.publish();
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void aListingWithTombstones_showsDeletedKeysInOrderAmongTheOthers() {
    keepTombstones();
    for (String key : List.of("a", "b", "c/1", "c/2", "d", "e")) {
      objects().put(bucket, new ObjectKey(key), Bytes.of(key));
    }
    for (String key : List.of("b", "c/1", "e", "f/never-was")) {
      objects().delete(bucket, new ObjectKey(key));
    }
    ObjectListing plain = objects().store().list(bucket, new ListQuery("", "", "", 10));
    assertThat(plain.objects())
        .extracting(each -> each.key().value())
        .containsExactly("a", "c/2", "d");
    assertThat(plain.tombstones()).isEmpty();

    ObjectListing all = objects().store().list(bucket, new ListQuery("", "", "", 10, true));
    assertThat(all.objects()).isEqualTo(plain.objects());
    assertThat(all.tombstones())
        .extracting(ObjectKey::value)
        .containsExactly("b", "c/1", "e", "f/never-was");
    assertThat(all.next()).isEmpty();

    List<String> walked = new ArrayList<>();
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      ListQuery query = new ListQuery("", "", after.get(), 1, true);
      ObjectListing page = objects().store().list(bucket, query);
      page.objects().forEach(each -> walked.add(each.key().value()));
      page.tombstones().forEach(each -> walked.add("-" + each.value()));
      after = page.next();
    }
    assertThat(walked).containsExactly("a", "-b", "-c/1", "c/2", "d", "-e", "-f/never-was");

    ObjectListing rolled = objects().store().list(bucket, new ListQuery("", "/", "a", 10, true));
    assertThat(rolled.commonPrefixes()).containsExactly("c/", "f/");
    assertThat(rolled.tombstones()).extracting(ObjectKey::value).containsExactly("b", "e");
  }

  @Test
  void aKeyThatIsWrittenAgain_isNoLongerListedAsDeleted() {
    objects().put(bucket, KEY, Bytes.of("x"));
    objects().delete(bucket, KEY);
    ListQuery query = new ListQuery("", "", "", 10, true);
    assertThat(objects().store().list(bucket, query).tombstones()).containsExactly(KEY);
    objects().put(bucket, KEY, Bytes.of("y"));
    assertThat(objects().store().list(bucket, query).tombstones()).isEmpty();
    VersionId id = objects().require(bucket, KEY).id();
    objects().make(bucket, KEY, new Draft.Remove(new VersionName.Id(id), false));
    assertThat(objects().store().list(bucket, query).tombstones()).containsExactly(KEY);
    assertThat(objects().store().find(bucket, KEY))
        .isInstanceOfSatisfying(
            Lookup.Deleted.class, deleted -> assertThat(deleted.version().isRemoved()).isTrue());
  }

  @Test
  void aFlippedBitInASmallBody_failsItsReadsAndNothingElse() {
    StoredVersion made = objects().put(bucket, KEY, Bytes.of("hello"));
    DamagedIndex.run(fixture.index(), "UPDATE inline_body SET bytes = CAST('hellp' AS BLOB)");
    fixture.restart();

    StoredVersion found = objects().require(bucket, KEY);
    assertThat(found.size()).isEqualTo(made.size());
    assertThat(found.etag()).isEqualTo(made.etag());
    assertFails(S3ErrorCode.INTERNAL_ERROR, () -> objects().read(bucket, found));
    assertFails(
        S3ErrorCode.INTERNAL_ERROR,
        () -> objects().store().open(bucket, found, new ByteRange(0, 1)));
    assertFails(S3ErrorCode.INTERNAL_ERROR, () -> objects().store().stageCopy(bucket, found));
    assertThat(fixture.verify(false).findings())
        .anyMatch(
            each -> each.contains("the bytes of 'key' in bucket do not match their checksum"));

    objects().put(bucket, KEY, Bytes.of("again"));
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("again"));
    fixture.publish();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void aDamagedSmallBody_canBeDeleted() {
    objects().put(bucket, KEY, Bytes.of("hello"));
    DamagedIndex.run(fixture.index(), "UPDATE inline_body SET bytes = x'00'");
    objects().delete(bucket, KEY);
    assertThat(objects().find(bucket, KEY)).isEmpty();
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  private void keepTombstones() {
    fixture
        .stores()
        .objects()
        .merge(
            bucket.id(),
            List.of(
                TestingVersions.setting(Part.TOMBSTONES, "on", TestingVersions.at(Instant.now()))));
  }
}
