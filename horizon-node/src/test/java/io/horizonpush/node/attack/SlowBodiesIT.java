package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of which something has come, and nothing more comes. */
@Timeout(300)
class SlowBodiesIT {

  @TempDir Path data;

  /** So many of them as would take all memory for bodies, of lengths that go different ways. */
  @Test
  void bodiesThatStandStill_keepNobodyWaiting() throws IOException {
    try (Attack attack = new Attack(data, "", "--set", "memory.limit=400MiB")) {
      attack(attack, 2 * Crowd.SIZE, 15_000);
      attack(attack, 150, 17_000);
      attack(attack, Crowd.SIZE, 200_000);
      attack(attack, Crowd.SIZE, 1_000_000);
      assertThat(attack.bodies().path("refused").asLong()).isZero();
    }
  }

  private static void attack(Attack attack, int bodies, int come) throws IOException {
    try (Crowd crowd = new Crowd(attack.port(), bodies)) {
      crowd.send(
          number ->
              "PUT /s3/attacked/slow-%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n\r\n"
                  .formatted(number));
      crowd.flood("x".repeat(1000), come);
      attack.assertOthersAreServed();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> attack.bodies().path("used").asLong() == 0);
  }
}
