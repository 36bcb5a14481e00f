package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's rclone and s3cmd. Skipped, and counted, where neither is installed. */
class DebianClientsIT {

  private static final int NOTHING_INSTALLED = 77;

  @TempDir Path folder;

  @Test
  void rcloneAndS3cmd_syncBothWays() {
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      Commands.Result result =
          Commands.run(
              List.of(
                  Path.of("../horizon-s3-api/src/test/scripts/debian-clients.sh")
                      .toAbsolutePath()
                      .toString()),
              Map.of(
                  "ENDPOINT", node.s3().toString(),
                  "AWS_ACCESS_KEY_ID", node.rootAccessKeyId(),
                  "AWS_SECRET_ACCESS_KEY", node.rootSecretAccessKey()),
              folder);

      assumeFalse(result.exitCode() == NOTHING_INSTALLED, "neither rclone nor s3cmd is installed");
      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.out()).contains("all good");
    }
  }
}
