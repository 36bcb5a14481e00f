package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.pipeline.ConnectionLostException;
import io.horizonpush.s3.store.BodyMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundWindowTest {

  private static final int PIECE = 64 << 10;

  private final BodyMemory memory = new BodyMemory(BodyMemory.SMALLEST);

  /** So that all connections there may be together hold what they may. */
  @Test
  void whereMemoryIsShort_aConnectionHasOneSmallPiece() {
    long held = 0;
    for (int number = 0; number < 1024; number++) {
      int granted = new OutboundWindow(memory).acquire(PIECE).bytes();
      assertThat(granted).isEqualTo(memory.used() - held);
      held = memory.used();
    }
    assertThat(memory.mayReadAhead()).isFalse();
    assertThat(held).isLessThan(memory.limit() / 4 + 1024 * OutboundWindow.SCARCE + PIECE);
  }

  /** Else some clients that take long objects slowly would keep all others at small pieces. */
  @Test
  void aFileOnItsWay_takesNoMemory() {
    memory.pass(memory.limit());
    OutboundWindow window = new OutboundWindow(memory);
    OutboundWindow.Room first = window.acquireForFile(PIECE);
    OutboundWindow.Room second = window.acquireForFile(PIECE);
    assertThat(first.bytes() + second.bytes()).isEqualTo(2 * PIECE);
    assertThat(memory.used()).isEqualTo(memory.limit());
    window.release(first);
    window.release(second);
    assertThat(memory.used()).isEqualTo(memory.limit());
  }

  @Test
  void whoeverWaits_hearsThatTheConnectionIsGone() throws InterruptedException {
    OutboundWindow window = new OutboundWindow(memory);
    memory.pass(memory.limit());
    assertThat(window.acquire(PIECE).bytes()).isEqualTo(OutboundWindow.SCARCE);
    List<Throwable> thrown = new ArrayList<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    window.acquire(PIECE);
                  } catch (ConnectionLostException e) {
                    thrown.add(e);
                  }
                });
    window.close();
    waiting.join();
    assertThat(thrown).hasSize(1);
    assertThatThrownBy(() -> window.acquire(1)).isInstanceOf(ConnectionLostException.class);
  }
}
