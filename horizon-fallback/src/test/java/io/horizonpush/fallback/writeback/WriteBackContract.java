package io.horizonpush.fallback.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginBudget;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginPlace;
import io.horizonpush.fallback.origin.OriginReader;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.OwnMark;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.OriginJournal;
import io.horizonpush.s3.store.TestingObjects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written here reaches a real origin, whatever happens on the way. */
@Timeout(120)
abstract class WriteBackContract {

  private static final int MIB = 1 << 20;
  private static final ObjectKey KEY = new ObjectKey("a/key");
  private static final ObjectKey OTHER = new ObjectKey("other");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final OriginFault DOWN = new OriginFault.Unavailable(Optional.empty());
  private static final AtomicInteger PLACES = new AtomicInteger();

  @TempDir Path directory;
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private StoreFixture fixture;
  private Bucket bucket;
  private Origin real;
  private ScriptedOrigin origin;
  private volatile boolean hasAccess = true;
  private final Set<BucketId> denied = ConcurrentHashMap.newKeySet();
  private @Nullable WriteBack writeBack;

  /** A place of its own below a prefix of the server that was started. */
  abstract OriginConnection connection(String prefix);

  /** Whether an upload in pieces can be asked how far it is. */
  boolean tellsOfUploads() {
    return true;
  }

  @BeforeEach
  void open() {
    open(InstantSource.system());
  }

