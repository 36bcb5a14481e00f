package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LookupTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final Stamp STAMP = new Stamp(1, new WriterId(1, 0, 0, 0));

  private final Tombstone marker =
      new Tombstone(
          VersionHead.written(
              KEY, VersionId.random(new SplittableRandom(1)), false, STAMP, Replaced.NOTHING),
          true);

  @Test
  void require_ofADeleteMarker_namesIt() {
    assertThatThrownBy(() -> new Lookup.Deleted(marker).require(KEY))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.headers()).containsEntry("x-amz-version-id", marker.id().text()));
  }

  @Test
  void require_ofADeleteMarkerThatWasRemoved_saysNothingOfIt() {
    Tombstone removed =
        marker.withHead(
            marker.head().with(Removal.of(marker, new Stamp(2, new WriterId(1, 0, 0, 0)), false)));
    assertThatThrownBy(() -> new Lookup.Deleted(removed).require(KEY))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.headers()).isEqualTo(Map.of()));
  }
}
