package io.horizonpush.wasm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure.Busy;
import io.horizonpush.wasm.engine.GuestFailure.Cancelled;
import io.horizonpush.wasm.engine.GuestFailure.Lost;
import io.horizonpush.wasm.engine.GuestFailure.StartFailed;
import io.horizonpush.wasm.engine.GuestFailure.Trap;
import io.horizonpush.wasm.pool.InstancePool.Settings;
import io.horizonpush.wasm.pool.MemoryBudget.BudgetExceededException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Instances that are used again, and those that are not. */
class InstancePoolTest {

  private static final Settings TWO =
      new Settings(2, Duration.ofMillis(30), false, 3, Duration.ofMinutes(1), 1_000);

  private final MemoryBudget budget = new MemoryBudget(100L << 20);
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private final AtomicLong memory = new AtomicLong();

  private InstancePool<String> pool(Settings settings) {
    return pool(settings, budget.reserve("redact", 2, 16L << 20));
  }

  private InstancePool<String> pool(Settings settings, MemoryBudget.Reservation reserved) {
    return new InstancePool<>(
        settings,
        () -> "instance " + made.incrementAndGet(),
        instance -> memory.get(),
        reserved,
        now::get);
  }

  private static String use(InstancePool<String> pool) {
    try (InstancePool<String>.Lease lease = pool.lease()) {
      return lease.instance();
    }
  }

  @Test
  void anInstance_isMadeOnce_andUsedAgain() {
    InstancePool<String> pool = pool(TWO);

    assertThat(pool.idle()).isZero();
    assertThat(use(pool)).isEqualTo("instance 1");
    assertThat(use(pool)).isEqualTo("instance 1");
    assertThat(pool.idle()).isEqualTo(1);
  }

  @Test
  void anInstance_servesOneRequestAtATime() {
    InstancePool<String> pool = pool(TWO);

    try (InstancePool<String>.Lease one = pool.lease();
        InstancePool<String>.Lease other = pool.lease()) {
      assertThat(one.instance()).isNotEqualTo(other.instance());
      assertThat(one.instance()).isEqualTo("instance 1");
      assertThat(catchThrowableOfType(GuestException.class, pool::lease).failure())
          .isEqualTo(new Busy("none of 2 instances became free within 30 ms"));
    }
    assertThat(pool.idle()).isEqualTo(2);
  }

  @Test
  void whoWaits_getsWhatIsGivenBack() throws Exception {
    InstancePool<String> pool =
        pool(new Settings(1, Duration.ofSeconds(20), false, 9, Duration.ofMinutes(1), 1_000));
    InstancePool<String>.Lease first = pool.lease();
    first.instance();
    CompletableFuture<String> second = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> second.complete(use(pool)));

