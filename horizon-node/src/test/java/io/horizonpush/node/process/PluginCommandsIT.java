package io.horizonpush.node.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.plugins.ExamplePlugins;
import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about plugins, against a real node and the real jar. */
class PluginCommandsIT {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;

  private NodeUnderTest start(String... options) {
    return NodeUnderTest.start(folder.resolve("data"), options);
  }

  private static String refused(NodeUnderTest node, String... arguments) {
    Commands.Result result = node.command(arguments);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    return result.err();
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void aPlugin_isInstalledChangedUpgradedRolledBackAndRemoved() throws IOException {
    Path next = file("next.wasm", ExamplePlugins.next("redact"));
    try (NodeUnderTest node = start("--set", "log.level=debug")) {
      assertThat(node.run("plugin", "list")).contains("No plugin is installed here");
      String redact = ExamplePlugins.file("redact").toString();
      String installed =
          node.run("plugin", "install", redact, "--match", "bucket=support key=tickets/*");
      assertThat(installed).contains("redact 1.0.0, running").contains("key=tickets/*");

      node.run("plugin", "config", "redact", "{\"mails\":\"#\"}");
      node.run("plugin", "order", "redact", "12");
      node.run("plugin", "disable", "redact");
      assertThat(node.run("plugin", "list")).contains("disabled, priority 12");
      node.run("plugin", "enable", "redact");
      assertThat(node.run("plugin", "install", next.toString()))
          .contains("version: 1.0.0 -> 1.1.0");
      assertThat(node.run("plugin", "rollback", "redact")).contains("version: 1.1.0 -> 1.0.0");
      JsonNode shown = Json.read(node.run("plugin", "show", "redact", "--json"));
      assertThat(shown.at("/chosen/settings").asText()).contains("\"mails\":\"#\"");
      assertThat(shown.at("/versions")).hasSize(2);
      assertThat(shown.at("/current").asInt()).isEqualTo(1);
      assertThat(node.run("plugin", "logs", "redact", "--json")).contains("\"lines\":[");
      assertThat(refused(node, "plugin", "config", "redact", "{\"mails\":5}")).contains("mails");
      assertThat(refused(node, "plugin", "show", "other")).contains("no such plugin");
      node.run("plugin", "remove", "redact");
      assertThat(Json.read(node.run("plugin", "list", "--json")).path("plugins")).isEmpty();
    }
  }

  @Test
  void aPlugin_thatAsksForGrants_isRefusedWithThemAndInstalledOnceTheyAreGiven()
      throws IOException {
    Path settings =
        file(
            "settings.json",
            "{\"url\":\"https://hooks.example.com/\",\"secret\":\"hush\"}".getBytes(UTF_8));
    String webhook = ExamplePlugins.file("webhook").toString();
    try (NodeUnderTest node = start()) {
      assertThat(refused(node, "plugin", "install", webhook, "--config", "@" + settings))
          .contains("events=*, net=…");
      node.run(
          "plugin",
          "install",
          webhook,
          "--config",
          "@" + settings,
          "--grant-requested",
          "--grant",
          "net=hooks.example.com");
      assertThat(node.run("plugin", "grants", "webhook"))
          .contains("events=*, net=hooks.example.com");
      Commands.Result less =
          node.command("plugin", "grants", "webhook", "--remove", "net=hooks.example.com");
      assertThat(less.exitCode()).isZero();
      assertThat(less.err()).contains("has to do without");
    }
  }

  @Test
  void settingsWithSecrets_areInNoOutputLogOrFile_andAPlaceOnTheCommandLineIsSaidToBeNone()
      throws IOException {
    String text = "{\"keys\":[{\"id\":\"k1\",\"secret\":\"%s\"}]}".formatted(SECRET);
    Path settings = file("settings.json", text.getBytes(UTF_8));
    String auth = ExamplePlugins.file("token-auth").toString();
    String grant = "auth.identity=camera";
    try (NodeUnderTest node = start("--set", "log.level=debug")) {
      Commands.Result quiet =
          node.command("plugin", "install", auth, "--grant", grant, "--config", "@" + settings);
      assertThat(quiet.exitCode()).as(quiet.toString()).isZero();
      assertThat(quiet.toString()).contains("(hidden)").doesNotContain(SECRET);
      assertThat(quiet.err()).doesNotContain("command line");
      Commands.Result loud = node.command("plugin", "config", "token-auth", text);
      assertThat(loud.err()).contains("a secret stood on the command line");
      assertThat(node.run("plugin", "show", "token-auth", "--json")).doesNotContain(SECRET);
      Commands.Result wrong = node.command("plugin", "config", "token-auth", "{" + SECRET);
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.toString()).contains("no JSON").doesNotContain(SECRET);
      assertThat(node.log()).doesNotContain(SECRET);
    }
  }

  @Test
  void aTicket_forABucketBeforeWhichAPluginStands_isMadeOnlyWhenThatIsMeant() {
    try (NodeUnderTest node = start()) {
      node.run("bucket", "create", "support");
      node.run("bucket", "create", "other");
      node.run(
          "plugin",
          "install",
          ExamplePlugins.file("redact").toString(),
          "--match",
          "bucket=support");

      assertThat(refused(node, "ticket", "export", "support")).contains("redact").contains("--raw");
      assertThat(node.run("ticket", "export", "support", "--raw")).startsWith("horizon");
      assertThat(node.run("ticket", "export", "other")).startsWith("horizon");
    }
  }

