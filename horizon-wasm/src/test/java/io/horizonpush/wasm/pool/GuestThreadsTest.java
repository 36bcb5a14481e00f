package io.horizonpush.wasm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.FunctionType;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.engine.GuestFailure.Busy;
import io.horizonpush.wasm.engine.GuestFailure.Cancelled;
import io.horizonpush.wasm.engine.GuestFailure.Lost;
import io.horizonpush.wasm.engine.GuestFailure.OverBudget;
import io.horizonpush.wasm.engine.GuestFailure.TimedOut;
import io.horizonpush.wasm.engine.HostFunction;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.engine.WasmModule;
import io.horizonpush.wasm.pool.GuestThread.Waited;
import io.horizonpush.wasm.testing.Guests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guests of real code on their threads. */
class GuestThreadsTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final CallLimits AMPLE = new CallLimits(LONG, LONG);
  private static final CallLimits SHORT = new CallLimits(Duration.ofMillis(50), LONG);

  private static CompiledModule compiled;

  private final AtomicInteger alarms = new AtomicInteger();
  private GuestThreads threads = threads(2, 8, Duration.ofSeconds(5));

  @BeforeAll
  static void compile() {
    compiled =
        new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, LONG)
            .compile(WasmModule.read(Guests.bytes("engine"), ModuleLimits.DEFAULT));
  }

  @AfterEach
  void close() {
    threads.close();
  }

  private GuestThreads threads(int running, int most, Duration patience) {
    return new GuestThreads(
        new GuestThreads.Settings(running, most, 100, patience, Duration.ofMillis(200), 1L << 20),
        alarms::incrementAndGet);
  }

  private void restart(int running, int most, Duration patience) {
    threads.close();
    threads = threads(running, most, patience);
  }

  private static Runnable guest(String name) {
    List<HostFunction> host =
        List.of(
            new HostFunction("test", "add", FunctionType.of("iI", "I"), (memory, args) -> 0),
            new HostFunction("test", "note", FunctionType.of("i", ""), (memory, args) -> 0));
    var function =
        compiled.instantiate(host, 4).function(name, FunctionType.of("", "")).orElseThrow();
    return function::call;
  }

  private static Object call(GuestThread thread, CallLimits limits, Runnable guest) {
    return thread.call(
        limits,
        () -> {
          guest.run();
          return "came back";
        });
  }

  private Object run(GuestWork<?> work) {
    return threads.run(work);
  }

  private GuestFailure failure(GuestWork<?> work) {
    return catchThrowableOfType(GuestException.class, () -> threads.run(work)).failure();
  }

  @Test
  void aWork_runsOnAPlatformThread_andGivesItsResult() {
    assertThat(run(thread -> Thread.currentThread().isVirtual() + thread.getName()))
        .asString()
        .startsWith("falseguest-");
  }

  @Test
  void severalCalls_shareOneHop() {
    assertThat(
            run(
                thread -> {
                  long id = thread.threadId();
                  call(thread, AMPLE, guest("nop"));
                  return id == GuestThread.current().threadId();
                }))
        .isEqualTo(true);
  }

  @Test
  void aCallRightBehindALongOne_paysForItselfAlone_andBothAreInTheSum() {
    run(
        thread -> {
          long until = System.nanoTime() + 30_000_000;
          call(
              thread,
              AMPLE,
              () -> {
                while (System.nanoTime() < until) {
                  Thread.onSpinWait();
                }
              });
          long first = thread.lastCpuNanos();
          call(thread, AMPLE, () -> {});
          assertThat(first).isPositive();
          assertThat(thread.lastCpuNanos()).isBetween(0L, first / 2);
          assertThat(thread.allCpuNanos()).isEqualTo(first + thread.lastCpuNanos());
          return true;
        });
  }

  @Test
  void aLoop_isStoppedSoonAfterItsBudget_andTheThreadServesTheNext() {
    long start = System.nanoTime();

    assertThat(failure(thread -> call(thread, SHORT, guest("loop"))))
        .isEqualTo(new OverBudget(Duration.ofMillis(50)));

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(50), Duration.ofMillis(1_000));
    assertThat(run(thread -> call(thread, AMPLE, () -> {}))).isEqualTo("came back");
    assertThat(alarms).hasValue(0);
  }

  @Test
  void budgets_areOfProcessorTime_andDeadlinesOfTime() {
    CallLimits brief = new CallLimits(Duration.ofMillis(50), Duration.ofMillis(400));

    assertThat(failure(thread -> call(thread, brief, () -> parkUntilInterrupted())))
        .isEqualTo(new TimedOut());
    assertThat(failure(thread -> call(thread, SHORT, guest("loop"))))
        .isInstanceOf(OverBudget.class);
  }

  private static void parkUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
    throw new GuestException(new GuestFailure.Interrupted());
  }

  @Test
  void timesOfACall_areCounted() {
    long[] times =
        threads.run(
            thread -> {
              try {
                call(thread, SHORT, guest("loop"));
              } catch (GuestException e) {
                assertThat(e.failure()).isInstanceOf(OverBudget.class);
              }
              return new long[] {thread.lastCpuNanos(), thread.lastWallNanos()};
            });

    assertThat(Duration.ofNanos(times[0]).toMillis()).isBetween(50L, 150L);
    assertThat(times[1]).isGreaterThanOrEqualTo(times[0] - 20_000_000);
  }

  /** Calls that end at the very moment at which they are stopped. */
  @Test
  void anInterrupt_neverReachesTheNextCall() {
    restart(1, 4, LONG);
    int stopped = 0;
    for (int round = 0; round < 300; round++) {
      long length = 4_000_000L + (round % 20) * 100_000L;
      CallLimits limits = new CallLimits(Duration.ofMillis(5), Duration.ofMillis(5));
      try {
        threads.run(thread -> call(thread, limits, () -> spin(length)));
      } catch (GuestException e) {
        stopped++;
      }
      assertThat(run(thread -> Thread.currentThread().isInterrupted()))
          .as("round %d", round)
          .isEqualTo(false);
      assertThat(run(thread -> call(thread, AMPLE, () -> spin(1_000)))).isEqualTo("came back");
    }
    assertThat(stopped).as("calls that met their deadline").isPositive();
  }

  private static void spin(long nanos) {
    long until = System.nanoTime() + nanos;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aCallThatDoesNotStop_costsItsThread_andAnotherTakesItsPlace() {
    restart(1, 4, LONG);
    CountDownLatch release = new CountDownLatch(1);
    CallLimits limits = new CallLimits(LONG, Duration.ofMillis(50));

    GuestFailure failure =
        failure(thread -> call(thread, limits, () -> awaitUninterruptibly(release)));

    assertThat(failure).isEqualTo(new Lost());
    assertThat(alarms).hasValue(1);
    assertThat(threads.lost()).isEqualTo(1);
    assertThat(run(thread -> "another")).isEqualTo("another");
    release.countDown();
    await().until(() -> threads.lost() == 0);
  }

  /** Whoever waited for the work has given it up, and its instances may serve others by now. */
  @Test
  void aWorkOnAThreadThatWasGivenUp_callsNoGuestAnyMore() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CallLimits limits = new CallLimits(LONG, Duration.ofMillis(50));
    CompletableFuture<GuestFailure> next = new CompletableFuture<>();

    failure(
        thread -> {
          try {
            return call(thread, limits, () -> awaitUninterruptibly(release));
          } catch (GuestException e) {
            next.complete(
                catchThrowableOfType(GuestException.class, () -> call(thread, AMPLE, guest("nop")))
                    .failure());
            throw e;
          }
        });
    release.countDown();

    assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(new Lost());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aGuest_isNotReentered() {
    assertThatThrownBy(
            () -> threads.run(thread -> call(thread, AMPLE, () -> call(thread, AMPLE, () -> {}))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("from within");
    assertThat(run(thread -> call(thread, AMPLE, () -> {}))).isEqualTo("came back");
  }

  @Test
  void whoStopsWaiting_stopsTheGuest() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Runnable loop = guest("loop");
    CompletableFuture<GuestFailure> ended = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  ended.complete(
                      failure(
                          thread ->
                              call(
                                  thread,
                                  AMPLE,
                                  () -> {
                                    begun.countDown();
                                    loop.run();
                                  })));
                });
    begun.await();

    caller.interrupt();

    assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(new Cancelled());
    assertThat(run(thread -> call(thread, AMPLE, () -> {}))).isEqualTo("came back");
  }

  @Test
  void whenAllThreadsAreTaken_aWorkWaits_andThenFails() throws Exception {
    restart(1, 1, Duration.ofMillis(50));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread busy =
        Thread.ofVirtual()
            .start(
                () ->
                    threads.run(
                        thread -> {
                          begun.countDown();
                          awaitUninterruptibly(release);
                          return "";
                        }));
    begun.await();

    assertThat(failure(thread -> "")).isInstanceOf(Busy.class);

    release.countDown();
    busy.join();
    assertThat(run(thread -> "free again")).isEqualTo("free again");
  }

  @Test
  void aGuestThatWaits_leavesItsPlaceToOthers_andItsTimeIsNoProcessorTime() throws Exception {
    restart(1, 4, LONG);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<Object> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () ->
                ended.complete(
                    threads.run(
                        thread ->
                            thread.call(
                                SHORT,
                                () ->
                                    thread.await(
                                        LONG,
                                        () -> {
                                          begun.countDown();
                                          return answer.get();
                                        })))));
    begun.await();

    assertThat(run(thread -> call(thread, AMPLE, () -> spin(100_000_000)))).isEqualTo("came back");
    answer.complete("late");

    assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(new Waited.Done<>("late"));
  }

  @Test
  void waiting_hasItsOwnDeadline_andThatOfTheCall() {
    CountDownLatch never = new CountDownLatch(1);

    assertThat(
            run(
                thread ->
                    thread.call(
                        AMPLE, () -> thread.await(Duration.ofMillis(30), () -> wait(never)))))
        .isEqualTo(new Waited.TimedOut<>());
    CallLimits brief = new CallLimits(LONG, Duration.ofMillis(30));
    Runnable loop = guest("loop");
    assertThat(
            failure(
                thread ->
                    call(
                        thread,
                        brief,
                        () -> {
                          thread.await(LONG, () -> wait(never));
                          loop.run();
                        })))
        .isEqualTo(new TimedOut());
    never.countDown();
  }

  private static String wait(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return "";
  }

  @Test
  void whatIsWaitedFor_isNotInterrupted_whenTheGuestIsStopped() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CallLimits brief = new CallLimits(LONG, Duration.ofMillis(30));

    Runnable loop = guest("loop");
    failure(
        thread ->
            call(
                thread,
                brief,
                () -> {
                  thread.await(
                      LONG,
                      () -> {
                        release.await();
                        return interrupted.complete(Thread.currentThread().isInterrupted());
                      });
                  loop.run();
                }));
    release.countDown();

    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void whatThrowsWhileItIsWaitedFor_isAnOutcome() {
    Object waited =
        run(
            thread ->
                thread.call(
                    AMPLE,
                    () ->
                        thread.await(
                            LONG,
                            () -> {
                              throw new IllegalArgumentException("no");
                            })));

    assertThat(waited)
        .isInstanceOfSatisfying(
            Waited.Failed.class, failed -> assertThat(failed.thrown()).hasMessage("no"));
  }

  @Test
  void manyCallers_areAllServed() throws Exception {
    List<Thread> callers = new ArrayList<>();
    AtomicInteger served = new AtomicInteger();
    for (int i = 0; i < 50; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int j = 0; j < 200; j++) {
                      threads.run(thread -> served.incrementAndGet());
                    }
                  }));
    }
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(served).hasValue(10_000);
  }

  @Test
  void aClosedPool_takesNothing() {
    threads.close();

    assertThat(failure(thread -> "")).isInstanceOf(Busy.class);
  }
}
