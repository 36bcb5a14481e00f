package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More connections than a port takes, on each of which a request begins and does not go on. */
@Timeout(300)
class HalfOpenConnectionsIT {

  private static final int MANY = 300;
  private static final String BEGUN = "GET /health/live HTTP/1.1\r\nHost: local";

  @TempDir Path data;

  @Test
  void requestsThatOnlyBegin_keepNobodyFromEitherPort() throws IOException {
    try (Attack attack = new Attack(data, "", "--set", "s3.max-connections=100")) {
      try (Crowd admin = new Crowd(attack.node().admin().getPort(), MANY);
          Crowd s3 = new Crowd(attack.port(), MANY)) {
        admin.sendWhatIsTaken(BEGUN);
        s3.sendWhatIsTaken(BEGUN);
        for (int time = 0; time < 5; time++) {
          long begun = System.nanoTime();
          assertThat(attack.node().ask("/admin/v1/status").path("state").asText())
              .isEqualTo("ready");
          assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Attack.PATIENCE);
        }
        attack.assertOthersAreServed();
      }
    }
  }

  /** A body that is announced and does not come is not waited for without the token, either. */
  @Test
  void bodiesThatDoNotCome_keepNobodyFromTheAdminPort() throws IOException {
    try (Attack attack = new Attack(data, "");
        Crowd crowd = new Crowd(attack.node().admin().getPort(), MANY)) {
      crowd.sendWhatIsTaken(
          "POST /admin/v1/gc HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 1000\r\n\r\n"
              .formatted(attack.node().admin().getPort()));
      assertThat(attack.node().ask("/admin/v1/status").path("state").asText()).isEqualTo("ready");
    }
  }
}
