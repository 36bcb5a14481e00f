package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listings of what is here and at two origins together, held against a model. */
@Timeout(180)
class MergedListingsTest {

  private static final int LISTINGS = 150;

  /**
   * No letter between the surrogates and U+FFFF: S3Proxy lists them behind all above, S3 before.
   */
  private static final String[] WORDS = {"a", "b", "cc", "dir", "x y", "é", "🙂", "~"};

  @TempDir Path directory;
  private S3ProxyServer server;
  private ReadingNode node;
  private KnownOrigin first;
  private KnownOrigin second;
  private Bucket bucket;

  /** What origins have, whatever was deleted here. */
  private final Set<ObjectKey> atOrigins = new HashSet<>();

  @BeforeEach
  void start() throws IOException {
    server = S3ProxyServer.start(Files.createDirectory(directory.resolve("proxy")));
    node =
        new ReadingNode(
            Files.createDirectory(directory.resolve("node")),
            OriginLimits.USUAL,
            new Patience(
                2, 2, Duration.ofMillis(10), Duration.ofSeconds(1), 4096, Duration.ofSeconds(20)));
    first = origin("first", "one/");
    second = origin("second", "two/");
    bucket = node.create("bucket", new Freshness.Immutable(), first, second);
  }

  private KnownOrigin origin(String name, String prefix) {
    return node.know(
        name,
        server.url(),
        S3ProxyServer.BUCKET,
        prefix,
        new OriginCredentials.AccessKey(
            S3ProxyServer.ACCESS_KEY, new Secret(S3ProxyServer.SECRET_KEY)));
  }

  @AfterEach
  void stop() {
    if (server != null) { // There is none where it could not be fetched.
      node.close();
      server.close();
    }
  }

  private static void put(KnownOrigin origin, String key, int size) {
    byte[] bytes = new byte[size];
    origin
        .origin()
        .put(
            OriginWrite.of(origin.origin().description().place().keyOf(key), size),
            () -> new ByteArrayInputStream(bytes));
  }

