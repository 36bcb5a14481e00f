package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.Aws;
import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table in a bucket that three nodes share, as duckdb, boto3 and the aws command line use it: who
 * queries a part of it fetches little more than that part, and who reads all of it gets it from
 * everybody.
 */
class SharedTableIT {

  @TempDir private Path folder;

  @Test
  void aQueryFetchesWhatItReads_andTheWholeTableComesFromWhoeverHasIt() throws IOException {
    try (NodeUnderTest writer = NodeUnderTest.start(folder.resolve("writer"));
        NodeUnderTest querying = NodeUnderTest.start(folder.resolve("querying"));
        NodeUnderTest reader = NodeUnderTest.start(folder.resolve("reader"))) {
      Aws.of(writer, folder).succeeds("s3", "mb", "s3://shared");
      String ticket = writer.run("ticket", "export", "shared").strip();
      querying.run("ticket", "import", ticket);
      reader.run("ticket", "import", ticket);
      script(writer, "write");
      Path sent = copy(writer);

      script(querying, "part");
      assertThat(fetched(querying)).isPositive().isLessThan(Files.size(sent) / 4);
      script(querying, "whole");
      assertThat(fetched(querying)).isLessThan(Files.size(sent) * 102 / 100);

      assertThat(copy(reader)).hasSameBinaryContentAs(sent);
      script(reader, "whole");
      assertThat(fetched(reader)).isLessThan(Files.size(sent) * 102 / 100);
    }
  }

  private Path copy(NodeUnderTest node) {
    Path to = folder.resolve("of-" + node.pid());
    Aws.of(node, folder).succeeds("s3", "cp", "s3://shared/tables/numbers.parquet", to.toString());
    return to;
  }

  private void script(NodeUnderTest node, String part) {
    Path script = Path.of("src/test/python/shared_parquet.py").toAbsolutePath();
    Map<String, String> environment = new HashMap<>(Aws.environment(node));
    environment.put("ENDPOINT", node.s3().toString());
    Commands.Result ran =
        Commands.run(
            List.of(Commands.python("python"), script.toString(), part), environment, folder);
    assertThat(ran.exitCode()).as(ran.toString()).isZero();
    assertThat(ran.out()).contains("all good");
  }

  /** The bytes of objects that came from others. */
  private static long fetched(NodeUnderTest node) {
    return node.metrics()
        .lines()
        .filter(line -> line.startsWith("horizon_fetched_bytes_total "))
        .mapToLong(line -> (long) Double.parseDouble(line.split(" ", -1)[1]))
        .findFirst()
        .orElseThrow();
  }
}
