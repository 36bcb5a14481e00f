package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work one piece ahead, and what becomes of what it throws. */
@Timeout(60)
class OneAheadTest {

  @Test
  void whatAPieceThrows_theNextCallThrows() {
    try (OneAhead ahead = new OneAhead()) {
      ahead.submit(() -> fail("first"));
      assertThatThrownBy(ahead::drain).isInstanceOf(StoppedException.class).hasMessage("first");
      ahead.drain();
    }
  }

  /** It may be why a member brings too much, which is an alarm. */
  @Test
  void whatTheLastPieceThrows_theCloseThrows() {
    assertThatThrownBy(
            () -> {
              try (OneAhead ahead = new OneAhead()) {
                ahead.submit(() -> fail("last"));
              }
            })
        .isInstanceOf(StoppedException.class)
        .hasMessage("last");
  }

  @Test
  void whatTheLastPieceThrows_standsBehindWhatElseWentWrong() {
    assertThatThrownBy(
            () -> {
              try (OneAhead ahead = new OneAhead()) {
                ahead.submit(() -> fail("last"));
                throw new IllegalStateException("the stream ended");
              }
            })
        .hasMessage("the stream ended")
        .satisfies(
            e -> assertThat(e.getSuppressed()).hasExactlyElementsOfTypes(StoppedException.class));
  }

  /** Such as a virtual machine that is out of order: it ends the process, so nobody may wrap it. */
  @Test
  void anError_isThrownAsItIs() {
    InternalError broken = new InternalError("broken");
    assertThatThrownBy(
            () -> {
              try (OneAhead ahead = new OneAhead()) {
                ahead.submit(
                    () -> {
                      throw broken;
                    });
              }
            })
        .isSameAs(broken);
  }

  private static void fail(String why) {
    throw new StoppedException(why);
  }
}
