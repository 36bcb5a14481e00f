package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.KeyRecords.News;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.OriginTaskTable.Errand;
import io.horizonpush.iroh.index.OriginTaskTable.TaskRow;
import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.AwaitedUploads;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.OriginJournal;
import io.horizonpush.s3.store.OriginJournal.Begun;
import io.horizonpush.s3.store.OriginJournal.Task;
import io.horizonpush.s3.store.OriginVersions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node has still to do at origins. */
@Timeout(240)
class OriginJournalTest extends OneBucketTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final ListedOrigin ORIGIN =
      new ListedOrigin("s3", "https://s3.example.com", "b", false, "pre/");
  private static final OriginId ID = ORIGIN.id();
  private static final int MANY = 100_000;
  private static final int AT_ONCE = 1000;

  @BeforeEach
  void standBeforeAnOrigin() {
    set(Writes.WRITE_BACK);
  }

  private void set(Writes writes) {
    fixture
        .buckets()
        .setOrigins(bucket.id(), new BucketOrigins(List.of(ORIGIN), writes, Freshness.USUAL));
  }

  @Test
  void aWrite_isQueuedByItsKeyThere() {
    StoredVersion version = objects().put(bucket, KEY, Bytes.of("abc"));
    Task task = only();
    assertThat(task.version()).isEqualTo(version.id());
    assertThat(task.originKey()).isEqualTo("pre/key");
    assertThat(task.deletion()).isFalse();
    assertThat(task.size()).isEqualTo(3);
    assertThat(task.expected()).isEmpty();
    assertThat(journal().isCurrent(task)).isTrue();
    assertThat(journal().of(bucket.id(), KEY)).containsExactly(task.id());
    assertThat(journal().isQueued(task.id())).isTrue();
    assertThat(objects().store().local(bucket, KEY, version.id()).orElseThrow().waiting())
        .containsExactly(ID);
    assertThat(journal().load(ID).orElseThrow().tasks()).isEqualTo(1);
    assertThat(journal().size()).isEqualTo(3);
    fixture.restart();
    assertThat(only()).isEqualTo(task);
  }

  @Test
  void aNewerWrite_takesThePlaceOfWhatWasQueued() {
    objects().put(bucket, KEY, Bytes.of("older"));
    Task older = only();
    objects().put(bucket, new ObjectKey("other"), Bytes.of("x"));
    StoredVersion newer = objects().put(bucket, KEY, Bytes.of("new"));
    List<Task> due = journal().due(ID, 10);
    assertThat(due).hasSize(2);
    // It keeps the turn of what it replaced.
    assertThat(due.getFirst().version()).isEqualTo(newer.id());
    assertThat(journal().isCurrent(older)).isFalse();
    assertThat(journal().size()).isEqualTo(4);
    journal().done(older);
    assertThat(journal().due(ID, 10)).hasSize(2);
  }

  @Test
  void aDelete_takesThePlaceOfAnUpload() {
    objects().put(bucket, KEY, Bytes.of("abc"));
    objects().delete(bucket, KEY);
    Task task = only();
    assertThat(task.deletion()).isTrue();
    assertThat(task.size()).isZero();
    assertThat(journal().size()).isZero();
    assertThat(journal().isCurrent(task)).isTrue();
    journal().done(task);
    assertThat(journal().origins()).isEmpty();
    assertThat(journal().load(ID)).isEmpty();
  }

  @Test
  void aDeleteWhoseTombstoneIsForgotten_isStillMade_andItsKeyIsNotLearntAgain() {
    objects().delete(bucket, KEY);
    forget(KEY);
    assertThat(objects().find(bucket, KEY)).isEmpty();
    assertThat(journal().isCurrent(only())).isTrue();
    StoredVersion there = found("there", Instant.now().plusSeconds(60));
    assertThat(objects().make(bucket, KEY, new Draft.Learn(there))).isEmpty();

    journal().done(only());
    assertThat(objects().make(bucket, KEY, new Draft.Learn(there))).isPresent();
  }

  /** As the next document of a bucket does, which leaves out what is gone. */
  private void forget(ObjectKey key) {
    long row = fixture.row(bucket).id();
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              KeyRows before = tables.versions().of(row, key);
              return tables
                  .records()
                  .store(row, key, before, News.of(KeyVersions.NONE, Cause.MERGE));
            });
    fixture.restart();
  }

  @Test
  void whatAnOriginConfirmsThatTheBucketHasNoMore_doesNotCount() {
    StoredVersion version = objects().put(bucket, KEY, Bytes.of("abc"));
    fixture.buckets().setOrigins(bucket.id(), BucketOrigins.NONE);
    fixture.stores().upkeep().run();
    journal().confirm(only(), confirmation("tag", version));
    assertThat(journal().origins()).isEmpty();
    assertThat(objects().store().local(bucket, KEY, version.id()).orElseThrow().confirmations())
        .isEmpty();
  }

  @Test
  void theDeleteOfAKeyThatNobodyKnows_isQueued() {
    objects().delete(bucket, KEY);
    assertThat(only().deletion()).isTrue();
  }

  @Test
  void whatOthersWroteOrAnOriginHas_isNotQueued() {
    merge(
        TestingVersions.small(
            new ObjectKey("theirs"), TestingVersions.at(Instant.now()), "theirs"));
    objects().make(bucket, KEY, new Draft.Learn(found("learnt", Instant.now())));
    set(Writes.LOCAL_ONLY);
    objects().put(bucket, new ObjectKey("stays"), Bytes.of("x"));
    assertThat(journal().origins()).isEmpty();
  }

  @Test
  void tagsThatAreSet_queueNothing() {
    objects().put(bucket, KEY, Bytes.of("abc"));
    journal().done(only());
    objects().set(bucket, KEY, new Tags(new TreeMap<>(Map.of("a", "1"))));
    assertThat(journal().origins()).isEmpty();
  }

  @Test
  void theRemovalOfTheCurrentVersion_bringsTheOneBeforeThere() {
    fixture.buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    StoredVersion first = objects().put(bucket, KEY, Bytes.of("1"));
    StoredVersion second = objects().put(bucket, KEY, Bytes.of("22"));
    remove(second);
    Task task = only();
    assertThat(task.version()).isEqualTo(first.id());
    assertThat(task.deletion()).isFalse();
    assertThat(task.stamp()).isGreaterThan(second.stamp());
    assertThat(journal().isCurrent(task)).isTrue();
    remove(first);
    assertThat(only().deletion()).isTrue();
    assertThat(journal().isCurrent(only())).isTrue();
  }

  private void remove(StoredVersion version) {
    objects().make(bucket, KEY, new Draft.Remove(new VersionName.Id(version.id()), false));
  }

  @Test
  void whatWasConfirmed_isWhatTheNextChangeExpects() {
    StoredVersion first = objects().put(bucket, KEY, Bytes.of("1"));
    journal().confirm(only(), confirmation("one", first));
    assertThat(journal().origins()).isEmpty();
    assertThat(objects().store().local(bucket, KEY, first.id()).orElseThrow().confirmations())
        .hasSize(1);
    objects().put(bucket, KEY, Bytes.of("2"));
    assertThat(only().expected()).contains("one");
    objects().delete(bucket, KEY);
    assertThat(only().expected()).contains("one");
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void whatWasLearnt_isWhatTheNextChangeExpects() {
    objects().make(bucket, KEY, new Draft.Learn(found("tag", Instant.now().minusSeconds(5))));
    objects().put(bucket, KEY, Bytes.of("2"));
    assertThat(only().expected()).contains("tag");
  }

  @Test
  void theConfirmationOfWhatWasReplacedMeanwhile_saysOnlyWhatIsThere() {
    StoredVersion first = objects().put(bucket, KEY, Bytes.of("1"));
    Task older = only();
    StoredVersion second = objects().put(bucket, KEY, Bytes.of("2"));
    journal().confirm(older, confirmation("one", first));
    assertThat(only().version()).isEqualTo(second.id());
    assertThat(only().expected()).contains("one");
    assertThat(objects().store().local(bucket, KEY, second.id()).orElseThrow().confirmations())
        .isEmpty();
  }

  @Test
  void whatAnotherMemberReplacedOnItsWay_isFollowedByWhatTheKeyIsNow() {
    StoredVersion first = objects().put(bucket, KEY, Bytes.of("1"));
    Task older = only();
    StoredVersion theirs =
        TestingVersions.small(
            KEY, TestingVersions.at(first.stamp().time().plusSeconds(1)), "theirs");
    merge(theirs);
    assertThat(journal().isCurrent(older)).isFalse();
    journal().confirm(older, confirmation("one", first));
    assertThat(only().version()).isEqualTo(theirs.id());
    assertThat(only().expected()).contains("one");
    assertThat(only().stamp()).isEqualTo(theirs.stamp());
  }

  @Test
  void whatAnotherMemberMadeVoid_isLookedAfter_sinceAnAttemptMayHaveArrived() {
    StoredVersion first = objects().put(bucket, KEY, Bytes.of("1"));
    merge(
        TestingVersions.small(
            KEY, TestingVersions.at(first.stamp().time().plusSeconds(1)), "theirs"));
    AwaitedUploads awaited = fixture.stores().awaitedUploads();
    Instant later = Instant.now().plusSeconds(1);
    awaited.before(bucket.id(), later, 10).forEach(awaited::done);
    assertThat(awaited.buckets()).isEmpty();

    journal().leave(only());
    assertThat(journal().origins()).isEmpty();
    assertThat(awaited.before(bucket.id(), later, 10))
        .extracting(AwaitedUploads.Awaited::key)
        .containsExactly(KEY);
  }

  @Test
  void whatSomebodyElseWroteLater_becomesTheObjectAndLosesNothing() {
    StoredVersion ours = objects().put(bucket, KEY, Bytes.of("ours"));
    StoredVersion theirs = found("theirs", Instant.now().plusSeconds(60));
    assertThat(journal().decide(only(), theirs)).isFalse();
    assertThat(journal().origins()).isEmpty();
    assertThat(objects().require(bucket, KEY)).isEqualTo(theirs);
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(ours);
    assertThat(objects().read(bucket, ours)).isEqualTo(Bytes.of("ours"));
  }

  @Test
  void whatSomebodyElseWroteEarlier_isReplaced() {
    StoredVersion ours = objects().put(bucket, KEY, Bytes.of("ours"));
    Task task = only();
    assertThat(journal().decide(task, found("theirs", Instant.now().minusSeconds(60)))).isTrue();
    assertThat(only().id()).isEqualTo(task.id());
    assertThat(only().expected()).contains("theirs");
    assertThat(objects().require(bucket, KEY)).isEqualTo(ours);
    assertThat(journal().size()).isEqualTo(4);
  }

  @Test
  void anUploadThatWasBegun_isKnownToTheNextProcessAndToNobodyElse() {
    StoredVersion first = objects().put(bucket, KEY, Bytes.of("1"));
    Begun begun = new Begun(first.id(), "https://upload.example.com/secret");
    journal().begun(only(), Optional.of(begun));
    fixture.restart();
    assertThat(only().upload()).contains(begun);
    assertThat(only().toString()).doesNotContain("secret");
    TaskRow row =
        fixture.index().read(tables -> tables.originTasks().find(only().id())).orElseThrow();
    assertThat(row.toString()).doesNotContain("secret");
    // What replaces the version has to drop it there.
    objects().put(bucket, KEY, Bytes.of("2"));
    assertThat(only().upload()).contains(begun);
    assertThat(journal().upload(only())).contains(begun);
    journal().begun(only(), Optional.empty());
    assertThat(only().upload()).isEmpty();
  }

  @Test
  void whatIsPutOff_isDueLaterOrWhenItIsRetried() {
    objects().put(bucket, KEY, Bytes.of("1"));
    journal().putOff(only(), Instant.now().plusSeconds(600), Optional.of("the key is wrong"));
    assertThat(journal().due(ID, 10)).isEmpty();
    assertThat(journal().stuck(ID, 10))
        .extracting(OriginJournal.Stuck::why)
        .containsExactly("the key is wrong");
    assertThat(journal().load(ID).orElseThrow().stuck()).isEqualTo(1);
    journal().retry(ID);
    assertThat(only().attempts()).isEqualTo(1);
  }

  @Test
  void aLongJournal_isThereAtOnceAfterARestart() {
    long row = fixture.row(bucket).id();
    Stamp stamp = new Stamp(Stamp.clockOf(Instant.now()), fixture.writer());
    for (int from = 0; from < MANY; from += AT_ONCE) {
      int first = from;
      fixture
          .index()
          .write(
              Durability.RELAXED,
              tables -> {
                for (int i = first; i < first + AT_ONCE; i++) {
                  ObjectKey key = new ObjectKey("key" + i);
                  Named named = new Named(row, key, new VersionId(1, i));
                  tables
                      .records()
                      .queue(
                          new Errand(named, ID, "pre/key" + i, false, 10, stamp),
                          Instant.now(),
                          Optional.empty());
                }
                return true;
              });
    }
    long begun = System.nanoTime();
    fixture.restart();
    assertThat(journal().origins()).containsExactly(ID);
    assertThat(journal().due(ID, 16)).hasSize(16);
    assertThat(journal().load(ID).orElseThrow().tasks()).isEqualTo(MANY);
    assertThat(journal().size()).isEqualTo(10L * MANY);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    System.out.println("a journal of %d entries is there after %s".formatted(MANY, took));
    assertThat(took).isLessThan(Duration.ofSeconds(1));
  }

  private Confirmation confirmation(String tag, ObjectVersion version) {
    return new Confirmation(ID, "pre/key", tag, version.stored().orElseThrow().size(), "");
  }

  private static StoredVersion found(String tag, Instant modified) {
    return OriginVersions.of(
        KEY,
        new ObjectBody.Remote(ID, "pre/key", tag, 5),
        modified,
        new ETag(tag),
        ObjectMetadata.EMPTY);
  }

  private OriginJournal journal() {
    return fixture.stores().originJournal(fixture.box());
  }

  private Task only() {
    assertThat(journal().origins()).containsExactly(ID);
    List<Task> due = journal().due(ID, 10);
    assertThat(due).hasSize(1);
    return due.getFirst();
  }
}
