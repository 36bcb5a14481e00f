package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.Commands.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line with its endpoint and credentials. */
public record Aws(
    String endpoint, Path folder, Map<String, String> environment, List<String> options) {

  /** That of a node, with its root key. */
  public static Aws of(NodeUnderTest node, Path folder) {
    return new Aws(node.s3().toString(), folder, environment(node), List.of());
  }

  /** What every tool of AWS takes from its environment to speak with a node. */
  public static Map<String, String> environment(NodeUnderTest node) {
    return Map.of(
        "AWS_ACCESS_KEY_ID",
        node.rootAccessKeyId(),
        "AWS_SECRET_ACCESS_KEY",
        node.rootSecretAccessKey(),
        "AWS_DEFAULT_REGION",
        "us-east-1",
        "AWS_EC2_METADATA_DISABLED",
        "true");
  }

  public Result run(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(Commands.python("aws"), "--endpoint-url", endpoint));
    command.addAll(List.of(arguments));
    command.addAll(options);
    Map<String, String> all = new HashMap<>(environment);
    all.put("AWS_CONFIG_FILE", folder.resolve("no-aws-config").toString());
    all.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("no-aws-credentials").toString());
    all.put("AWS_EC2_METADATA_DISABLED", "true");
    all.put("PYTHONUTF8", "1");
    return Commands.run(command, all, folder);
  }

  public Result succeeds(String... arguments) {
    Result result = run(arguments);
    assertThat(result.exitCode()).as(String.join(" ", arguments) + "\n" + result).isZero();
    return result;
  }
}
