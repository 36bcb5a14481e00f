package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuestTest {

  @Test
  void soManyQuestions_areAnsweredAtOnce() {
    Guest guest = new Guest(2, 10, Duration.ofDays(1));

    assertThat(guest.begin()).isTrue();
    assertThat(guest.begin()).isTrue();
    assertThat(guest.begin()).isFalse();
    guest.end();
    assertThat(guest.begin()).isTrue();
  }

  @Test
  void noMoreIsDecided_thanLeavesRoomForOthers() {
    Guest guest = new Guest(2, 10, Duration.ofDays(1));

    assertThat(IntStream.range(0, 20).filter(_ -> guest.mayDecide())).hasSize(10);
  }
}
