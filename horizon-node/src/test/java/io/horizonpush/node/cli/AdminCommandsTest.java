package io.horizonpush.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.admin.AdminServer;
import io.horizonpush.node.admin.TestingControl;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.metrics.NodeMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a running node, over a real admin API. */
class AdminCommandsTest {

  private static final String TOKEN = "the-token-of-this-test";

  @TempDir private Path data;
  private final TestingControl control = new TestingControl();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(data.resolve("admin.token"), TOKEN + "\n");
    server =
        AdminServer.start(
            new NodeConfig.Admin(new HostPort("127.0.0.1", 0), false),
            new Secret(TOKEN),
            control,
            new NodeMetrics());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void status_showsWhatTheNodeSays_problemsIncluded() {
    assertThat(run("status")).isEqualTo(ExitCode.OK);

    assertThat(out())
        .containsSubsequence(
            "State     ready, since 1970-01-01T00:00:00Z",
            "Version   1.2.3",
            "S3        http://s3",
            "Admin     http://admin",
            "Data      data",
            "Node id   the-node-id",
            "Outbox    2 records",
            "PROBLEM   read-only: disk full");
  }

  private int run(String... arguments) {
    String[] all =
        Stream.concat(
                Stream.of(arguments),
                Stream.of("--data-dir=" + data, "--admin-address=" + server.address()))
            .toArray(String[]::new);
    return new HorizonCli(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(all);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
