package io.horizonpush.s3.store;

import static io.horizonpush.s3.store.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Pages;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link BucketStore} does, and what it does to the objects of its buckets. */
public abstract class BucketStoreContract extends StoreContract {

  private static final Bucket ABSENT = EmptyBuckets.bucket("no-such-bucket", OWNER);
  private static final ObjectKey KEY = new ObjectKey("a/key");
  private static final int WRITERS = 32;

  private Bucket bucket;

  @BeforeEach
  void makeTheBucket() {
    bucket = buckets.create(BUCKET, OWNER);
  }

  @Test
  void createBucket_thenFindBucket_answersTheSame() {
    Bucket made = buckets.create(new BucketName("another"), OWNER);

    assertThat(made.name()).isEqualTo(new BucketName("another"));
    assertThat(made.owner()).isEqualTo(OWNER);
    assertThat(made.durability()).isEqualTo(Durability.STRICT);
    assertThat(made.createdAt())
        .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now().plusSeconds(1));
    assertThat(buckets.find(made.name())).contains(made);
  }

  @Test
  void findBucket_ofAnAbsentOne_answersNothing() {
    assertThat(buckets.find(ABSENT.name())).isEmpty();
  }

  @Test
  void createBucket_ofTheSameOwnerAgain_isBucketAlreadyOwnedByYou() {
    assertFails(S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU, () -> buckets.create(BUCKET, OWNER));
  }

  @Test
  void createBucket_ofAnotherOwner_isBucketAlreadyExists() {
    Owner other = new Owner("owner-2", "Second");
    assertFails(S3ErrorCode.BUCKET_ALREADY_EXISTS, () -> buckets.create(BUCKET, other));
  }

  @Test
  void createBucket_byManyAtOnce_succeedsOnce() throws Exception {
    BucketName name = new BucketName("wanted-by-many");
    AtomicInteger made = new AtomicInteger();
    AtOnce.run(
        WRITERS,
        writer -> {
          try {
            buckets.create(name, OWNER);
            made.incrementAndGet();
          } catch (S3Exception e) {
            assertThat(e.code()).isEqualTo(S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU);
          }
        });
    assertThat(made).hasValue(1);
  }

  @Test
  void listBuckets_isOrderedByName() {
    for (String name : List.of("zeta", "Alpha", "alpha", "a.b", "a-b", "a_b")) {
      buckets.create(new BucketName(name), OWNER);
    }
    assertThat(buckets.list().stream().map(each -> each.name().value()))
        .containsExactly("Alpha", "a-b", "a.b", "a_b", "alpha", BUCKET.value(), "zeta");
  }

  @Test
  void listBuckets_goesOnBehindAName_alsoOfABucketThatIsGone() {
    List<String> names = List.of("alpha", "beta", "gamma");
    names.forEach(name -> buckets.create(new BucketName(name), OWNER));
    List<String> all = names(buckets.list());

    assertThat(names(buckets.list(Optional.empty(), 2))).isEqualTo(all.subList(0, 2));
    assertThat(names(buckets.list(Optional.of(new BucketName(all.get(1))), 100)))
        .isEqualTo(all.subList(2, all.size()));
    buckets.delete(buckets.find(new BucketName("beta")).orElseThrow().id());
    assertThat(names(buckets.list(Optional.of(new BucketName("beta")), 1)))
        .containsExactly(all.get(all.indexOf("beta") + 1));
    assertThat(buckets.list(Optional.of(new BucketName("zzz")), 100)).isEmpty();
  }

  private static List<String> names(List<Bucket> buckets) {
    return buckets.stream().map(each -> each.name().value()).toList();
  }

  @Test
  void deleteBucket_thatIsEmpty_removesIt() {
    buckets.delete(bucket.id());

    assertThat(buckets.find(BUCKET)).isEmpty();
    assertThat(buckets.list()).isEmpty();
    assertFails(S3ErrorCode.NO_SUCH_BUCKET, () -> buckets.delete(bucket.id()));
  }

  @Test
  void deleteBucket_withAnObject_isBucketNotEmpty() {
    objects.put(bucket, KEY, Bytes.of("x"));
    assertFails(S3ErrorCode.BUCKET_NOT_EMPTY, () -> buckets.delete(bucket.id()));
    assertThat(objects.find(bucket, KEY)).isPresent();
  }

  @Test
  void deleteBucket_afterItsLastObjectWasDeleted_succeeds() {
    objects.put(bucket, KEY, Bytes.of("x"));
    objects.delete(bucket, KEY);
    buckets.delete(bucket.id());
    assertThat(buckets.find(BUCKET)).isEmpty();
  }

  @Test
  void createBucket_ofADeletedName_makesAnEmptyBucket() {
    objects.put(bucket, KEY, Bytes.of("x"));
    objects.delete(bucket, KEY);
    buckets.delete(bucket.id());
    Bucket again = buckets.create(BUCKET, new Owner("owner-2", "Second"));

    assertThat(again.id()).isNotEqualTo(bucket.id());
    assertThat(store.find(again, KEY)).isEqualTo(Lookup.Unknown.INSTANCE);
    assertThat(store.list(again, new ListQuery("", "", "", 10)).objects()).isEmpty();
  }

  @Test
  void createBucket_withSettings_hasThemFromTheStart() {
    BucketName name = new BucketName("with-settings");
    buckets.create(
        name,
        OWNER,
        new BucketStore.NewBucket(
            Map.of(BucketSetting.ACL, "an acl"), false, BucketStore.Options.DEFAULT));
    assertThat(buckets.find(name).orElseThrow().settings())
        .containsExactly(Map.entry(BucketSetting.ACL, "an acl"));
  }

  @Test
  void configure_setsReplacesAndRemovesOneSettingOfOneBucket() {
    BucketName other = new BucketName("other-settings");
    buckets.create(other, OWNER);
    buckets.configure(bucket.id(), BucketSetting.POLICY, Optional.of("{}"));
    buckets.configure(bucket.id(), BucketSetting.CORS, Optional.of("<CORS/>"));
    buckets.configure(bucket.id(), BucketSetting.POLICY, Optional.of("{\"é\":1}"));
    buckets.configure(bucket.id(), BucketSetting.TAGGING, Optional.of("<T/>"));
    buckets.configure(bucket.id(), BucketSetting.TAGGING, Optional.empty());
    buckets.configure(bucket.id(), BucketSetting.PUBLIC_ACCESS_BLOCK, Optional.empty());

    Map<BucketSetting, String> expected =
        Map.of(BucketSetting.POLICY, "{\"é\":1}", BucketSetting.CORS, "<CORS/>");
    assertThat(buckets.find(BUCKET).orElseThrow().settings()).isEqualTo(expected);
    assertThat(buckets.list())
        .filteredOn(each -> each.name().equals(BUCKET))
        .singleElement()
        .satisfies(each -> assertThat(each.settings()).isEqualTo(expected));
    assertThat(buckets.find(other).orElseThrow().settings()).isEmpty();
  }

  @Test
  void pages_areSandboxed_untilTheyAreSaidToBeTrusted() {
    Bucket another = buckets.create(new BucketName("another"), OWNER);
    assertThat(pages(bucket)).isEqualTo(Pages.SANDBOXED);

    buckets.setPages(bucket.id(), Pages.TRUSTED);
    assertThat(pages(bucket)).isEqualTo(Pages.TRUSTED);
    assertThat(pages(another)).isEqualTo(Pages.SANDBOXED);

    buckets.setPages(bucket.id(), Pages.SANDBOXED);
    assertThat(pages(bucket)).isEqualTo(Pages.SANDBOXED);
    assertFails(S3ErrorCode.NO_SUCH_BUCKET, () -> buckets.setPages(ABSENT.id(), Pages.TRUSTED));
  }

  private Pages pages(Bucket of) {
    return buckets.find(of.name()).orElseThrow().configuration().pages();
  }

  @Test
  void configure_ofAnAbsentBucket_isNoSuchBucket() {
    assertFails(
        S3ErrorCode.NO_SUCH_BUCKET,
        () -> buckets.configure(ABSENT.id(), BucketSetting.POLICY, Optional.of("{}")));
  }

  @Test
  void createBucket_afterABucketOfThatNameWasDeleted_hasNoneOfItsSettings() {
    buckets.configure(bucket.id(), BucketSetting.POLICY, Optional.of("{}"));
    buckets.delete(bucket.id());
    buckets.create(BUCKET, OWNER);
    assertThat(buckets.find(BUCKET).orElseThrow().settings()).isEmpty();
  }
}
