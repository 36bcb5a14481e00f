package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.VersionTable.KeyRows;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.BucketStore.Options;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import io.horizonpush.s3.store.VersionQuery.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A key with more versions than anything may be held for. */
@Timeout(120)
class ManyVersionsTest extends OneBucketTest {

  private static final int MANY = 1500;
  private static final ObjectKey KEY = new ObjectKey("many");

  @BeforeEach
  void keepVersions() {
    fixture.buckets().setOptions(bucket.id(), new Options(Durability.RELAXED, DocumentMode.EAGER));
    bucket = fixture.buckets().find(bucket.name()).orElseThrow();
    fixture.buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    for (int i = 0; i < MANY; i++) {
      objects().put(bucket, KEY, Bytes.of("version " + i));
    }
  }

  @Test
  void whatDecidesAboutAKey_isAFewOfItsVersions() {
    long row = fixture.row(bucket).id();
    Optional<VersionId> some = Optional.of(new VersionId(1, 2));
    KeyRows rows = fixture.index().read(tables -> tables.versions().withNext(row, KEY, some));
    assertThat(rows.rows()).hasSizeLessThanOrEqualTo(3);
    assertThat(fixture.versions(bucket, KEY).versions()).hasSize(1);
    remove(objects().require(bucket, KEY));
    assertThat(objects().read(bucket, KEY)).isEqualTo(Bytes.of("version " + (MANY - 2)));
    rows = fixture.index().read(tables -> tables.versions().withNext(row, KEY, some));
    assertThat(rows.rows()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void someVersions_areThoseThatMatterMost() {
    long row = fixture.row(bucket).id();
    StoredVersion kept = objects().put(bucket, new ObjectKey("other"), Bytes.of("kept"));
    ObjectKey other = kept.key();
    for (int i = 0; i < 30; i++) {
      StoredVersion gone = objects().put(bucket, other, Bytes.of("removed " + i));
      objects().make(bucket, other, new Draft.Remove(VersionName.of(gone), false));
    }
    ObjectVersion marker = objects().delete(bucket, other).orElseThrow();
    List<VersionId> shown =
        fixture.index().read(tables -> tables.versions().some(row, other, 10)).stream()
            .map(each -> each.version().id())
            .toList();
    assertThat(shown).hasSize(10).contains(kept.id(), marker.id());
  }

  private void remove(StoredVersion version) {
    objects().make(bucket, KEY, new Draft.Remove(VersionName.of(version), false));
  }

  @Test
  void everyVersion_isListedOnceAndFoundById() {
    Set<VersionName> names = new HashSet<>();
    Optional<Position> after = Optional.empty();
    do {
      VersionListing page =
          objects().store().listVersions(bucket, new VersionQuery("", "", after, 100));
      page.versions()
          .forEach(
              version -> {
                assertThat(names.add(version.name())).isTrue();
                assertThat(objects().store().find(bucket, KEY, version.name()))
                    .isInstanceOf(Lookup.Present.class);
              });
      after = page.next();
    } while (after.isPresent());
    assertThat(names).hasSize(MANY);
    assertThat(objects().store().list(bucket, new ListQuery("", "", "", 10)).objects()).hasSize(1);
  }

  @Test
  void theDocumentThatIsMadeOfThem_hasThemAll() {
    fixture.publish();
    fixture
        .buckets()
        .setOptions(bucket.id(), new Options(Durability.RELAXED, DocumentMode.ON_SHARE));
    fixture.buckets().setOptions(bucket.id(), new Options(Durability.RELAXED, DocumentMode.EAGER));
    fixture.publish();
    assertThat(fixture.entries(fixture.row(bucket).id())).hasSizeGreaterThanOrEqualTo(MANY);
    assertThat(fixture.verify(false).findings()).isEmpty();
  }
}
