package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about buckets, against a real node. */
class BucketCommandsIT {

  @TempDir private Path data;

  @Test
  void aBucketsOptions_areThoseItWasMadeWith_untilTheyAreSet() {
    try (NodeUnderTest node = NodeUnderTest.start(data.resolve("data"))) {
      assertThat(node.command("bucket", "create", "b-1", "--durability=relaxed").exitCode())
          .isZero();
      assertThat(durability(node)).isEqualTo("relaxed");

      assertThat(node.command("bucket", "set", "b-1", "durability=strict").out())
          .contains("durability strict");
      assertThat(durability(node)).isEqualTo("strict");

      assertThat(node.command("bucket", "set", "absent", "durability=strict").err())
          .contains("bucket does not exist");
    }
  }

  private static String durability(NodeUnderTest node) {
    return Json.read(node.command("bucket", "inspect", "b-1", "--json").out())
        .at("/bucket/durability")
        .asText();
  }
}
