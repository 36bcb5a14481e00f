package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.request.S3Operation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scripts that use boto3 with its default settings, and the S3 service model that comes with it as
 * an oracle.
 */
class Boto3IT {

  @TempDir static Path folder;

  private static NodeUnderTest node;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"boto3_story.py", "operations_oracle.py"})
  void script_succeeds(String script) {
    Commands.Result result =
        Commands.run(
            List.of(
                Commands.python("python"),
                Path.of("src/test/python", script).toAbsolutePath().toString()),
            Map.of(
                "ENDPOINT", node.s3().toString(),
                "SUPPORTED", supported(),
                "AWS_ACCESS_KEY_ID", node.rootAccessKeyId(),
                "AWS_SECRET_ACCESS_KEY", node.rootSecretAccessKey(),
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_CONFIG_FILE", folder.resolve("no-aws-config").toString(),
                "AWS_EC2_METADATA_DISABLED", "true"),
            folder);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.out()).contains("all good");
  }

  private static String supported() {
    return Arrays.stream(S3Operation.values())
        .filter(operation -> operation.support() != S3Operation.Support.NO)
        .map(S3Operation::operationName)
        .collect(Collectors.joining(" "));
  }
}
