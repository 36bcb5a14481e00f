package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is killed while objects come from the origin of its bucket, go there, are evicted and are
 * deleted: nothing acknowledged is lost, nothing deleted returns, no wrong body is served, and the
 * origin ends equal to the bucket.
 *
 * <p>Six kills, each in a history of its own that goes on with what the one before left; {@code
 * HORIZON_ORIGIN_KILLS} sets another number, {@code HORIZON_HISTORIES_SEED} the first seed.
 */
@Timeout(3600)
class OriginKillsIT {

  private static final int KILLS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_ORIGIN_KILLS", "6"));

  @TempDir Path folder;
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private final HttpClient http = HttpClient.newHttpClient();
  private S3ProxyServer store;

  @BeforeEach
  void startTheStore() throws IOException {
    store = S3ProxyServer.start(Files.createDirectory(folder.resolve("store")));
  }

  @AfterEach
  void stopTheStore() {
    http.close();
    origins.close();
    store.close();
  }

  @Test
  void whateverTheNodeDoesWhenItIsKilled_nothingIsLostNorComesBack() throws IOException {
    long seed =
        Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
            .map(Long::parseLong)
            .orElseGet(() -> new Random().nextLong(Integer.MAX_VALUE));
    System.out.println("seed " + seed + ", " + KILLS + " kills");
    CloudWorkload workload = new CloudWorkload(http, origin());
    NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"));
    try {
      StoodBefore.make(node, store, CloudWorkload.BUCKET);
      for (int kill = 0; kill < KILLS; kill++) {
        NodeUnderTest running = node;
        long delay = 200L + new Random(seed + kill).nextInt(2500);
        Thread killer =
            Thread.ofVirtual()
                .start(
                    () -> {
                      CrashChecks.letPass(delay);
                      running.kill();
                    });
        workload.run(running, seed + kill);
        killer.join();
        node = NodeUnderTest.start(folder.resolve("data"));
        workload.check(node);
      }
      assertThat(node.run("origin", "drain", "there")).contains("Nothing waits.");
      workload.check(node);
      workload.checkOrigin();
      assertThat(CrashChecks.problems(node)).isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      node.close();
      System.out.printf("%d kills, %s%n", KILLS, workload.figures());
    }
    assertThat(workload.writes()).isGreaterThan(KILLS);
    assertThat(workload.filled()).as("reads that the origin answered").isPositive();
    assertThat(workload.evicted()).isPositive();
  }

  /** As somebody else reaches it. */
  private Origin origin() {
    return origins.open(
        new OriginConnection(
            OriginDescription.of(
                OriginDescription.Input.of(OriginType.S3, S3ProxyServer.BUCKET)
                    .withEndpoint(store.url().toString())),
            new OriginCredentials.AccessKey(
                S3ProxyServer.ACCESS_KEY, new Secret(S3ProxyServer.SECRET_KEY)),
            true));
  }
}