  @Test
  void aNode_whosePluginDoesNotStartAnyMore_saysHowToGoOn() {
    try (NodeUnderTest node = start()) {
      node.run("plugin", "install", ExamplePlugins.file("redact").toString());
      node.stop();
    }
    Commands.Result refused =
        NodeUnderTest.command(
            folder.resolve("data"),
            "start-server",
            "--s3-address=127.0.0.1:0",
            "--admin-address=127.0.0.1:0",
            "--set=plugins.memory=1MiB");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("redact").contains("plugins.enabled: off");

    try (NodeUnderTest node = start("--set", "plugins.enabled=off")) {
      assertThat(node.run("plugin", "list")).contains("redact 1.0.0, off");
      assertThat(node.run("plugin", "disable", "redact")).contains("redact 1.0.0, disabled");
      node.stop();
    }
    try (NodeUnderTest node = start("--set", "plugins.memory=1MiB")) {
      assertThat(node.run("plugin", "list")).contains("disabled");
    }
  }

  @Test
  void aBackup_hasThePlugins() {
    try (NodeUnderTest node = start()) {
      node.run("plugin", "install", ExamplePlugins.file("redact").toString());
      node.run("backup", folder.resolve("backup").toString());
      assertThat(node.run("verify")).contains("0 findings");
    }
    Path restored = folder.resolve("restored");
    Commands.Result result =
        NodeUnderTest.command(restored, "restore", folder.resolve("backup").toString());
    assertThat(result.exitCode()).as(result.toString()).isZero();
    try (NodeUnderTest node = NodeUnderTest.start(restored)) {
      assertThat(node.run("plugin", "list")).contains("redact 1.0.0, running");
    }
  }

  @Test
  void aPlugin_isTriedLookedThroughAndMeasuredWithoutANode() throws IOException {
    String redact = ExamplePlugins.file("redact").toString();
    Commands.Result tried = NodeUnderTest.jarCommand("plugin", "test", redact);
    assertThat(tried.exitCode()).as(tried.toString()).isZero();
    assertThat(tried.out()).contains("passed  ").contains(" passed, 0 failed");

    Path wrong =
        file(
            "wrong.json",
            """
            {"name": "is wrong", "steps": [{
              "request": {"operation": "GetObject", "bucket": "b", "key": "k"},
              "response": {"headers": {"content-type": "text/plain"}, "body": "a"},
              "expect": {"body": "b"}}]}"""
                .getBytes(UTF_8));
    Commands.Result failed =
        NodeUnderTest.jarCommand("plugin", "test", redact, wrong.toString(), "--json");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(Json.read(failed.out()).path("failed").asInt()).isEqualTo(1);

    Commands.Result lint = NodeUnderTest.jarCommand("plugin", "lint", redact);
    assertThat(lint.exitCode()).as(lint.toString()).isZero();
    assertThat(lint.out()).contains("unwise   it is not signed");
    Commands.Result none =
        NodeUnderTest.jarCommand("plugin", "lint", file("none.wasm", new byte[9]).toString());
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.out()).contains("REFUSED");

    Commands.Result bench = NodeUnderTest.jarCommand("plugin", "bench", redact, "--json");
    assertThat(bench.exitCode()).as(bench.toString()).isZero();
    JsonNode figures = Json.read(bench.out());
    assertThat(figures.at("/bodies/0/megabytes-per-second").asDouble()).isPositive();
    assertThat(figures.at("/start-micros").asDouble()).isPositive();
  }

  /** As the compiler wrote it: what is wrong is read on lines, with the place marked below it. */
  @Test
  void whatDoesNotCompile_isShownOnTheCompilersLines_andThenOnOneOfOurs() throws IOException {
    Path project = Files.createDirectories(folder.resolve("broken"));
    Files.createDirectories(project.resolve("src"));
    file("broken/compile_flags.txt", new byte[0]);
    file("broken/manifest.json", "{\"name\":\"broken\"}".getBytes(UTF_8));
    file("broken/src/plugin.c", "int broken(\n".getBytes(UTF_8));

    Commands.Result failed = NodeUnderTest.jarCommand("plugin", "build", project.toString());
    assertThat(failed.exitCode()).isEqualTo(1);
    assumeFalse(failed.err().contains("clang is missing"), failed.err());
    assertThat(failed.err().lines().filter(line -> line.contains("plugin.c:"))).isNotEmpty();
    assertThat(failed.err().lines().toList().getLast())
        .startsWith("horizon-node: ")
        .contains("is not built");

    Commands.Result json =
        NodeUnderTest.jarCommand("plugin", "build", project.toString(), "--json");
    assertThat(Json.read(json.err()).path("error").asText()).contains("plugin.c:");
  }

  @Test
  void whatIsNoPluginsFile_isNamedWithWhatToDo() throws IOException {
    assertThat(NodeUnderTest.jarCommand("plugin", "lint", "none.wasm").err())
        .contains("there is no file none.wasm");
    assertThat(NodeUnderTest.jarCommand("plugin", "lint", folder.toString()).err())
        .contains("is a folder");
    Path module = file("module.wasm", new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    assertThat(NodeUnderTest.jarCommand("plugin", "lint", module.toString()).out())
        .contains("plugin build makes");
  }

  @Test
  void aProject_isMadeInTheFolderOfItsName() throws IOException {
    Path project = folder.resolve("hello");
    Commands.Result made =
        Commands.run(
            java.util.List.of(
                "sh",
                "-c",
                "cd \"$0\" && exec \"$1\" -jar \"$2\" plugin new c hello",
                folder.toString(),
                NodeUnderTest.java(),
                NodeUnderTest.jar().toString()));

    assertThat(made.exitCode()).as(made.toString()).isZero();
    assertThat(project.resolve("manifest.json")).content().contains("\"hello\"");
    assertThat(project.resolve("cases")).isNotEmptyDirectory();
    assertThat(project.resolve("horizon-sdk")).isNotEmptyDirectory();
  }
}
