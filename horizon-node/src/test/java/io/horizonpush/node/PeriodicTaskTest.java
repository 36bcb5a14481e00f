package io.horizonpush.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {

  @Test
  void runs_againAndAgain_evenAfterAFailure() {
    AtomicInteger runs = new AtomicInteger();
    try (PeriodicTask _ =
        PeriodicTask.start(
            "test",
            Duration.ofMillis(1),
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("the first time fails");
              }
            })) {

      Awaitility.await().untilAsserted(() -> assertThat(runs).hasValueGreaterThan(3));
    }
  }
}
