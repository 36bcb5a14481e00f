package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.fallback.tier.Transitions;
import io.horizonpush.fallback.tier.Transitions.Outcome;
import io.horizonpush.fallback.writeback.ScriptedOrigin;
import io.horizonpush.fallback.writeback.WriteBack;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.OriginJournal;
import io.horizonpush.s3.store.TestingObjects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects go to the origin that their storage class names, and from one to another. */
@Timeout(180)
class StorageClassesTest {

  private static final ObjectKey KEY = new ObjectKey("a/key");
  private static final StorageClass GLACIER = new StorageClass("GLACIER");
  private static final StorageClass GLACIER_IR = new StorageClass("GLACIER_IR");
  private static final OriginFault DOWN = new OriginFault.Unavailable(Optional.empty());
  private static final SecretBox BOX = new SecretBox(new SecretKeySpec(new byte[32], "AES"));
  private static final int LONG = 300_000;

  @TempDir private static Path store;
  private static @Nullable S3ProxyServer server;
  private static int places;

  @TempDir Path directory;
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private ReadingNode node;
  private ScriptedOrigin warm;
  private ScriptedOrigin cold;
  private Bucket bucket;
  private @Nullable WriteBack writeBack;
  private final List<Throwable> broken = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void startServer() throws IOException {
    server = S3ProxyServer.start(store);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    places++;
    warm = new ScriptedOrigin(open("warm-" + places + "/"));
    cold = new ScriptedOrigin(open("cold-" + places + "/"));
    begin();
    bucket =
        node.create(
            "bucket", new Freshness.Always(), node.know("warm", warm), node.know("cold", cold));
    BucketOrigins set = bucket.configuration().origins();
    set(set.withClasses(Map.of(GLACIER, id(cold), GLACIER_IR, id(cold))));
  }

  private Origin open(String prefix) {
    S3ProxyServer running = server;
    if (running == null) {
      throw new IllegalStateException("Not started");
    }
    return origins.open(
        new OriginConnection(
            OriginDescription.of(
                OriginDescription.Input.of(OriginType.S3, S3ProxyServer.BUCKET)
                    .withEndpoint(running.url().toString())
                    .withPrefix(prefix)),
            new OriginCredentials.AccessKey(
                S3ProxyServer.ACCESS_KEY, new Secret(S3ProxyServer.SECRET_KEY)),
            true));
  }

  private void begin() {
    node = new ReadingNode(directory);
    node.know("warm", warm);
    node.know("cold", cold);
  }

  private void set(BucketOrigins changed) {
    node.stores().stores().buckets().setOrigins(bucket.id(), changed);
    bucket = node.stores().stores().bucket(bucket.id());
  }

  private static OriginId id(Origin origin) {
    return origin.description().place().id();
  }

  /** What has to hold on a thread that is not the test's. */
  private Runnable held(Runnable check) {
    return () -> {
      try {
        check.run();
      } catch (RuntimeException | AssertionError e) {
        broken.add(e);
      }
    };
  }

  @AfterEach
  void close() {
    stop();
    assertThat(broken).isEmpty();
    node.close();
    origins.close();
  }

  @Test
  void whatIsWrittenInAClass_isAtItsOriginAlone() {
    put(GLACIER, Bytes.of("cold"));
    drain();
    assertAt(cold, Bytes.of("cold"));
    assertNothingAt(warm);
    assertThat(confirmations()).extracting(Confirmation::origin).containsExactly(id(cold));
    assertThat(node.here().require(bucket, KEY).attributes().storageClass()).isEqualTo(GLACIER);
  }

  @Test
  void whatSomebodyHadAtTheFormerPlace_isDeletedThereBehindTheUpload() {
    putThere(warm, Bytes.of("somebody's, and never heard of here"));
    put(GLACIER, Bytes.of("cold"));
    warm.before("DELETE", held(() -> assertAt(cold, Bytes.of("cold"))));
    drain();
    assertNothingAt(warm);
  }

