package io.horizonpush.node.cli;

import io.horizonpush.node.admin.AdminServer;
import io.horizonpush.node.admin.TestingControl;
import java.io.ByteArrayInputStream;
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
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask a node of fixed answers, and what they print. */
abstract class CommandsOfANode {

  static final String TOKEN = "the-token-of-this-test";

  @TempDir Path data;
  final TestingControl control = new TestingControl();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  AdminServer server;

  /** What stands on standard input. */
  String input = "";

  @BeforeEach
  final void start() throws IOException {
    Files.writeString(data.resolve("admin.token"), TOKEN + "\n");
    server = control.serve(TOKEN, false);
  }

  @AfterEach
  final void stop() {
    server.close();
  }

  /** Arguments of a command that asks the node. */
  final String[] atNode(String... arguments) {
    return Stream.concat(
            Stream.of(arguments),
            Stream.of("--data-dir=" + data, "--admin-address=" + server.address()))
        .toArray(String[]::new);
  }

  final HorizonCli cli() {
    return new HorizonCli(
        Map.of(),
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  final int run(String... arguments) {
    return cli().run(atNode(arguments));
  }

  final String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  final String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
