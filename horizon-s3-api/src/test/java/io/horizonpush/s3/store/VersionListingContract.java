package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.VersionQuery.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} lists of the versions of its keys. */
public abstract class VersionListingContract extends StoreContract {

  private static final ObjectKey KEY = new ObjectKey("a/key");

  private Bucket bucket;

  @BeforeEach
  void makeTheBucket() {
    bucket = buckets.create(BUCKET, OWNER);
  }

  private void enable() {
    buckets.setVersioning(bucket.id(), Versioning.ENABLED);
  }

  private StoredVersion put(String text) {
    return objects.put(bucket, KEY, Bytes.of(text));
  }

  private void remove(StoredVersion version) {
    objects.make(bucket, KEY, new Draft.Remove(VersionName.of(version), false));
  }

  @Test
  void listVersions_inPages_givesEveryVersionOnceInOrder() {
    enable();
    List<String> expected = new ArrayList<>();
    for (String name : List.of("a", "b/1", "b/2", "c")) {
      ObjectKey key = new ObjectKey(name);
      List<String> ofKey = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ofKey.addFirst(name + " " + text(objects.put(bucket, key, Bytes.of(name + i))));
      }
      if (!name.equals("c")) {
        ofKey.addFirst(name + " " + text(objects.delete(bucket, key).orElseThrow()));
      }
      expected.addAll(ofKey);
    }
    for (int limit = 1; limit <= expected.size() + 1; limit++) {
      assertThat(pages("", "", limit)).isEqualTo(expected);
    }
  }

  private static String text(ObjectVersion version) {
    return VersionName.of(version).text();
  }

  private List<String> pages(String prefix, String delimiter, int limit) {
    List<String> found = new ArrayList<>();
    Optional<Position> after = Optional.empty();
    boolean more = true;
    while (more) {
      VersionListing page =
          store.listVersions(bucket, new VersionQuery(prefix, delimiter, after, limit));
      assertThat(page.versions().size() + page.commonPrefixes().size()).isBetween(1, limit);
      page.versions().forEach(each -> found.add(each.key() + " " + each.name().text()));
      found.addAll(page.commonPrefixes());
      after = page.next();
      more = after.isPresent();
    }
    return found;
  }

  @Test
  void listVersions_withADelimiter_rollsUpWhatLiesBehindIt() {
    enable();
    for (String name : List.of("a", "b/1", "b/2", "c/1", "d")) {
      ObjectKey key = new ObjectKey(name);
      objects.put(bucket, key, Bytes.of("1"));
      objects.delete(bucket, key);
    }
    for (int limit = 1; limit <= 7; limit++) {
      assertThat(pages("", "/", limit))
          .hasSize(6)
          .filteredOn(each -> each.endsWith("/"))
          .containsExactly("b/", "c/");
      assertThat(pages("b/", "/", limit)).hasSize(4);
    }
  }

  @Test
  void listVersions_behindAVersionThatWasRemoved_goesOnBehindIt() {
    enable();
    StoredVersion one = put("one");
    StoredVersion two = put("two");
    StoredVersion three = put("three");
    remove(two);
    Position behind = new Position(KEY.value(), Optional.of(VersionName.of(two)));
    VersionQuery query = new VersionQuery("", "", Optional.of(behind), 10);
    assertThat(store.listVersions(bucket, query).versions())
        .extracting(VersionSummary::name)
        .containsExactly(VersionName.of(one));
    Position behindThree = new Position(KEY.value(), Optional.of(VersionName.of(three)));
    VersionQuery rest = new VersionQuery("", "", Optional.of(behindThree), 10);
    assertThat(store.listVersions(bucket, rest).versions()).hasSize(1);
  }

  @Test
  void listVersions_ofABucketThatNeverHadAny_givesItsObjects() {
    StoredVersion object = put("x");
    VersionQuery all = new VersionQuery("", "", Optional.empty(), 10);
    assertThat(store.listVersions(bucket, all).versions())
        .containsExactly(
            new VersionSummary(
                KEY,
                VersionName.Null.INSTANCE,
                true,
                object.lastModified(),
                Optional.of(new VersionSummary.Content(1, object.etag()))));
  }
}
