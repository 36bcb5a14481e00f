package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.adopt.Adoption;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginCondition;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.BucketImport;
import io.horizonpush.s3.store.BucketImport.State;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.OriginVersions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What origins had before a bucket stood before them, taken over, and read. */
@Timeout(180)
class AdoptionTest {

  private static final ObjectKey KEY = new ObjectKey("a/key");
  private static final byte[] BYTES = Bytes.random(1, 5000);

  @TempDir Path directory;
  private ReadingNode node;
  private final List<BucketImport> noted = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    node =
        new ReadingNode(
            Files.createDirectory(directory.resolve("node")),
            OriginLimits.USUAL,
            new Patience(
                1, 2, Duration.ofMillis(10), Duration.ofSeconds(1), 4096, Duration.ofSeconds(20)));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private S3ProxyServer startStore() throws IOException {
    return S3ProxyServer.start(Files.createDirectory(directory.resolve("proxy")));
  }

  private KnownOrigin origin(S3ProxyServer store, String name, String prefix) {
    return node.know(
        name,
        store.url(),
        S3ProxyServer.BUCKET,
        prefix,
        new OriginCredentials.AccessKey(
            S3ProxyServer.ACCESS_KEY, new Secret(S3ProxyServer.SECRET_KEY)));
  }

  private static void put(KnownOrigin origin, ObjectKey key, byte[] bytes) {
    ObjectMetadata metadata =
        new ObjectMetadata(Map.of("content-type", "text/plain"), Map.of("note", "mine"));
    origin
        .origin()
        .put(
            new OriginWrite(
                origin.origin().description().place().keyOf(key.value()),
                bytes.length,
                OriginMetadata.of(metadata),
                new OriginCondition.Any()),
            () -> new ByteArrayInputStream(bytes));
  }

  private Adoption adoption(Bucket bucket, BucketImport from) {
    return new Adoption(
        node.known(), node.here().store(), bucket, from, this::note, InstantSource.system());
  }

  private void note(BucketImport now, List<String> keys) {
    noted.add(now);
    refused.addAll(keys);
  }

  private BucketImport adopt(Bucket bucket, boolean describe) {
    return adoption(bucket, BucketImport.begin(describe, Instant.EPOCH)).run();
  }

  private StoredVersion here(Bucket bucket) {
    return node.here().require(bucket, KEY);
  }

  @Test
  void whatAnOriginHad_isKnown_andAllOfItOnceItIsRead() throws IOException {
    try (S3ProxyServer store = startStore()) {
      KnownOrigin origin = origin(store, "cloud", "p/");
      put(origin, KEY, BYTES);
      Bucket bucket = node.create("bucket", new Freshness.Immutable(), origin);

      BucketImport done = adopt(bucket, false);

      assertThat(done.state()).isEqualTo(State.DONE);
      assertThat(done.counts()).isEqualTo(new BucketImport.Counts(1, 1, 0, 0));
      assertThat(here(bucket).size()).isEqualTo(BYTES.length);
      assertThat(here(bucket).body()).isInstanceOf(ObjectBody.Remote.class);
      assertThat(OriginVersions.isListed(here(bucket))).isTrue();
      assertThat(here(bucket).stamp().time()).as("before all writes").isEqualTo(Instant.EPOCH);

      StoredVersion read =
          node.objects().store().require(bucket, KEY, Optional.of(new VersionName.Null()));
      assertThat(read.metadata().header("content-type")).contains("text/plain");
      assertThat(read.metadata().user()).containsEntry("note", "mine");
      assertThat(OriginVersions.isListed(here(bucket))).isFalse();
      assertThat(read.stamp().time()).as("as without an import").isEqualTo(read.lastModified());
      assertThat(node.objects().read(bucket, KEY)).isEqualTo(BYTES);
      assertThat(adopt(bucket, false).counts()).isEqualTo(new BucketImport.Counts(1, 0, 1, 0));
    }
  }