  @Test
  void listings_areThoseOfAllTogether() {
    long seed = new Random().nextLong();
    System.out.println("MergedListingsTest seed " + seed);
    Random random = new Random(seed);
    SortedMap<ObjectKey, Integer> model = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      ObjectKey key = key(random);
      KnownOrigin origin = random.nextBoolean() ? first : second;
      put(origin, key.value(), i);
      atOrigins.add(key);
      // The first origin wins, whatever the second has.
      if (origin.equals(first) || !isAt(first, key)) {
        model.put(key, i);
      }
    }
    for (int i = 0; i < 40; i++) {
      ObjectKey key = random.nextBoolean() ? key(random) : pick(random, model);
      if (random.nextInt(3) > 0) {
        node.here().put(bucket, key, Bytes.random(i, 100 + i));
        model.put(key, 100 + i);
      } else {
        node.here().delete(bucket, key);
        model.remove(key);
      }
    }
    for (int i = 0; i < LISTINGS; i++) {
      requireAsModel(random, model);
    }
  }

  private static boolean isAt(KnownOrigin origin, ObjectKey key) {
    try {
      return origin.origin().head(origin.origin().description().place().keyOf(key.value())).size()
          >= 0;
    } catch (OriginException e) {
      return false;
    }
  }

  private static ObjectKey key(Random random) {
    StringBuilder key = new StringBuilder(WORDS[random.nextInt(WORDS.length)]);
    for (int parts = random.nextInt(3); parts > 0; parts--) {
      key.append(random.nextInt(4) > 0 ? "/" : "-").append(WORDS[random.nextInt(WORDS.length)]);
    }
    // A folder's name is no file's: S3Proxy keeps both as files.
    return new ObjectKey(key.append(".f").toString());
  }

  private static ObjectKey pick(Random random, SortedMap<ObjectKey, Integer> model) {
    return new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
  }

  private void requireAsModel(Random random, SortedMap<ObjectKey, Integer> model) {
    String prefix = random.nextInt(3) > 0 ? "" : WORDS[random.nextInt(WORDS.length)];
    String delimiter = random.nextBoolean() ? "" : "/"; // S3Proxy knows no other over files.
    String after = random.nextInt(4) > 0 ? "" : key(random).value();
    int limit = 1 + random.nextInt(12);
    String what = "'%s' '%s' after '%s' by %d".formatted(prefix, delimiter, after, limit);
    List<String> expected = expected(model, prefix, delimiter, after);

    List<String> listed = new ArrayList<>();
    Optional<String> next = Optional.of(after);
    while (next.isPresent()) {
      ObjectListing page =
          node.objects().store().list(bucket, new ListQuery(prefix, delimiter, next.get(), limit));
      TreeSet<String> names = new TreeSet<>(ListedItem.ORDER);
      for (ObjectSummary.OfObject object : page.objects()) {
        names.add(object.key().value());
        assertThat(model).as(what).containsEntry(object.key(), (int) object.size());
      }
      names.addAll(page.commonPrefixes());
      assertThat(names).as(what).hasSizeLessThanOrEqualTo(limit);
      if (page.next().isPresent()) {
        assertThat(names).as(what).hasSize(limit);
      }
      listed.addAll(names);
      next = page.next();
    }
    // A prefix is shown for what an origin has below it, even if all of that was deleted here.
    Set<String> more = new HashSet<>();
    atOrigins.stream()
        .map(key -> folded(key.value(), prefix, delimiter))
        .filter(name -> !delimiter.isEmpty() && name.endsWith(delimiter))
        .forEach(more::add);
    listed.removeIf(name -> more.contains(name) && !expected.contains(name));
    assertThat(listed).as(what).isEqualTo(expected);
  }

  private static List<String> expected(
      SortedMap<ObjectKey, Integer> model, String prefix, String delimiter, String after) {
    String passed = folded(after, prefix, delimiter);
    List<String> expected = new ArrayList<>();
    for (ObjectKey key : model.keySet()) {
      String name = folded(key.value(), prefix, delimiter);
      boolean isBehind =
          ListedItem.ORDER.compare(key.value(), after) > 0
              && (passed.equals(after) || !name.equals(passed));
      if (key.value().startsWith(prefix) && isBehind && !expected.contains(name)) {
        expected.add(name);
      }
    }
    return expected;
  }

  private static String folded(String key, String prefix, String delimiter) {
    if (delimiter.isEmpty() || !key.startsWith(prefix)) {
      return key;
    }
    int at = key.indexOf(delimiter, prefix.length());
    return at < 0 ? key : key.substring(0, at + delimiter.length());
  }

  @Test
  void aPrefixOfWhichAllIsDeletedHere_isShownOnlyIfAnOriginHasIt() {
    put(first, "there/file", 1);
    node.here().put(bucket, new ObjectKey("here/file"), Bytes.of("x"));
    node.here().delete(bucket, new ObjectKey("here/file"));

    assertThat(list().commonPrefixes()).containsExactly("there/");
  }

  @Test
  void aBodyLearntByAListing_isReadByItsName() {
    put(second, "file", 10);

    assertThat(list().objects()).extracting(each -> each.key().value()).containsExactly("file");
    assertThat(node.objects().read(bucket, new ObjectKey("file"))).isEqualTo(new byte[10]);
  }

  @Test
  void aKeyThatWasGoneThere_isListedOnceItIsWrittenHere() {
    Bucket asking = node.create("asking", new Freshness.Always(), first);
    ObjectKey key = new ObjectKey("back");
    put(first, "back", 10);
    assertThat(node.objects().find(asking, key)).isPresent();
    first.origin().delete(first.origin().description().place().keyOf("back"), Optional.empty());
    assertThat(node.objects().find(asking, key)).isEmpty();
    assertThat(list(asking).objects()).isEmpty();

    node.objects().put(asking, key, Bytes.of("x"));
    assertThat(list(asking).objects()).extracting(ObjectSummary::key).containsExactly(key);
  }

  @Test
  void aListingWithoutAnOrigin_isNone() {
    server.close();
    node.here().put(bucket, new ObjectKey("here"), Bytes.of("x"));

    assertThatThrownBy(this::list)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    node.forget(first);
    assertThatThrownBy(this::list).hasMessageContaining("no access");
  }

  @Test
  void aBucketThatWantsIt_isListedInPartWhileAnOriginIsDown() {
    put(first, "seen", 10);
    put(first, "unseen", 10);
    assertThat(node.objects().read(bucket, new ObjectKey("seen"))).hasSize(10);
    node.here().put(bucket, new ObjectKey("here"), Bytes.of("x"));
    node.setListingWhenDown(bucket, BucketOrigins.ListingWhenDown.PARTIAL);
    bucket = node.stores().stores().bucket(bucket.id());
    assertThat(list().partial()).isFalse();
    assertThat(list().objects()).hasSize(3);

    server.close();

    ObjectListing page = list();
    assertThat(page.partial()).isTrue();
    assertThat(page.objects())
        .extracting(each -> each.key().value())
        .containsExactly("here", "seen");
    node.forget(first);
    assertThatThrownBy(this::list).as("nobody waits for that").hasMessageContaining("no access");
  }

  @Test
  void versions_areThoseOfHereAndTheNullOnesOfWhatIsOnlyThere() {
    node.stores().stores().buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    bucket = node.stores().stores().bucket(bucket.id());
    for (String key : List.of("a", "both", "dir/x", "dir/y", "gone", "z")) {
      put(first, key, 10);
    }
    put(second, "y", 20);
    for (String key : List.of("both", "both", "here", "here", "gone", "dir2/x")) {
      node.here().put(bucket, new ObjectKey(key), Bytes.of("x"));
    }
    node.here().delete(bucket, new ObjectKey("gone"));

    List<String> expected =
        List.of("a", "both", "both", "dir/", "dir2/", "gone", "gone", "here", "here", "y", "z");
    for (int limit = 1; limit <= expected.size() + 1; limit++) {
      assertThat(versions(limit)).as("by %d", limit).isEqualTo(expected);
    }
    VersionSummary there =
        node.objects()
            .store()
            .listVersions(bucket, versionsBehind(Optional.empty(), 1))
            .versions()
            .getFirst();
    assertThat(there.latest()).isTrue();
    assertThat(node.objects().store().find(bucket, there.key(), there.name()).present())
        .hasValueSatisfying(
            found ->
                assertThat(there.content())
                    .hasValue(new VersionSummary.Content(found.size(), found.etag())));
    server.close();
    assertThatThrownBy(() -> versions(1)).isInstanceOf(S3Exception.class);
    node.setListingWhenDown(bucket, BucketOrigins.ListingWhenDown.PARTIAL);
    bucket = node.stores().stores().bucket(bucket.id());
    assertThat(node.objects().store().listVersions(bucket, versionsBehind(Optional.empty(), 100)))
        .satisfies(page -> assertThat(page.partial()).isTrue())
        .satisfies(page -> assertThat(page.commonPrefixes()).containsExactly("dir2/"));
  }

  /** The names of a listing of versions, page by page. */
  private List<String> versions(int limit) {
    List<String> names = new ArrayList<>();
    Optional<VersionQuery.Position> after = Optional.empty();
    do {
      VersionListing page =
          node.objects().store().listVersions(bucket, versionsBehind(after, limit));
      List<String> own = new ArrayList<>(page.commonPrefixes());
      page.versions().forEach(version -> own.add(version.key().value()));
      own.sort(ListedItem.ORDER);
      assertThat(own).hasSizeBetween(1, limit);
      names.addAll(own);
      after = page.next();
    } while (after.isPresent());
    return names;
  }

  private static VersionQuery versionsBehind(Optional<VersionQuery.Position> after, int limit) {
    return new VersionQuery("", "/", after, limit);
  }

  private ObjectListing list() {
    return list(bucket);
  }

  private ObjectListing list(Bucket of) {
    return node.objects().store().list(of, new ListQuery("", "/", "", 100));
  }
}
