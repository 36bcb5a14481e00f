package io.horizonpush.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailStopTest {

  private final List<String> done = new ArrayList<>();
  private final FailStop failStop =
      new FailStop(() -> done.add("flush"), code -> done.add("exit " + code));

  private void dies(boolean virtual, Throwable cause) throws InterruptedException {
    Thread.Builder thread = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    thread
        .uncaughtExceptionHandler(failStop)
        .start(() -> FailStopTest.<RuntimeException>sneak(cause))
        .join();
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
}
