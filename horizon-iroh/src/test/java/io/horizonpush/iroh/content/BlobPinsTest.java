package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BlobHash;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BlobPinsTest {

  private static final BlobHash BLOB = new BlobHash(1, 2, 3, 4);

  private final BlobPins pins = new BlobPins();

  @Test
  void aPinnedBlob_doesNotLeave() {
    pins.pin(BLOB);
    pins.pin(BLOB);
    pins.unpin(BLOB);
    assertThat(pins.leave(BLOB)).isFalse();
    pins.unpin(BLOB);
    assertThat(pins.leave(BLOB)).isTrue();
    assertThat(pins.leave(BLOB)).isTrue();
    pins.left(Set.of(BLOB));
  }

  @Test
  void whoPinsABlobThatIsLeaving_waitsUntilThatIsDecided() throws Exception {
    assertThat(pins.leave(BLOB)).isTrue();
    Thread pinning = Thread.ofPlatform().start(() -> pins.pin(BLOB));
    Awaitility.await().until(() -> pinning.getState() == Thread.State.WAITING);
    assertThat(pins.count()).isZero();
    pins.left(Set.of(BLOB));
    pinning.join();
    assertThat(pins.count()).isEqualTo(1);
  }
}
