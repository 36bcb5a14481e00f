package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.plugins.ExamplePlugins;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed in the middle of an install has the old plugin or the new one, whole. */
class PluginKillIT {

  private static final int ROUNDS = 6;
  private static final int LONGEST_MILLIS = 1_500;

  @TempDir private Path folder;

  private static String install(int version) {
    byte[] plugin =
        ExamplePlugins.with(
            "redact", "\"version\":\"1.0.0\"", "\"version\":\"1.%d.0\"".formatted(version));
    return "{\"file\":\"%s\",\"settings\":\"{\\\"mails\\\":\\\"%d\\\"}\"}"
        .formatted(Base64.getEncoder().encodeToString(plugin), version);
  }

  @Test
  void aKilledInstall_isThereAsAWholeOrNotAtAll_andOneThatWasAnsweredIsThere() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int answered = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      int version = round;
      NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"));
      CompletableFuture<JsonNode> install =
          CompletableFuture.supplyAsync(() -> node.order("/admin/v1/plugins", install(version)));
      long until = System.nanoTime() + random.nextLong(LONGEST_MILLIS) * 1_000_000L;
      while (!install.isDone() && System.nanoTime() < until) {
        LockSupport.parkNanos(200_000);
      }
      boolean done = install.isDone() && !install.isCompletedExceptionally();
      node.kill();
      boolean told = done || wasAnswered(install);
      answered = look(told ? version : answered, version);
    }
  }

  /** The answer may have come while the process was being killed. */
  private static boolean wasAnswered(CompletableFuture<JsonNode> install) {
    try {
      return install.join().isObject();
    } catch (CompletionException e) {
      return false;
    }
  }

  /** The version that is there: at least the one that was answered, whole, and it runs. */
  private int look(int least, int most) {
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      JsonNode plugins = node.ask("/admin/v1/plugins").path("plugins");
      int there = 0;
      if (!plugins.isEmpty()) {
        JsonNode plugin = plugins.get(0);
        assertThat(plugin.path("state").asText()).isEqualTo("running");
        String version = plugin.at("/about/version").asText();
        there = Integer.parseInt(version.split("\\.", -1)[1]);
        assertThat(plugin.at("/chosen/settings").asText()).contains("\"mails\":\"" + there + "\"");
      }
      assertThat(there).isBetween(least, most);
      assertThat(node.run("verify")).contains("0 findings");
      assertThat(node.stop()).isZero();
      return there;
    }
  }
}