  @Test
  void anOverwriteInAnotherClass_isDeletedAtTheFormerPlaceBehindTheUpload() {
    put(StorageClass.STANDARD, Bytes.of("first"));
    drain();
    put(GLACIER, Bytes.of("second"));
    cold.before("PUT", held(() -> assertAt(warm, Bytes.of("first"))));
    warm.before("DELETE", held(() -> assertAt(cold, Bytes.of("second"))));
    drain();
    assertNothingAt(warm);
    put(StorageClass.STANDARD, Bytes.of("third"));
    cold.before("DELETE", held(() -> assertAt(warm, Bytes.of("third"))));
    drain();
    assertNothingAt(cold);
    assertThat(warm.count("DELETE")).isEqualTo(1);
  }

  @Test
  void aDelete_deletesWhereTheClassSays() {
    put(GLACIER, Bytes.of("cold"));
    drain();
    node.here().delete(bucket, KEY);
    drain();
    assertNothingAt(cold);
    assertNothingAt(warm);
  }

  @Test
  void aDeleteBeforeTheUpload_leavesNothing() {
    put(StorageClass.STANDARD, Bytes.of("first"));
    drain();
    put(GLACIER, Bytes.of("second"));
    node.here().delete(bucket, KEY);
    drain();
    assertNothingAt(cold);
    assertNothingAt(warm);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 100_000, 3_000_000, 20_000_000})
  void aTransition_changesNothingButClassAndPlace(int length) {
    byte[] bytes = Bytes.random(1, length);
    StoredVersion before = put(StorageClass.STANDARD, bytes);
    drain();
    assertThat(move(before, GLACIER)).isEqualTo(Outcome.MOVED);
    assertThat(node.stores().stores().originJournal(BOX).size()).isZero();
    drain();
    assertAt(cold, bytes);
    assertNothingAt(warm);
    StoredVersion after = node.objects().require(bucket, KEY);
    assertThat(after.attributes().storageClass()).isEqualTo(GLACIER);
    assertThat(after.withBody(before.body()).with(register(before, after)))
        .isEqualTo(before.with(register(before, after)));
    assertThat(after.stamp()).isEqualTo(before.stamp());
    assertThat(after.lastModified()).isEqualTo(before.lastModified());
    assertThat(confirmations()).extracting(Confirmation::origin).containsExactly(id(cold));
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    assertThat(move(after, StorageClass.STANDARD)).isEqualTo(Outcome.MOVED);
    drain();
    assertAt(warm, bytes);
    assertNothingAt(cold);
  }

  private static Register<Attribute> register(StoredVersion before, StoredVersion after) {
    assertThat(before.id()).isEqualTo(after.id());
    return after.attributes().register(Attribute.Name.STORAGE_CLASS).orElseThrow();
  }

  @Test
  void whatIsHereNoMore_isMovedAndReadAllTheWhile() {
    byte[] bytes = Bytes.random(2, LONG);
    StoredVersion version = put(StorageClass.STANDARD, bytes);
    drain();
    evict();
    move(version, GLACIER);
    List<byte[]> read = new CopyOnWriteArrayList<>();
    Runnable reads = () -> read.add(node.objects().read(bucket, KEY));
    reads.run();
    evict();
    cold.fail("PUT", DOWN);
    cold.before("PUT", held(reads));
    warm.before("DELETE", held(reads));
    drain();
    evict();
    reads.run();
    assertThat(read).hasSize(4).allMatch(each -> Arrays.equals(each, bytes));
    assertAt(cold, bytes);
    assertNothingAt(warm);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 100_000, 3_000_000})
  void whatWasLearntAtAnOrigin_isMovedWithItsBytes(int length) {
    byte[] bytes = Bytes.random(3, length);
    putThere(warm, bytes);
    StoredVersion learnt = node.objects().require(bucket, KEY);
    assertThat(learnt.body()).isInstanceOf(ObjectBody.Remote.class);
    assertThat(move(learnt, GLACIER)).isEqualTo(Outcome.MOVED);
    warm.before("DELETE", held(() -> assertAt(cold, bytes)));
    drain();
    assertNothingAt(warm);
    assertAt(cold, bytes);
    StoredVersion after = node.objects().require(bucket, KEY);
    assertThat(after.id()).isEqualTo(learnt.id());
    assertThat(after.etag()).isEqualTo(learnt.etag());
    assertThat(after.body()).isNotInstanceOf(ObjectBody.Remote.class);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
  }

  @Test
  void whatWasLearntAndCannotBeKept_staysAtBothUntilItCan() {
    byte[] bytes = Bytes.random(4, LONG);
    putThere(warm, bytes);
    StoredVersion learnt = node.objects().require(bucket, KEY);
    node.setRoom(false);
    move(learnt, GLACIER);
    drain();
    assertNothingAt(warm);
    assertAt(cold, bytes);
    node.setRoom(true);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
  }

  @Test
  void whileTheNewPlaceIsDown_theFormerOneKeepsTheOnlyCopy_overARestart() {
    byte[] bytes = Bytes.random(5, LONG);
    StoredVersion version = put(StorageClass.STANDARD, bytes);
    drain();
    evict();
    move(version, GLACIER);
    for (int i = 0; i < 3; i++) {
      cold.fail("PUT", DOWN);
    }
    start();
    await().until(() -> cold.count("PUT") > 0);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    restart();
    assertAt(warm, bytes);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    drain();
    assertAt(cold, bytes);
    assertNothingAt(warm);
  }

  @Test
  void aDeletionWhoseAnswerIsLost_isMadeAfterARestart() {
    StoredVersion version = put(StorageClass.STANDARD, Bytes.of("bytes"));
    drain();
    move(version, GLACIER);
    warm.fail("DELETE", DOWN);
    start();
    await().until(() -> warm.count("DELETE") == 1);
    restart();
    drain();
    assertNothingAt(warm);
    assertAt(cold, Bytes.of("bytes"));
  }

  @Test
  void whatIsMovedBackBeforeItWasSent_staysWhereItIs() {
    byte[] bytes = Bytes.random(6, LONG);
    StoredVersion version = put(StorageClass.STANDARD, bytes);
    drain();
    evict();
    move(version, GLACIER);
    move(version, StorageClass.STANDARD);
    assertThat(confirmations()).extracting(Confirmation::origin).containsExactly(id(warm));
    drain();
    assertAt(warm, bytes);
    assertNothingAt(cold);
    assertThat(warm.count("PUT")).isEqualTo(1);
    assertThat(cold.count("PUT")).isZero();
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
  }

  @Test
  void whatIsMovedBeforeItWasSentAnywhere_isSentToTheNewPlaceAlone() {
    StoredVersion version = put(StorageClass.STANDARD, Bytes.of("bytes"));
    move(version, GLACIER);
    drain();
    assertAt(cold, Bytes.of("bytes"));
    assertNothingAt(warm);
    assertThat(warm.count("PUT")).isZero();
  }

  @Test
  void whatIsMovedBackWhileItIsDeletedAtTheFormerPlace_isAtOneInTheEnd() {
    byte[] bytes = Bytes.random(7, LONG);
    StoredVersion version = put(StorageClass.STANDARD, bytes);
    drain();
    evict();
    move(version, GLACIER);
    warm.before("DELETE", () -> move(version, StorageClass.STANDARD));
    drain();
    assertAt(warm, bytes);
    assertNothingAt(cold);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
  }

  @Test
  void whatIsOverwrittenWhileItMoves_isReplaced() {
    StoredVersion version = put(StorageClass.STANDARD, Bytes.of("first"));
    drain();
    move(version, GLACIER);
    cold.before("PUT", () -> put(StorageClass.STANDARD, Bytes.of("second")));
    drain();
    assertAt(warm, Bytes.of("second"));
    assertNothingAt(cold);
  }

  @Test
  void betweenClassesOfOnePlace_nothingIsSent() {
    StoredVersion version = put(GLACIER, Bytes.of("cold"));
    drain();
    assertThat(move(version, GLACIER_IR)).isEqualTo(Outcome.MOVED);
    drain();
    assertThat(cold.count("PUT")).isEqualTo(1);
    assertThat(cold.count("DELETE")).isZero();
    assertThat(confirmations()).hasSize(1);
  }

  @Test
  void anOriginThatIsTakenAwayMeanwhile_leavesTheOnlyCopyAlone() {
    byte[] bytes = Bytes.random(8, LONG);
    StoredVersion version = put(StorageClass.STANDARD, bytes);
    drain();
    evict();
    move(version, GLACIER);
    BucketOrigins set = bucket.configuration().origins();
    cold.before(
        "PUT",
        () ->
            set(
                new BucketOrigins(
                    List.of(set.origins().getFirst()), set.writes(), set.freshness())));
    drain();
    assertAt(warm, bytes);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
  }

  @Test
  void whatIsNotMeantOrHasNoPlace_isNotMoved() {
    StoredVersion first = put(StorageClass.STANDARD, Bytes.of("first"));
    StoredVersion second = put(StorageClass.STANDARD, Bytes.of("second"));
    assertThat(move(first, GLACIER)).isEqualTo(Outcome.NOT_CURRENT);
    assertThat(move(second, StorageClass.STANDARD)).isEqualTo(Outcome.UNCHANGED);
    assertThat(move(second, new StorageClass("DEEP_ARCHIVE"))).isEqualTo(Outcome.UNMAPPED);
    node.here().delete(bucket, KEY);
    assertThat(move(second, GLACIER)).isEqualTo(Outcome.NOT_CURRENT);
  }

  @Test
  void ofABucketThatKeepsVersions_theCurrentOneIsMovedAndOthersAreNot() {
    node.stores().stores().buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    bucket = node.stores().stores().bucket(bucket.id());
    StoredVersion first = put(GLACIER, Bytes.of("first"));
    drain();
    StoredVersion second = put(StorageClass.STANDARD, Bytes.of("second"));
    drain();
    assertAt(warm, Bytes.of("second"));
    assertNothingAt(cold);
    assertThat(move(first, StorageClass.STANDARD)).isEqualTo(Outcome.NOT_CURRENT);
    assertThat(move(second, GLACIER)).isEqualTo(Outcome.MOVED);
    drain();
    assertAt(cold, Bytes.of("second"));
    assertNothingAt(warm);
    assertThat(node.here().read(bucket, first)).isEqualTo(Bytes.of("first"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverIsWrittenMovedAndFails_theOriginsEndAsTheBucketIs(long seed) {
    Random random = new Random(seed);
    List<ObjectKey> keys = List.of(new ObjectKey("1"), new ObjectKey("2"), new ObjectKey("3"));
    Map<ObjectKey, byte[]> expected = new HashMap<>();
    start();
    for (int step = 0; step < 60; step++) {
      ObjectKey key = keys.get(random.nextInt(keys.size()));
      StorageClass of = random.nextBoolean() ? GLACIER : StorageClass.STANDARD;
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          byte[] bytes = Bytes.random(random.nextInt(), 1 + random.nextInt(40_000));
          put(key, of, bytes);
          expected.put(key, bytes);
        }
        case 2 -> {
          node.here().delete(bucket, key);
          expected.remove(key);
        }
        case 3, 4 ->
            node.here().find(bucket, key).ifPresent(each -> assertMoved(key, each.id(), of));
        case 5 -> {
          ScriptedOrigin failing = random.nextBoolean() ? warm : cold;
          String call = List.of("PUT", "DELETE", "HEAD").get(random.nextInt(3));
          if (random.nextBoolean()) {
            failing.fail(call, DOWN);
          } else {
            failing.loseAnswer(call);
          }
        }
        case 6 -> tryToEvict(key);
        default -> {
          if (random.nextInt(4) == 0) {
            restart();
            start();
          }
        }
      }
      if (expected.containsKey(key)) {
        assertThat(node.here().read(bucket, key)).as("seed %d", seed).isEqualTo(expected.get(key));
      }
    }
    drain();
    for (ObjectKey key : keys) {
      Optional<StoredVersion> version = node.here().find(bucket, key);
      boolean isCold =
          version.filter(each -> each.attributes().storageClass().equals(GLACIER)).isPresent();
      byte[] there = bytes(isCold ? cold : warm, key).orElseGet(() -> new byte[0]);
      assertThat(there)
          .as("seed %d, %s", seed, key)
          .isEqualTo(expected.getOrDefault(key, new byte[0]));
      assertThat(bytes(isCold ? warm : cold, key)).as("seed %d, %s", seed, key).isEmpty();
    }
  }

  private void assertMoved(ObjectKey key, VersionId version, StorageClass to) {
    assertThat(transitions().move(bucket.id(), key, version, to))
        .isIn(Outcome.MOVED, Outcome.UNCHANGED);
  }

  private Outcome move(StoredVersion version, StorageClass to) {
    return transitions().move(bucket.id(), KEY, version.id(), to);
  }

  private Transitions transitions() {
    return new Transitions(
        node.here().store(), id -> node.stores().stores().bucket(id), this::wake);
  }

  private void wake() {
    WriteBack running = writeBack;
    if (running != null) {
      running.wake();
    }
  }

  private StoredVersion put(StorageClass of, byte[] bytes) {
    return put(KEY, of, bytes);
  }

  private StoredVersion put(ObjectKey key, StorageClass of, byte[] bytes) {
    String etag = Integer.toHexString(Arrays.hashCode(bytes));
    return node.here()
        .put(
            bucket,
            key,
            of.isStandard() ? TestingObjects.object(etag) : TestingObjects.object(etag, of),
            bytes,
            WriteConditions.NONE);
  }

  private void start() {
    OriginJournal journal = node.stores().stores().originJournal(BOX);
    WriteBack started =
        new WriteBack(
            new WriteBack.Ground(
                journal,
                node.here().store(),
                id -> node.stores().stores().bucket(id),
                node.known()));
    writeBack = started;
    started.start();
  }

  private void stop() {
    WriteBack running = writeBack;
    if (running != null) {
      running.close();
      writeBack = null;
    }
  }

  private void restart() {
    stop();
    node.close();
    begin();
    bucket = node.stores().stores().bucket(bucket.id());
  }

  /** Works the journal off. */
  private void drain() {
    WriteBack before = writeBack;
    if (before == null) {
      start();
    }
    OriginJournal journal = node.stores().stores().originJournal(BOX);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              journal.origins().forEach(journal::retry);
              wake();
              return journal.origins().isEmpty();
            });
    stop();
  }

  private List<Confirmation> confirmations() {
    StoredVersion version = node.here().require(bucket, KEY);
    return node.here().store().local(bucket, KEY, version.id()).orElseThrow().confirmations();
  }

  private void evict() {
    StoredVersion version = node.here().require(bucket, KEY);
    BlobHash blob = version.body().parts().getFirst().blob();
    node.stores().stores().upkeep().run(); // What was confirmed before the origins were set.
    await().until(() -> node.stores().content().evict(blob) instanceof Eviction.Evicted);
  }

  private void tryToEvict(ObjectKey key) {
    node.stores().stores().upkeep().run();
    node.here()
        .find(bucket, key)
        .ifPresent(
            version ->
                version.body().parts().forEach(part -> node.stores().content().evict(part.blob())));
  }

  private static void putThere(Origin at, byte[] bytes) {
    at.put(OriginWrite.of(there(at, KEY), bytes.length), () -> new ByteArrayInputStream(bytes));
  }

  private static String there(Origin at, ObjectKey key) {
    return at.description().place().keyOf(key.value());
  }

  private static Optional<byte[]> bytes(Origin at, ObjectKey key) {
    if (at.find(there(at, key)).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = at.open(there(at, key), Optional.empty(), Optional.empty())) {
      return Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertAt(Origin at, byte[] bytes) {
    assertThat(bytes(at, KEY)).hasValueSatisfying(found -> assertThat(found).isEqualTo(bytes));
  }

  private static void assertNothingAt(Origin at) {
    assertThat(bytes(at, KEY)).isEmpty();
  }
}