    first.close();

    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("instance 1");
  }

  @Test
  void whoIsInterruptedWhileWaiting_getsNothing() throws Exception {
    InstancePool<String> pool =
        pool(new Settings(1, Duration.ofSeconds(20), false, 9, Duration.ofMinutes(1), 1_000));
    try (InstancePool<String>.Lease taken = pool.lease()) {
      CompletableFuture<Object> ended = new CompletableFuture<>();
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () ->
                      ended.complete(
                          catchThrowableOfType(GuestException.class, pool::lease).failure()));

      waiting.interrupt();

      assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(new Cancelled());
      assertThat(taken.instance()).isNotNull();
    }
  }

  @Test
  void anInstanceThatFailed_isThrownAway() {
    InstancePool<String> pool = pool(TWO);
    try (InstancePool<String>.Lease lease = pool.lease()) {
      lease.instance();
      lease.fail(new Trap("unreachable"));
    }

    assertThat(use(pool)).isEqualTo("instance 2");
  }

  @Test
  void anInstance_thatDoesNotStart_freesItsPlace() {
    InstancePool<String> pool =
        new InstancePool<>(
            TWO,
            () -> {
              throw new GuestException(new StartFailed("no"));
            },
            instance -> 0,
            budget.reserve("broken", 2, 1));
    for (int i = 0; i < 5; i++) {
      try (InstancePool<String>.Lease lease = pool.lease()) {
        assertThatThrownBy(lease::instance).isInstanceOf(GuestException.class);
      }
    }
    assertThat(pool.leased()).isZero();
    assertThat(pool.idle()).isZero();
  }

  @Test
  void anInstance_thatServedEnough_orGrewTooLarge_orIsIdleTooLong_isReplaced() {
    InstancePool<String> pool = pool(TWO);
    for (int i = 0; i < 3; i++) {
      assertThat(use(pool)).isEqualTo("instance 1");
    }
    assertThat(use(pool)).as("after three requests").isEqualTo("instance 2");

    memory.set(1_001);
    use(pool);
    memory.set(0);
    assertThat(use(pool)).as("above its memory").isEqualTo("instance 3");

    now.addAndGet(Duration.ofMinutes(2).toNanos());
    assertThat(use(pool)).as("after two minutes").isEqualTo("instance 4");
    now.addAndGet(Duration.ofMinutes(2).toNanos());
    pool.sweep();
    assertThat(pool.idle()).isZero();
  }

  @Test
  void anInstance_forOneRequest_isNeverUsedAgain() {
    InstancePool<String> pool =
        pool(new Settings(2, Duration.ofMillis(30), true, 9, Duration.ofMinutes(1), 1_000));

    assertThat(use(pool)).isEqualTo("instance 1");
    assertThat(use(pool)).isEqualTo("instance 2");
  }

  @Test
  void aClosedPool_servesWhoHasALease_andThenGivesItsMemoryBack() {
    InstancePool<String> pool = pool(TWO);
    InstancePool<String>.Lease lease = pool.lease();
    assertThat(lease.instance()).isEqualTo("instance 1");

    pool.close();

    assertThatThrownBy(pool::lease).isInstanceOf(GuestException.class);
    assertThat(lease.instance()).isEqualTo("instance 1");
    assertThat(budget.reserved()).isEqualTo(32L << 20);
    lease.close();
    lease.close();
    assertThat(budget.reserved()).isZero();
    assertThat(pool.idle()).isZero();
  }

  @Test
  void whatALostThreadHas_isNotFreeAgain() {
    InstancePool<String> pool = pool(TWO);
    try (InstancePool<String>.Lease lease = pool.lease()) {
      lease.instance();
      lease.fail(new Lost());
    }

    assertThat(pool.leased()).isEqualTo(1);
    pool.close();
    assertThat(budget.reserved()).as("its memory is not free").isEqualTo(32L << 20);
  }

  @Test
  void aPoolThatIsToBeReplaced_makesRoomForTheOther_andHasItBackIfItStays() {
    MemoryBudget small = new MemoryBudget(32L << 20);
    InstancePool<String> before = pool(TWO, small.reserve("redact", 2, 16L << 20));
    try (InstancePool<String>.Lease lease = before.lease()) {
      assertThat(lease.instance()).isNotNull();
    }
    assertThat(before.idle()).isEqualTo(1);

    before.retire();
    assertThat(before.idle()).isZero();
    MemoryBudget.Reservation next = small.reserve("redact", 2, 16L << 20);
    next.close();
    before.stay();

    assertThat(small.reserved()).isEqualTo(32L << 20);
    assertThatThrownBy(() -> small.reserve("other", 1, 1))
        .isInstanceOf(BudgetExceededException.class);
    before.retire();
    before.close();
    assertThat(small.reserved()).isZero();
  }

  @Test
  void whatALostThreadHas_goesToNobody_whateverBecomesOfItsPool() {
    MemoryBudget small = new MemoryBudget(32L << 20);
    InstancePool<String> before = pool(TWO, small.reserve("redact", 2, 16L << 20));
    InstancePool<String>.Lease late = before.lease();
    before.retire();
    late.fail(new Lost());
    late.close();
    before.close();

    assertThat(small.reserved()).isEqualTo(32L << 20);
  }

  @Test
  void moreThanTheBudget_isRefused_withTheSumShown() {
    budget.reserve("redact", 4, 16L << 20);

    assertThatThrownBy(() -> budget.reserve("thumbnail", 2, 32L << 20))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessage(
            "the plugins' memory would take 128 MiB, and 100 MiB are set aside for it:"
                + " redact 4 × 16 MiB + thumbnail 2 × 32 MiB");
    assertThat(budget.reserved()).isEqualTo(64L << 20);
    budget.reserve("small", 1, 36L << 20).close();
    budget.reserve("small", 1, 36L << 20);
  }
}
