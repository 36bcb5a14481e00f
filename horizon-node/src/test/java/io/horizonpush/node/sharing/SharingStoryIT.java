package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.process.Aws;
import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of README that more than one node plays in, told by the real aws command line. */
class SharingStoryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;

  @Test
  void aTicket_carriesABucketOn_andItsBytesOutliveTheNodeThatHadThem() throws IOException {
    Path small = file("small", 100);
    Path large = file("large", 20 << 20);
    try (NodeUnderTest one = start("one");
        NodeUnderTest two = start("two");
        NodeUnderTest three = start("three")) {
      aws(one, "s3", "mb", "s3://shared");
      aws(one, "s3", "cp", small.toString(), "s3://shared/small");
      aws(one, "s3", "cp", large.toString(), "s3://shared/large");
      String ticket = one.run("ticket", "export", "shared").strip();
      two.run("ticket", "import", ticket);
      three.run("ticket", "import", ticket);

      awaitListing(two, "large", "small");
      assertThat(read(two, "small")).hasSameBinaryContentAs(small);
      assertThat(read(two, "large")).hasSameBinaryContentAs(large);

      awaitListing(three, "large", "small");
      assertThat(one.stop()).isZero();
      // Never asked for before: its bytes come from whoever has them.
      assertThat(read(three, "large")).hasSameBinaryContentAs(large);
    }
  }

  private NodeUnderTest start(String name) {
    return NodeUnderTest.start(folder.resolve(name));
  }

  private Path file(String name, int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return Files.write(folder.resolve(name + ".bin"), bytes);
  }

  private Path read(NodeUnderTest node, String key) {
    Path to = folder.resolve("%s-%d".formatted(key, node.pid()));
    aws(node, "s3", "cp", "s3://shared/" + key, to.toString());
    return to;
  }

  private void awaitListing(NodeUnderTest node, String... keys) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(aws(node, "s3", "ls", "s3://shared")).contains(keys));
  }

  private String aws(NodeUnderTest node, String... arguments) {
    return Aws.of(node, folder).succeeds(arguments).out();
  }
}
