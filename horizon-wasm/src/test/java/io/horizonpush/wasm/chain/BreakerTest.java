package io.horizonpush.wasm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.wasm.chain.Breaker.Pass;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // It wraps soon.
  private final Breaker breaker = new Breaker(now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(breaker.enter());
    }
  }

  @Test
  void fiveFailuresWithinAMinute_areTooMany() {
    fail(4);
    assertThat(breaker.enter()).isEqualTo(Pass.FREE);
    assertThat(breaker.quarantine()).isEmpty();

    assertThat(breaker.failed(Pass.FREE)).isTrue();

    assertThat(breaker.enter()).isEqualTo(Pass.NONE);
    assertThat(breaker.quarantine()).contains(Duration.ofSeconds(30));
  }

  @Test
  void failures_thatLieFarApart_areNot() {
    for (int i = 0; i < 20; i++) {
      fail(1);
      pass(Duration.ofSeconds(16));
    }

    assertThat(breaker.enter()).isEqualTo(Pass.FREE);
  }

  @Test
  void oneRequest_triesIt_andOpensItForAll() {
    fail(5);
    pass(Duration.ofSeconds(30));

    assertThat(breaker.enter()).isEqualTo(Pass.TRIAL);
    assertThat(breaker.enter()).isEqualTo(Pass.NONE);
    breaker.succeeded(Pass.TRIAL);

    assertThat(breaker.enter()).isEqualTo(Pass.FREE);
    assertThat(breaker.quarantine()).isEmpty();
  }

  @Test
  void aTrial_thatFails_isRepeatedLaterEachTime_butEveryTenMinutes() {
    fail(5);
    for (long seconds : new long[] {30, 60, 120, 240, 480, 600, 600}) {
      assertThat(breaker.quarantine()).contains(Duration.ofSeconds(seconds));
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(breaker.enter()).isEqualTo(Pass.NONE);
      pass(Duration.ofNanos(1));
      breaker.failed(breaker.enter());
    }
  }

  @Test
  void aTrial_thatNeverMetThePlugin_leavesTheNextOne() {
    fail(5);
    pass(Duration.ofSeconds(30));
    breaker.untried(breaker.enter());

    assertThat(breaker.enter()).isEqualTo(Pass.TRIAL);
  }

  /** A request that began before says nothing of the plugin as it is now. */
  @Test
  void aSuccess_thatIsNoTrial_doesNotEndAQuarantine() {
    fail(5);
    breaker.succeeded(Pass.FREE);

    assertThat(breaker.enter()).isEqualTo(Pass.NONE);
  }
}
