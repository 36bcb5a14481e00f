package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.WriteConditions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} lists, compared with {@link ModelListing}. */
public abstract class ObjectListingContract extends StoreContract {

  private @Nullable Bucket bucket;

  @Test
  void list_ofAnEmptyBucket_isEmpty() {
    fill(List.of());
    ObjectListing page = page("", "", "", 1000);
    assertThat(page.objects()).isEmpty();
    assertThat(page.commonPrefixes()).isEmpty();
    assertThat(page.next()).isEmpty();
  }

  @Test
  void list_saysOfAnObjectWhatItsRecordSays() {
    fill(List.of());
    StoredVersion made = put("a", Bytes.random(1, Bytes.LARGE));
    assertThat(page("", "", "", 10).objects())
        .singleElement()
        .satisfies(
            summary -> {
              assertThat(summary.key()).isEqualTo(made.key());
              assertThat(summary.size()).isEqualTo(Bytes.LARGE);
              assertThat(summary.etag()).isEqualTo(made.etag());
              assertThat(summary.lastModified()).isEqualTo(made.lastModified());
            });
  }

  @Test
  void list_isInTheOrderOfUnsignedBytes() {
    List<String> keys =
        List.of("\uFFFD", "\uE000", "\uD83D\uDE00", "z", "é", "A", "a", "a/", "a!", "a0", "~");
    fill(keys);
    assertThat(keys(page("", "", "", 1000)))
        .containsExactly(
            "A", "a", "a!", "a/", "a0", "z", "~", "é", "\uE000", "\uFFFD", "\uD83D\uDE00");
  }

  @Test
  void list_withADelimiter_rollsUpCommonPrefixes() {
    fill(List.of("a", "b/1", "b/2", "b/c/3", "c", "d/"));
    ObjectListing page = page("", "/", "", 1000);
    assertThat(keys(page)).containsExactly("a", "c");
    assertThat(page.commonPrefixes()).containsExactly("b/", "d/");
    assertThat(page.next()).isEmpty();
  }

  @Test
  void list_withAPrefixThatEndsInsideAFolder_rollsUpBehindThePrefix() {
    fill(List.of("photos/2024/a", "photos/2025/b", "photos/2025/c/d", "photos/x", "z"));
    ObjectListing page = page("photos/2", "/", "", 1000);
    assertThat(keys(page)).isEmpty();
    assertThat(page.commonPrefixes()).containsExactly("photos/2024/", "photos/2025/");
  }

  @Test
  void list_withADelimiterOfSeveralCharacters_rollsUpAtTheWholeOfIt() {
    fill(List.of("a-b--c", "a--b", "a---c", "b-c", "x\uD83D\uDE00\uD83D\uDE00y"));
    ObjectListing dashes = page("", "--", "", 1000);
    assertThat(keys(dashes)).containsExactly("b-c", "x\uD83D\uDE00\uD83D\uDE00y");
    assertThat(dashes.commonPrefixes()).containsExactly("a--", "a-b--");
    assertThat(page("", "\uD83D\uDE00", "", 1000).commonPrefixes())
        .containsExactly("x\uD83D\uDE00");
  }

  @Test
  void list_whosePageEndsInACommonPrefix_goesOnBehindAllOfIt() {
    fill(List.of("a/1", "a/2", "a/3", "b", "c/1", "c/2"));
    ObjectListing first = page("", "/", "", 1);
    assertThat(first.commonPrefixes()).containsExactly("a/");
    assertThat(first.next()).contains("a/");

    ObjectListing second = page("", "/", "a/", 1);
    assertThat(second.commonPrefixes()).isEmpty();
    assertThat(keys(second)).containsExactly("b");

    ObjectListing third = page("", "/", "b", 1);
    assertThat(third.commonPrefixes()).containsExactly("c/");
    assertThat(third.next()).isEmpty();
  }

  @Test
  void list_whoseLastEntryFillsThePage_hasNoNext() {
    fill(List.of("a", "b"));
    assertThat(page("", "", "", 2).next()).isEmpty();
    assertThat(page("", "", "", 1).next()).contains("a");
  }

