package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final OriginFault DOWN = new OriginFault.Unavailable(Optional.empty());

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final CircuitBreaker breaker = new CircuitBreaker(() -> now);

  @Test
  void severalFailuresInARow_openIt() {
    fail(CircuitBreaker.LIMIT - 1);
    breaker.requireClosed();
    assertThat(breaker.isOpen()).isFalse();

    breaker.failed(DOWN);

    assertThat(breaker.isOpen()).isTrue();
    assertThatThrownBy(breaker::requireClosed)
        .isInstanceOfSatisfying(
            OriginException.class,
            failure ->
                assertThat(failure.fault())
                    .isEqualTo(new OriginFault.Unavailable(Optional.of(Duration.ofSeconds(5)))));
  }

  @Test
  void anAnswerOfAnyKind_closesIt() {
    for (OriginFault answer :
        new OriginFault[] {
          new OriginFault.Missing(), new OriginFault.Changed(), new OriginFault.Denied()
        }) {
      fail(CircuitBreaker.LIMIT - 1);
      breaker.failed(answer);
      breaker.failed(DOWN);

      assertThat(breaker.isOpen()).isFalse();
      breaker.succeeded();
    }
  }

  @Test
  void behindItsPause_oneRequestTriesIt() {
    fail(CircuitBreaker.LIMIT);
    now = now.plusSeconds(5);

    breaker.requireClosed();

    assertThatThrownBy(breaker::requireClosed).isInstanceOf(OriginException.class);
    breaker.succeeded();
    breaker.requireClosed();
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void aTrialThatFails_doublesThePause_upToABound() {
    fail(CircuitBreaker.LIMIT);
    Duration pause = Duration.ofSeconds(5);
    for (int round = 0; round < 10; round++) {
      now = now.plus(pause);
      breaker.requireClosed();
      breaker.failed(DOWN);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(Duration.ofMinutes(5)) > 0 ? Duration.ofMinutes(5) : doubled;
      now = now.plus(pause).minusMillis(1);
      assertThatThrownBy(breaker::requireClosed).isInstanceOf(OriginException.class);
      now = now.minus(pause).plusMillis(1);
    }
    assertThat(pause).isEqualTo(Duration.ofMinutes(5));
  }

  private void fail(int times) {
    for (int time = 0; time < times; time++) {
      breaker.failed(DOWN);
    }
  }
}
