package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.node.process.NodeUnderTest;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bucket before one origin, on several nodes: what comes from there once is enough for all. */
class CloudFleetIT {

  @TempDir private Path folder;

  private static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatAMemberReadFromTheOrigin_othersHaveFromIt_whetherOrNotTheyHaveAccess() throws Exception {
    byte[] large = bytes(1, 2_000_000);
    byte[] small = bytes(2, 50_000);
    try (FaultyOrigin cloud = FaultyOrigin.start()) {
      cloud.put("large", large, 1);
      cloud.put("small", small, 1);
      try (CloudFleet fleet = CloudFleet.start(folder, cloud, 2, 1)) {
        NodeUnderTest first = fleet.nodes.getFirst();
        assertThat(fleet.ask(first, "GET", "large").body()).isEqualTo(large);
        assertThat(fleet.ask(first, "GET", "small").body()).isEqualTo(small);
        for (NodeUnderTest other : fleet.nodes.subList(1, 3)) {
          for (String key : new String[] {"large", "small"}) {
            await()
                .atMost(CloudFleet.PATIENCE)
                .until(
                    () ->
                        other
                            .command("bucket", "inspect", "cold", "--key", key)
                            .out()
                            .contains("blob"));
          }
          assertThat(fleet.ask(other, "GET", "large").body()).isEqualTo(large);
          assertThat(fleet.ask(other, "GET", "small").body()).isEqualTo(small);
        }
        assertThat(cloud.count("GET")).isEqualTo(2);
        assertThat(first.metrics()).contains("horizon_sync_refused_total 0.0");
      }
    }
  }
}
