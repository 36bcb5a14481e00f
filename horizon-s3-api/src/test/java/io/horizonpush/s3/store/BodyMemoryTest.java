package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  /** Three quarters of it are for bodies that stores hold: 300 bytes. */
  private final BodyMemory memory = new BodyMemory(400, LONG);

  @Test
  void whatIsGivenBack_canBeHadAgain() {
    Share first = memory.begin(300);
    assertThat(memory.used()).isEqualTo(300);
    first.close();
    first.close();
    assertThat(memory.used()).isZero();
    memory.begin(300).close();
    assertThat(memory.limit()).isEqualTo(400);
  }

  @Test
  void aBodyBeyondTheBudget_waitsUntilThereIsRoom() throws Exception {
    Share first = memory.begin(200);
    Thread waiting = Thread.ofVirtual().start(() -> memory.begin(150).close());
    await().atMost(LONG).until(() -> memory.waiting() == 1);
    assertThat(waiting.isAlive()).isTrue();
    first.close();
    waiting.join();
    assertThat(memory.used()).isZero();
    assertThat(memory.refused()).isZero();
  }

  @Test
  void whoComesLater_doesNotOvertake() throws Exception {
    List<Integer> order = new ArrayList<>();
    Share all = memory.begin(300);
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < 5; number++) {
      int mine = number;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    // The first wants the most, and each leaves no room for another.
                    try (Share share = memory.begin(300 - mine)) {
                      assertThat(share).isNotNull();
                      order.add(mine);
                    }
                  }));
      await().atMost(LONG).until(() -> memory.waiting() == mine + 1);
    }
    all.tryResize(299);
    all.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aBodyThatWaitsTooLong_isToldToSlowDown_andWhen() {
    BodyMemory impatient = new BodyMemory(400, Duration.ofMillis(50));
    Share all = impatient.begin(300);
    assertThatThrownBy(() -> impatient.begin(1))
        .isInstanceOfSatisfying(
            S3Exception.class,
            error -> {
              assertThat(error.code()).isEqualTo(S3ErrorCode.SLOW_DOWN);
              assertThat(error.headers()).isEqualTo(Map.of("retry-after", "1"));
            });
    assertThat(impatient.refused()).isEqualTo(1);
    assertThat(impatient.waiting()).isZero();
    all.close();
    impatient.begin(300).close();
  }

  @Test
  void whoHasSome_isRefusedAtOnceWhileOthersWait() throws Exception {
    Share some = memory.begin(100);
    Share rest = memory.begin(200);
    assertThat(some.tryResize(101)).isFalse();
    assertThatThrownBy(() -> some.resize(101)).isInstanceOf(S3Exception.class);
    Thread waiting = Thread.ofVirtual().start(() -> memory.begin(290).close());
    await().atMost(LONG).until(() -> memory.waiting() == 1);
    rest.close();
    // There is room for it, but somebody stands in line for the whole.
    assertThat(some.tryResize(101)).isFalse();
    assertThat(some.tryResize(10)).isTrue();
    waiting.join();
    assertThat(memory.used()).isEqualTo(10);
  }

  @Test
  void aBodyThatIsLargerThanTheBudget_hasItAlone() {
    Share large = memory.begin(1000);
    assertThat(memory.used()).isEqualTo(1000);
    large.close();
    assertThat(memory.used()).isZero();
  }

  @Test
  void bytesOfTheNetwork_stopReadingAheadAndKeepNoBodyOut() {
    memory.pass(100);
    assertThat(memory.mayReadAhead()).isFalse();
    memory.begin(300).close();
    memory.passed(1);
    assertThat(memory.mayReadAhead()).isTrue();
  }

  @Test
  void manyBodiesAtOnce_neverHaveMoreThanTheBudget_andAllEnd() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    AtomicLong most = new AtomicLong();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < 200; number++) {
      Random random = new Random(seed + number);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      work(random, most);
                    } catch (Throwable e) {
                      failures.add(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(most.get()).isBetween(1L, 300L);
    assertThat(memory.used()).isZero();
  }

  private void work(Random random, AtomicLong most) {
    for (int round = 0; round < 50; round++) {
      try (Share share = memory.begin(1 + random.nextInt(100))) {
        for (int step = 0; step < 5; step++) {
          most.accumulateAndGet(memory.used(), Math::max);
          int wanted = 1 + random.nextInt(200);
          if (!share.tryResize(wanted)) {
            share.tryResize(0);
            share.await(wanted);
          }
        }
      }
    }
  }
}