  @Test
  void whatWasOnlyListed_isNotServedWithoutItsOrigin() throws IOException {
    Bucket bucket;
    try (S3ProxyServer store = startStore()) {
      KnownOrigin origin = origin(store, "cloud", "");
      put(origin, KEY, BYTES);
      bucket = node.create("bucket", new Freshness.Immutable(), origin);
      BucketImport _ = adopt(bucket, false);
    }
    assertThatThrownBy(() -> node.objects().require(bucket, KEY))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }

  @Test
  void withHeads_allIsKnownAtOnce_alsoOfWhatWasOnlyListed() throws IOException {
    try (S3ProxyServer store = startStore()) {
      KnownOrigin origin = origin(store, "cloud", "");
      put(origin, KEY, BYTES);
      Bucket bucket = node.create("bucket", Freshness.USUAL, origin);
      BucketImport _ = adopt(bucket, false);

      assertThat(adopt(bucket, true).counts()).isEqualTo(new BucketImport.Counts(1, 1, 0, 0));
      assertThat(here(bucket).metadata().header("content-type")).contains("text/plain");
      assertThat(adopt(bucket, true).counts()).isEqualTo(new BucketImport.Counts(1, 0, 1, 0));
    }
  }

  @Test
  void nothingThatIsHere_isReplaced_andNothingThatWasDeletedComesBack() throws IOException {
    try (S3ProxyServer store = startStore()) {
      KnownOrigin origin = origin(store, "cloud", "");
      ObjectKey deleted = new ObjectKey("deleted");
      put(origin, KEY, BYTES);
      put(origin, deleted, BYTES);
      Bucket bucket = node.create("bucket", Freshness.USUAL, origin);
      StoredVersion own = node.here().put(bucket, KEY, Bytes.of("own"));
      node.here().delete(bucket, deleted);

      assertThat(adopt(bucket, false).counts()).isEqualTo(new BucketImport.Counts(2, 0, 2, 0));

      assertThat(here(bucket)).isEqualTo(own);
      assertThat(node.here().store().find(bucket, deleted)).isInstanceOf(Lookup.Deleted.class);
    }
  }

  @Test
  void aVersionOfItsOwn_isNotReplacedEither() throws IOException {
    try (S3ProxyServer store = startStore()) {
      KnownOrigin origin = origin(store, "cloud", "");
      Bucket bucket = node.create("bucket", Freshness.USUAL, origin);
      node.stores().stores().buckets().setVersioning(bucket.id(), Versioning.ENABLED);
      Bucket versioned = node.stores().stores().bucket(bucket.id());
      StoredVersion own = node.here().put(versioned, KEY, Bytes.of("own"));
      put(origin, KEY, BYTES); // Later than the version here.

      BucketImport _ = adopt(versioned, false);

      assertThat(here(versioned)).isEqualTo(own);
    }
  }

  @Test
  void ofSeveralOrigins_theFirstThatHasAKeyCounts() throws IOException {
    try (S3ProxyServer store = startStore()) {
      KnownOrigin first = origin(store, "first", "one/");
      KnownOrigin second = origin(store, "second", "two/");
      put(first, KEY, BYTES);
      put(second, KEY, Bytes.random(2, 10));
      put(second, new ObjectKey("other"), BYTES);
      Bucket bucket = node.create("bucket", Freshness.USUAL, first, second);

      assertThat(adopt(bucket, false).counts()).isEqualTo(new BucketImport.Counts(3, 2, 1, 0));
      assertThat(here(bucket).size()).isEqualTo(BYTES.length);
    }
  }

