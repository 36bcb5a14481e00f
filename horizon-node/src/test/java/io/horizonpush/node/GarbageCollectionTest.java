package io.horizonpush.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GarbageCollectionTest {

  @Test
  void collects_againAndAgain_evenAfterAFailure() {
    AtomicInteger runs = new AtomicInteger();
    try (GarbageCollection _ =
        GarbageCollection.start(
            Duration.ofMillis(1),
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("the first time fails");
              }
              return 0;
            })) {

      Awaitility.await().untilAsserted(() -> assertThat(runs).hasValueGreaterThan(3));
    }
  }
}
