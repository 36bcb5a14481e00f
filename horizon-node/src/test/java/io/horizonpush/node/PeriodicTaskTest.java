package io.horizonpush.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.store.Deaths;
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

  @Test
  void runs_againAfterAStackOverflow_butDiesOfAnErrorOfJavaItself() {
    AtomicInteger runs = new AtomicInteger();
    Error fatal = new InternalError("the third time is the last");
    try (Deaths deaths = new Deaths();
        PeriodicTask _ =
            PeriodicTask.start(
                "test",
                Duration.ofMillis(1),
                () -> {
                  switch (runs.incrementAndGet()) {
                    case 1 -> throw new StackOverflowError("the first time fails");
                    case 3 -> throw fatal;
                    default -> {}
                  }
                })) {

      assertThat(deaths.next()).isEqualTo(new Deaths.Death("horizon-test", fatal));
      assertThat(runs).hasValue(3);
    }
  }
}
