package io.horizonpush.wasm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.store.ObjectEvents;
import io.horizonpush.wasm.testing.MemoryDocs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose objects are followed for plugins. */
class ObjectEventSourceTest {

  private final MemoryDocs docs = new MemoryDocs();
  private final List<ObjectEvents.Followed> asked = new ArrayList<>();

  private final ObjectEventSource source =
      new ObjectEventSource(
          new ObjectEvents() {
            @Override
            public void follow(Followed buckets) {
              asked.add(buckets);
            }

            @Override
            public Events events(long after, int most) {
              return new Events(List.of(), after);
            }

            @Override
            public long latest() {
              return 0;
            }

            @Override
            public void heard(long through) {}
          },
          docs::bucket);

  @Test
  void bucketsThatAreThere_areFollowedAlone_andToldOfOnce() {
    BucketId photos = docs.make(new BucketName("photos"));
    docs.make(new BucketName("others"));
    source.follow(Set.of("photos"));
    source.follow(Set.of("photos"));

    assertThat(asked).containsExactly(new ObjectEvents.Followed.Some(Set.of(photos)));
  }

  @Test
  void aBucketThatIsMadeLater_isFollowedFromItsFirstObjectOn() {
    docs.make(new BucketName("photos"));
    source.follow(Set.of("photos", "later"));
    assertThat(asked).containsExactly(new ObjectEvents.Followed.All());

    docs.make(new BucketName("later"));
    source.follow(Set.of("photos", "later"));
    assertThat(asked.getLast()).isInstanceOf(ObjectEvents.Followed.Some.class);
  }

  @Test
  void nobodyAndEverybody_areWhatTheyAre() {
    source.follow(Set.of());
    source.follow(Set.of("*"));

    assertThat(asked)
        .containsExactly(new ObjectEvents.Followed.Some(Set.of()), new ObjectEvents.Followed.All());
  }
}
