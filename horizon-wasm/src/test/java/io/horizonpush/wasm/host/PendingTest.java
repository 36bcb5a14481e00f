package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What is opened while nobody waits for it any more. */
class PendingTest {

  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final Pending<String> pending = new Pending<>(closed::add);

  @Test
  void whatComesInTime_isThere_andClosedOnce() {
    assertThat(pending.keep("socket")).isEqualTo("socket");
    assertThat(pending.get()).isEqualTo("socket");

    pending.close();
    pending.close();

    await().untilAsserted(() -> assertThat(closed).containsExactly("socket"));
    assertThatThrownBy(pending::get).isInstanceOf(HostError.class);
  }

  @Test
  void whatComesTooLate_isClosedAtOnce() {
    pending.close();

    assertThatThrownBy(() -> pending.keep("late")).isInstanceOf(CancellationException.class);
    assertThat(closed).containsExactly("late");
  }

  @Test
  void whatNeverComes_isNothing() {
    assertThatThrownBy(pending::get).isInstanceOf(HostError.class);
    pending.close();
    assertThat(closed).isEmpty();
  }
}