  @Test
  void list_afterAKeyThatIsNotThere_startsBehindWhereItWouldBe() {
    fill(List.of("a", "c", "e"));
    assertThat(keys(page("", "", "b", 10))).containsExactly("c", "e");
    assertThat(keys(page("", "", "c", 10))).containsExactly("e");
    assertThat(keys(page("c", "", "a", 10))).containsExactly("c");
    assertThat(keys(page("a", "", "b", 10))).isEmpty();
    assertThat(keys(page("", "", "zz", 10))).isEmpty();
  }

  @Test
  void list_pageByPage_equalsOneBigPage() {
    List<String> keys = randomKeys(new Random(7), 400);
    fill(keys);
    for (String delimiter : List.of("", "/", "a", "//")) {
      for (String prefix : List.of("", "a", "a/", "\uE000")) {
        ModelListing whole = ModelListing.of(keys, new ListQuery(prefix, delimiter, "", 100_000));
        for (int limit : new int[] {1, 3, 64}) {
          assertThat(walk(prefix, delimiter, limit))
              .as("prefix '%s' delimiter '%s' limit %d", prefix, delimiter, limit)
              .isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void list_ofRandomQueries_agreesWithTheModel() {
    long seed = System.nanoTime();
    System.out.println("seed of list_ofRandomQueries_agreesWithTheModel: " + seed);
    Random random = new Random(seed);
    List<String> keys = randomKeys(random, 300);
    fill(keys);
    for (int round = 0; round < 2000; round++) {
      ListQuery query = randomQuery(random, keys);
      assertThat(ModelListing.of(store.list(bucket(), query)))
          .as("seed %d: %s", seed, query)
          .isEqualTo(ModelListing.of(keys, query));
    }
  }

  /** A query near the given keys: prefixes, delimiters and starts that mostly hit something. */
  public static ListQuery randomQuery(Random random, List<String> keys) {
    String prefix = random.nextInt(3) == 0 ? "" : start(random, pick(random, keys), 3);
    String delimiter = List.of("", "/", "/", "a", "//", "\uE000", "b/").get(random.nextInt(7));
    String after = random.nextInt(3) == 0 ? "" : start(random, pick(random, keys), 12);
    return new ListQuery(prefix, delimiter, after, 1 + random.nextInt(20));
  }

  /** Different keys over a small alphabet with characters of one to four bytes. */
  public static List<String> randomKeys(Random random, int count) {
    List<String> alphabet = List.of("a", "b", "/", "/", "!", "é", "\uE000", "\uD83D\uDE00");
    Set<String> keys = new TreeSet<>();
    while (keys.size() < count) {
      StringBuilder key = new StringBuilder();
      for (int length = 1 + random.nextInt(9); length > 0; length--) {
        key.append(alphabet.get(random.nextInt(alphabet.size())));
      }
      keys.add(key.toString());
    }
    return List.copyOf(keys);
  }

  private static String pick(Random random, List<String> keys) {
    return keys.get(random.nextInt(keys.size()));
  }

  /** The first code points of a text, at least one. */
  private static String start(Random random, String text, int longest) {
    int points = text.codePointCount(0, text.length());
    int length = Math.min(points, 1 + random.nextInt(longest));
    return text.substring(0, text.offsetByCodePoints(0, length));
  }

  private ModelListing walk(String prefix, String delimiter, int limit) {
    List<String> objects = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      ObjectListing page = page(prefix, delimiter, after.get(), limit);
      assertThat(page.objects().size() + page.commonPrefixes().size()).isLessThanOrEqualTo(limit);
      objects.addAll(keys(page));
      prefixes.addAll(page.commonPrefixes());
      after = page.next();
    }
    return new ModelListing(objects, prefixes, Optional.empty());
  }

  private ObjectListing page(String prefix, String delimiter, String after, int limit) {
    return store.list(bucket(), new ListQuery(prefix, delimiter, after, limit));
  }

  private static List<String> keys(ObjectListing page) {
    return page.objects().stream().map(each -> each.key().value()).toList();
  }

  private void fill(Collection<String> keys) {
    bucket = buckets.create(BUCKET, OWNER);
    keys.forEach(key -> put(key, Bytes.of(key)));
  }

  private StoredVersion put(String key, byte[] bytes) {
    NewObject object = TestingObjects.object(Integer.toHexString(key.hashCode()));
    return new TestingObjects(store)
        .put(bucket(), new ObjectKey(key), object, bytes, WriteConditions.NONE);
  }

  private Bucket bucket() {
    return Objects.requireNonNull(bucket);
  }
}