  private static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj("hidden/key-%06d"::formatted).toList();
  }

  @Test
  void anImportThatEnded_goesOnWhereItWas() {
    PagedOrigin origin = new PagedOrigin(keys(3500));
    Bucket bucket = node.create("bucket", Freshness.USUAL, node.know("paged", origin));
    Adoption[] first = new Adoption[1];
    first[0] =
        new Adoption(
            node.known(),
            node.here().store(),
            bucket,
            BucketImport.begin(false, Instant.EPOCH),
            (now, _) -> {
              noted.add(now);
              first[0].stop();
            },
            InstantSource.system());

    assertThat(first[0].run().state()).isEqualTo(State.RUNNING);
    BucketImport done = adoption(bucket, noted.getLast()).run();

    assertThat(noted.getFirst().counts().seen()).isEqualTo(1000);
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.counts()).isEqualTo(new BucketImport.Counts(3500, 3500, 0, 0));
    assertThat(origin.asked()).hasSize(4);
  }

  @Test
  void anImportThatIsStopped_asksForNothingMoreOfItsPage_whichIsGoneOnWith() {
    PagedOrigin origin = new PagedOrigin(keys(1000));
    Bucket bucket = node.create("bucket", Freshness.USUAL, node.know("paged", origin));
    Adoption adoption = adoption(bucket, BucketImport.begin(true, Instant.EPOCH));
    origin.beforeHeads(adoption::stop);

    BucketImport stopped = adoption.run();

    assertThat(origin.heads()).isBetween(1, 32);
    assertThat(stopped.state()).isEqualTo(State.RUNNING);
    assertThat(stopped.counts().seen()).isZero();
    assertThat(adoption(bucket, stopped).run().counts().seen()).isEqualTo(1000);
    assertThat(origin.heads()).isGreaterThan(900);
  }

  @Test
  void aPageOfWhichOneFails_isNotAskedForToItsEnd() {
    PagedOrigin origin = new PagedOrigin(keys(1000));
    Bucket bucket = node.create("bucket", Freshness.USUAL, node.know("paged", origin));
    origin.beforeHeads(
        () -> {
          throw new OriginException(new OriginFault.Misconfigured(), "403");
        });

    assertThat(adopt(bucket, true).state()).isEqualTo(State.FAILED);
    assertThat(origin.heads()).isBetween(1, 64);
  }

  @Test
  void anOriginThatDoesNotAnswer_isWaitedFor() {
    PagedOrigin origin = new PagedOrigin(keys(10));
    Bucket bucket = node.create("bucket", Freshness.USUAL, node.know("paged", origin));
    origin.failNext(1);

    BucketImport done = adopt(bucket, false);

    assertThat(noted.getFirst().trouble()).contains("the origin does not answer");
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.trouble()).isEmpty();
    assertThat(done.counts().learnt()).isEqualTo(10);
  }

  @Test
  void keysThatCanBeNoneHere_areNamed() {
    String tooLong = "hidden/" + "k".repeat(1100);
    PagedOrigin origin = new PagedOrigin(List.of("hidden/", "hidden/key", tooLong));
    Bucket bucket = node.create("bucket", Freshness.USUAL, node.know("paged", origin));

    assertThat(adopt(bucket, false).counts()).isEqualTo(new BucketImport.Counts(3, 1, 0, 2));
    assertThat(refused).containsExactlyInAnyOrder("hidden/", tooLong);
  }

  @Test
  void aNodeWithoutAccess_saysWhatToDo() {
    KnownOrigin known = node.know("paged", new PagedOrigin(keys(1)));
    Bucket bucket = node.create("bucket", Freshness.USUAL, known);
    node.forget(known);

    BucketImport failed = adopt(bucket, false);

    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.trouble().orElse("")).contains("origin add");
  }

  @Test
  void manyKeys_areTakenOverInSeconds() {
    PagedOrigin origin = new PagedOrigin(keys(20_000));
    Bucket bucket = node.create("bucket", Freshness.USUAL, node.know("paged", origin));
    long begun = System.nanoTime();

    assertThat(adopt(bucket, false).counts().learnt()).isEqualTo(20_000);

    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf("20000 keys in %d ms%n", took.toMillis());
    assertThat(took).isLessThan(Duration.ofSeconds(60));
  }
}