  private void open(InstantSource wall) {
    try {
      fixture = StoreFixture.at(Files.createTempDirectory(directory, "node"), wall);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    real = origins.open(connection("place-" + PLACES.incrementAndGet() + "/"));
    origin = new ScriptedOrigin(real);
    bucket = fixture.create("bucket");
    set(Writes.WRITE_BACK);
  }

  private void set(Writes writes) {
    OriginPlace place = real.description().place();
    ListedOrigin listed =
        new ListedOrigin(
            place.type().toString(),
            place.endpoint().toString(),
            place.bucket(),
            false,
            place.prefix());
    assertThat(listed.id()).isEqualTo(place.id());
    fixture
        .buckets()
        .setOrigins(bucket.id(), new BucketOrigins(List.of(listed), writes, Freshness.USUAL));
    bucket = fixture.buckets().find(bucket.name()).orElseThrow();
  }

  @AfterEach
  void close() {
    stop();
    fixture.close();
    origins.close();
  }

  @Test
  void whatIsWrittenAndDeleted_isSoThere() {
    start();
    objects().put(bucket, KEY, Bytes.of("first"));
    objects().put(bucket, OTHER, Bytes.of("other"));
    objects().put(bucket, new ObjectKey("empty"), new byte[0]);
    awaitDone();
    assertThere(KEY, Bytes.of("first"));
    assertThere(new ObjectKey("empty"), new byte[0]);
    StoredVersion second = objects().put(bucket, KEY, Bytes.of("second"));
    objects().delete(bucket, OTHER);
    awaitDone();
    assertThere(KEY, Bytes.of("second"));
    assertNothingAt(OTHER);
    assertThat(objects().store().local(bucket, KEY, second.id()).orElseThrow().confirmations())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.tag()).isEqualTo(real.head(there(KEY)).tag());
              assertThat(each.size()).isEqualTo(6);
            });
    assertThat(fixture.verify(false).findings()).isEmpty();
  }

  @Test
  void whatUsersSayOfAnObject_isThereToo() {
    start();
    ObjectMetadata said =
        new ObjectMetadata(
            Map.of("content-type", "text/plain", "cache-control", "no-cache"),
            Map.of("project-name", "x"));
    NewObject object =
        new NewObject(
            new ETag("e"),
            said,
            List.of(new Tags(new TreeMap<>(Map.of("tag", "1")))),
            List.of(),
            0);
    objects().put(bucket, KEY, object, Bytes.of("text"), WriteConditions.NONE);
    awaitDone();
    ObjectMetadata found = real.head(there(KEY)).metadata().object();
    assertThat(OwnMark.remove(found)).isEqualTo(said);
    assertThat(OwnMark.of(found, KEY).orElseThrow().version())
        .isEqualTo(objects().require(bucket, KEY).id());
  }

  @Test
  void whatIsNewer_goesInPlaceOfWhatWasQueued() {
    objects().put(bucket, KEY, Bytes.of("1"));
    objects().put(bucket, KEY, Bytes.of("2"));
    objects().put(bucket, KEY, Bytes.of("3"));
    objects().put(bucket, OTHER, Bytes.of("never"));
    objects().delete(bucket, OTHER);
    start();
    awaitDone();
    assertThere(KEY, Bytes.of("3"));
    assertThat(origin.count("PUT")).isEqualTo(1);
    assertNothingAt(OTHER);
  }

  @Test
  void theDeleteOfAKeyThatNobodyHereKnows_deletesThere() {
    reopen(Instant.now().plusSeconds(100));
    putThere(KEY, "somebody's");
    objects().delete(bucket, KEY);
    start();
    awaitDone();
    assertNothingAt(KEY);
  }

  @Test
  void anUploadWhoseAnswerIsLost_isFoundThereAndNotMadeAgain() {
    origin.loseAnswer("PUT");
    objects().put(bucket, KEY, Bytes.of("bytes"));
    start();
    awaitDone();
    assertThere(KEY, Bytes.of("bytes"));
    // The second is refused, since its condition is that nothing is there.
    assertThat(real.head(there(KEY)).metadata().object().user()).containsKey(OwnMark.NAME);
    assertThat(objects().store().local(bucket, KEY, objects().require(bucket, KEY).id()))
        .get()
        .satisfies(local -> assertThat(local.confirmations()).hasSize(1));
  }

  @Test
  void aDeleteWhoseAnswerIsLost_isDone() {
    objects().put(bucket, KEY, Bytes.of("bytes"));
    start();
    awaitDone();
    origin.loseAnswer("DELETE");
    objects().delete(bucket, KEY);
    awaitDone();
    assertNothingAt(KEY);
  }

  @Test
  void whatSomebodyElseWroteLater_wins() {
    reopen(Instant.now().minusSeconds(3600));
    StoredVersion ours = objects().put(bucket, KEY, Bytes.of("ours"));
    putThere(KEY, "theirs");
    start();
    awaitDone();
    assertThere(KEY, Bytes.of("theirs"));
    assertThat(objects().require(bucket, KEY).body()).isInstanceOf(ObjectBody.Remote.class);
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(ours);
    assertThat(objects().read(bucket, ours)).isEqualTo(Bytes.of("ours"));
  }

  @Test
  void whatSomebodyElseWroteEarlier_isReplaced() {
    reopen(Instant.now().plusSeconds(300));
    putThere(KEY, "theirs");
    objects().put(bucket, KEY, Bytes.of("ours"));
    start();
    awaitDone();
    assertThere(KEY, Bytes.of("ours"));
  }

  /** A store may refuse a body before it has read it, and hang up: the refusal is lost then. */
  @Test
  void aLargerObjectInPlaceOfSomebodyElses_comesThereToo() {
    reopen(Instant.now().plusSeconds(300));
    byte[] bytes = Bytes.random(1, 4 * MIB);
    putThere(KEY, "theirs");
    objects().put(bucket, KEY, bytes);
    start();
    awaitDone();
    assertThere(KEY, bytes);
    putThere(KEY, "theirs again");
    objects().put(bucket, KEY, Bytes.random(2, 4 * MIB));
    awaitDone();
    assertThere(KEY, Bytes.random(2, 4 * MIB));
  }

  @Test
  void whatSomebodyElseWritesBetweenALookAndAWrite_isNotOverwrittenUnseen() {
    reopen(Instant.now().minusSeconds(3600));
    objects().put(bucket, KEY, Bytes.of("1"));
    start();
    awaitDone();
    origin.before("PUT", () -> putThere(KEY, "theirs"));
    objects().put(bucket, KEY, Bytes.of("2"));
    awaitDone();
    assertThere(KEY, Bytes.of("theirs"));
  }

  @Test
  void whatSomebodyElseWritesAfterAnUploadWithoutACondition_isNotOverwrittenUnseen() {
    reopen(Instant.now().minusSeconds(3600));
    // Pieces that ended are refused as if something were there.
    origin.fail("PUT", new OriginFault.Changed());
    origin.before("PUT", () -> {});
    origin.before("HEAD", () -> {});
    // What went there without a condition goes at once; then somebody else is faster.
    origin.before("HEAD", () -> real.delete(there(KEY), Optional.empty()));
    origin.before("PUT", () -> putThere(KEY, "theirs"));
    objects().put(bucket, KEY, Bytes.of("ours"));
    start();
    awaitDone();
    assertThere(KEY, Bytes.of("theirs"));
  }

  @Test
  void anOriginThatKnowsNoConditionsOfDeletes_isLookedAtFirst() {
    objects().put(bucket, KEY, Bytes.of("bytes"));
    start();
    awaitDone();
    origin.fail("DELETE", new OriginFault.Unsupported());
    objects().delete(bucket, KEY);
    awaitDone();
    assertNothingAt(KEY);
    assertThat(origin.calls()).endsWith("DELETE", "HEAD", "DELETE");
  }

  @Test
  void whatAMemberUploaded_isLearntAsNoLaterThanItsChange() {
    reopen(Instant.now().minusSeconds(3600));
    StoredVersion theirs = objects().put(bucket, KEY, Bytes.of("theirs"));
    start();
    awaitDone();
    StoredVersion learnt = real.head(there(KEY)).version(id(), KEY);
    assertThat(learnt.stamp()).isLessThan(theirs.stamp());
    assertThat(learnt.stamp().time()).isAfter(theirs.stamp().time().minusSeconds(1));
    putThere(KEY, "somebody's");
    assertThat(real.head(there(KEY)).version(id(), KEY).stamp()).isGreaterThan(theirs.stamp());
  }

  @Test
  void whatAMemberUploadedOfALaterChange_stays() {
    StoredVersion ours = objects().put(bucket, KEY, Bytes.of("ours"));
    Stamp later = new Stamp(ours.stamp().clock() + 1, ours.stamp().writer());
    ObjectMetadata marked = OwnMark.metadata(ours.withHead(later(ours)), later);
    byte[] theirs = Bytes.of("theirs");
    real.put(
        OriginWrite.of(there(KEY), theirs.length).with(OriginMetadata.of(marked)),
        () -> new ByteArrayInputStream(theirs));
    start();
    awaitDone();
    assertThere(KEY, theirs);
    // It comes from the member: what is here is not replaced by a copy without its history.
    assertThat(objects().require(bucket, KEY)).isEqualTo(ours);
  }

  @Test
  void aCopyThatSomebodyElseMadeOfAnotherObject_isNoEarlierChangeOfOurs() {
    reopen(Instant.now().minusSeconds(3600));
    StoredVersion another =
        objects().put(bucket, new ObjectKey("another"), Bytes.of("copied by somebody"));
    StoredVersion ours = objects().put(bucket, KEY, Bytes.of("ours"));
    byte[] copy = Bytes.of("copied by somebody");
    real.put(
        OriginWrite.of(there(KEY), copy.length)
            .with(OriginMetadata.of(OwnMark.metadata(another, another.stamp()))),
        () -> new ByteArrayInputStream(copy));
    start();
    awaitDone();
    assertThere(KEY, copy);
    assertThat(fixture.versions(bucket, KEY).losers()).containsExactly(ours);
  }

  private static VersionHead later(StoredVersion version) {
    return VersionHead.written(
        version.key(), new VersionId(1, 2), true, version.stamp(), Replaced.NOTHING);
  }

  @Test
  void whatFailsForAWhile_isDoneAtLast() {
    origin.fail("PUT", DOWN);
    origin.fail("HEAD", new OriginFault.TimedOut());
    objects().put(bucket, KEY, Bytes.of("bytes"));
    start();
    awaitDone();
    assertThere(KEY, Bytes.of("bytes"));
  }

  @Test
  void whatSomebodyHasToDoSomethingAbout_waitsAndSaysSo() {
    origin.fail("PUT", new OriginFault.Denied());
    objects().put(bucket, KEY, Bytes.of("bytes"));
    start();
    await().atMost(LONG).until(() -> load().stuck() == 1);
    assertThat(writeBack().reports())
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.stuck()).hasSize(1);
              assertThat(report.stuck().getFirst().why()).isEqualTo("as the test says");
              assertThat(report.trouble()).isPresent();
            });
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("bytes"));
    writeBack().retry(id());
    awaitDone();
    assertThere(KEY, Bytes.of("bytes"));
  }

  @Test
  void aKeyThatIsTooLongThere_isStuckAlone() {
    ObjectKey longest = new ObjectKey("k".repeat(1020));
    objects().put(bucket, longest, Bytes.of("x"));
    objects().put(bucket, KEY, Bytes.of("bytes"));
    start();
    await().atMost(LONG).until(() -> load().tasks() == 1 && load().stuck() == 1);
    assertThere(KEY, Bytes.of("bytes"));
  }

  @Test
  void anOriginWithoutAccess_isSaidToBeMissing() {
    hasAccess = false;
    objects().put(bucket, KEY, Bytes.of("bytes"));
    start();
    await()
        .atMost(LONG)
        .until(
            () ->
                writeBack().reports().stream()
                    .flatMap(report -> report.trouble().stream())
                    .anyMatch(why -> why.contains(id().toString())));
    hasAccess = true;
    awaitDone();
    assertThere(KEY, Bytes.of("bytes"));
  }

  @Test
  void anOriginThatHasAccessAgain_isNoLongerSaidToBeMissing_whateverBecomesOfATask() {
    hasAccess = false;
    objects().put(bucket, new ObjectKey("k".repeat(1020)), Bytes.of("x"));
    start();
    await()
        .atMost(LONG)
        .until(() -> writeBack().reports().stream().anyMatch(each -> each.trouble().isPresent()));
    hasAccess = true;
    await().atMost(LONG).until(() -> load().stuck() == 1);
    assertThat(writeBack().reports())
        .singleElement()
        .satisfies(report -> assertThat(report.trouble()).isEmpty());
  }

  @Test
  void aBucketThatMayNotUseTheOrigin_waitsForItsOperator_andHoldsUpNoOther() {
    Bucket other = fixture.create("other");
    fixture
        .stores()
        .buckets()
        .setOrigins(other.id(), fixture.stores().bucket(bucket.id()).configuration().origins());
    denied.add(bucket.id());
    for (int i = 0; i < 30; i++) {
      objects().put(bucket, new ObjectKey("a" + i), Bytes.of("not yet"));
    }
    objects().put(fixture.stores().bucket(other.id()), OTHER, Bytes.of("bytes"));
    start();
    await().atMost(LONG).until(() -> load().stuck() == 30 && load().tasks() == 30);
    assertThere(OTHER, Bytes.of("bytes"));
    assertThat(writeBack().reports().getFirst().stuck().getFirst().why()).contains("--allow");
    assertNothingAt(new ObjectKey("a0"));

    denied.clear();
    writeBack().retry(id());
    awaitDone();
    assertThere(new ObjectKey("a0"), Bytes.of("not yet"));
  }

  @Test
  void aLongObject_goesOnInTheNextProcessWhereItEnded() {
    byte[] bytes = Bytes.random(1, 20 * MIB);
    objects().put(bucket, KEY, bytes);
    // The first piece arrives; then this process ends.
    CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    origin.before("APPEND", () -> {});
    origin.before("APPEND", () -> stopped.complete(true));
    origin.fail("APPEND", DOWN);
    start();
    await().atMost(LONG).until(stopped::isDone);
    await().atMost(LONG).until(() -> load().tasks() == 1 && origin.count("APPEND") >= 3);
    stop();
    fixture.restart();
    long before = origin.count("APPEND");
    start();
    writeBack().retry(id());
    awaitDone();
    assertThere(KEY, bytes);
    if (tellsOfUploads()) {
      assertThat(origin.count("BEGIN")).isEqualTo(1);
      assertThat(origin.count("APPEND") - before).isEqualTo(1);
    }
  }

  @Test
  void aLongObjectThatIsThereAlready_isNotSentAgain() {
    byte[] bytes = Bytes.random(2, 17 * MIB);
    objects().put(bucket, KEY, bytes);
    origin.loseAnswer("COMPLETE");
    start();
    awaitDone();
    assertThere(KEY, bytes);
    assertThat(origin.count("BEGIN")).isEqualTo(1);
    assertThat(origin.count("APPEND")).isEqualTo(3);
  }

  @Test
  void aLongObjectThatIsReplacedOnItsWay_isDroppedThere() {
    objects().put(bucket, KEY, Bytes.random(3, 20 * MIB));
    origin.before("APPEND", () -> {});
    origin.before("APPEND", () -> objects().put(bucket, KEY, Bytes.of("short")));
    start();
    awaitDone();
    assertThere(KEY, Bytes.of("short"));
    assertThat(origin.count("COMPLETE")).isZero();
    assertThat(origin.count("ABORT")).isEqualTo(1);
  }

  @Test
  void aDeleteDuringAnUpload_winsThere() {
    origin.before("PUT", () -> objects().delete(bucket, KEY));
    objects().put(bucket, KEY, Bytes.of("bytes"));
    start();
    awaitDone();
    assertNothingAt(KEY);
    assertThat(objects().find(bucket, KEY)).isEmpty();
  }

  @Test
  void tooMuchThatWaits_refusesMoreAndLosesNothing() {
    WriteBackObjects limited =
        new WriteBackObjects(
            fixture.stores().objects(),
            start(),
            ground(),
            new WriteBackObjects.Limits(10, Duration.ofSeconds(30), LONG));
    hasAccess = false;
    TestingObjects through = new TestingObjects(limited);
    through.put(bucket, KEY, Bytes.of("ten bytes!"));
    assertThatThrownBy(() -> through.put(bucket, OTHER, Bytes.of("more")))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SLOW_DOWN));
    Bucket apart = fixture.create("apart");
    through.put(apart, OTHER, Bytes.of("stays here"));
    hasAccess = true;
    awaitDone();
    through.put(bucket, OTHER, Bytes.of("more"));
    awaitDone();
    assertThere(KEY, Bytes.of("ten bytes!"));
    assertThere(OTHER, Bytes.of("more"));
  }

  @Test
  void aBucketThatWritesThrough_answersOnceTheOriginHasIt() {
    set(Writes.WRITE_THROUGH);
    WriteBack back = start();
    TestingObjects through = through(back, Duration.ofSeconds(60));
    through.put(bucket, KEY, Bytes.of("bytes"));
    assertThere(KEY, Bytes.of("bytes"));
    through.delete(bucket, KEY);
    assertNothingAt(KEY);
    fixture.buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    ObjectKey versioned = new ObjectKey("versioned");
    through.put(bucket, versioned, Bytes.of("first"));
    StoredVersion second = through.put(bucket, versioned, Bytes.of("second"));
    through.make(bucket, versioned, new Draft.Remove(new VersionName.Id(second.id()), false));
    assertThere(versioned, Bytes.of("first"));

    hasAccess = false;
    assertThatThrownBy(
            () -> through(back, Duration.ofMillis(200)).put(bucket, OTHER, Bytes.of("late")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    assertThat(objects().read(bucket, OTHER)).isEqualTo(Bytes.of("late"));
    hasAccess = true;
    awaitDone();
    assertThere(OTHER, Bytes.of("late"));
  }

  private TestingObjects through(WriteBack back, Duration patience) {
    return new TestingObjects(
        new WriteBackObjects(
            fixture.stores().objects(),
            back,
            ground(),
            new WriteBackObjects.Limits(Long.MAX_VALUE, patience, LONG)));
  }

  private void reopen(Instant now) {
    fixture.close();
    open(InstantSource.fixed(now));
  }

  private void putThere(ObjectKey key, String text) {
    byte[] bytes = Bytes.of(text);
    real.put(OriginWrite.of(there(key), bytes.length), () -> new ByteArrayInputStream(bytes));
  }

  private String there(ObjectKey key) {
    return real.description().place().keyOf(key.value());
  }

  private void assertThere(ObjectKey key, byte[] bytes) {
    try (OriginBody body = real.open(there(key), Optional.empty(), Optional.empty())) {
      assertThat(body.readAllBytes()).isEqualTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertNothingAt(ObjectKey key) {
    assertThat(real.list(OriginListing.of(there(key))).entries())
        .extracting(OriginPage.Entry::key)
        .isEmpty();
  }

  private TestingObjects objects() {
    return fixture.objects();
  }

  private OriginId id() {
    return real.description().place().id();
  }

  private OriginJournal journal() {
    return fixture.stores().originJournal(fixture.box());
  }

  private OriginJournal.Load load() {
    return journal()
        .load(id())
        .orElseGet(() -> new OriginJournal.Load(id(), 0, 0, Instant.EPOCH, 0));
  }

  private WriteBack.Ground ground() {
    KnownOrigin known =
        new KnownOrigin(
            "there", origin, new OriginReader(origin, OriginBudget.UNLIMITED, Patience.USUAL));
    KnownOrigins all =
        new KnownOrigins() {
          @Override
          public Optional<KnownOrigin> find(BucketId bucket, OriginId id) {
            return knows(id) && !denied.contains(bucket) ? Optional.of(known) : Optional.empty();
          }

          @Override
          public boolean knows(OriginId id) {
            return hasAccess && id.equals(id());
          }
        };
    return new WriteBack.Ground(
        journal(), fixture.stores().objects(), id -> fixture.stores().bucket(id), all);
  }

  private WriteBack start() {
    WriteBack started = new WriteBack(ground());
    writeBack = started;
    started.start();
    return started;
  }

  private WriteBack writeBack() {
    if (writeBack == null) {
      throw new IllegalStateException("Not started");
    }
    return writeBack;
  }

  private void stop() {
    if (writeBack != null) {
      writeBack.close();
      writeBack = null;
    }
  }

  private void awaitDone() {
    await("the journal is worked off; the origin was asked " + origin.calls())
        .atMost(LONG)
        .until(() -> journal().origins().isEmpty());
  }
}
