package io.horizonpush.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FailStopTest {

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private Runnable flush = () -> done.add("flush");
  private final FailStop failStop =
      new FailStop(console, () -> flush.run(), code -> done.add("exit " + code));

  private void dies(boolean virtual, Throwable cause) throws InterruptedException {
    begins(virtual, cause).join();
  }

  private Thread begins(boolean virtual, Throwable cause) {
    Thread.Builder thread = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    return thread
        .uncaughtExceptionHandler(failStop)
        .start(() -> FailStopTest.<RuntimeException>sneak(cause));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable cause) throws E {
    throw (E) cause;
  }

  @Test
  void aPlatformThreadThatDies_ofWhateverItIs_endsTheProcessOnce() throws InterruptedException {
    dies(false, new IllegalStateException("a defect"));
    dies(false, new IllegalStateException("another"));
    assertThat(done).containsExactly("flush", "exit 3");
  }

  @Test
  void whatOnlyARequestDiesOf_endsNothing() throws InterruptedException {
    dies(true, new IllegalStateException("a defect"));
    dies(true, new StackOverflowError());
    dies(true, new OutOfMemoryError("Cannot reserve 100 bytes of direct buffer memory"));
    dies(true, new OutOfMemoryError("unable to create native thread: possibly out of memory"));
    assertThat(done).isEmpty();
  }

  @Test
  void anErrorOfJavaItself_endsTheProcess_whoeverMetIt() throws InterruptedException {
    dies(true, new InternalError("a fault occurred in an unsafe memory access operation"));
    assertThat(done).containsExactly("flush", "exit 3");
  }

  @Test
  void aHeapThatIsUsedUp_endsTheProcess_withoutTheLog() throws InterruptedException {
    dies(true, new OutOfMemoryError("Java heap space"));
    assertThat(done).containsExactly("exit 3");
  }

  @Test
  void aHeapThatIsUsedUpWhileAnotherThreadTellsOfItsDeath_isStillTold()
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    flush =
        () -> {
          done.add("flush");
          awaitQuietly(never);
        };
    Thread first = begins(false, new NoClassDefFoundError("could not be loaded"));
    Awaitility.await().until(() -> !done.isEmpty());
    dies(false, new OutOfMemoryError("Java heap space"));
    never.countDown();
    first.join();
    assertThat(done).containsExactly("flush", "exit 3");
    assertThat(console.toString(StandardCharsets.US_ASCII))
        .containsOnlyOnce("the heap of Java is used up");
  }

  @Test
  void aLogThatFailsWithTheHeap_leavesTheLineToTheConsole() throws InterruptedException {
    flush =
        () -> {
          throw new OutOfMemoryError("Java heap space");
        };
    dies(false, new NoClassDefFoundError("could not be loaded"));
    assertThat(done).containsExactly("exit 3");
    assertThat(console.toString(StandardCharsets.US_ASCII))
        .containsOnlyOnce("the heap of Java is used up");
  }

  @Test
  void aLogThatTakesNoMore_endsTheProcessAllTheSame_withALine() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    flush = () -> awaitQuietly(never);
    Thread first = begins(false, new IllegalStateException("a defect"));
    Awaitility.await().until(() -> !done.isEmpty());
    assertThat(done).containsExactly("exit 3");
    assertThat(console.toString(StandardCharsets.US_ASCII))
        .containsOnlyOnce("its log took no more");
    never.countDown();
    first.join();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
