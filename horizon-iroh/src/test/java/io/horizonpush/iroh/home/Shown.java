package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What clients of a node see of a bucket. */
final class Shown {

  private Shown() {}

  /** Every version, in their order, with all that is said of it. */
  static List<String> of(HomeNode node, BucketName name) {
    Bucket bucket = node.bucket(name);
    ObjectStore store = node.here();
    List<String> shown = new ArrayList<>();
    Optional<VersionQuery.Position> after = Optional.empty();
    do {
      VersionListing page = store.listVersions(bucket, new VersionQuery("", "", after, 1000));
      page.versions().forEach(each -> shown.add(text(store, bucket, each)));
      after = page.next();
    } while (after.isPresent());
    return shown;
  }

  private static String text(ObjectStore store, Bucket bucket, VersionSummary version) {
    return version
        + store
            .find(bucket, version.key(), version.name())
            .present()
            .map(each -> " " + TestingRecords.hash(ManifestCodec.encode(each).bytes()))
            .orElse("");
  }
}
