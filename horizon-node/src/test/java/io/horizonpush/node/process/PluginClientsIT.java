package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.plugins.ExamplePlugins;
import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real clients of a bucket before which plugins of all kinds stand: one that transforms, one that
 * knows senders, one that caches, one that keeps a trail, and one that tells a server.
 */
class PluginClientsIT {

  private static final String SECRET = "a secret of 16 bytes or more";
  private static final String TEXT =
      "Write to somebody@example.org, or pay with 4111 1111 1111 1111.\n";
  private static final String MASKED = "Write to [mail], or pay with [card].\n";

  /** More than what the command line sends and fetches as a whole. */
  private static final int LARGE_LINES = 200_000;

  @TempDir static Path folder;

  private static NodeUnderTest node;
  private static Hook hook;

  @BeforeAll
  static void start() throws IOException {
    hook = new Hook();
    node = NodeUnderTest.start(folder.resolve("data"));
    node.order("/admin/v1/buckets", "{\"name\":\"desk\"}");
    node.order("/admin/v1/buckets", "{\"name\":\"loose\"}");
    node.order("/admin/v1/keys", "{\"name\":\"camera\",\"grants\":[]}");
    Path keys =
        Files.writeString(
            folder.resolve("keys.json"),
            "{\"keys\":[{\"id\":\"k1\",\"secret\":\"%s\"}]}".formatted(SECRET));
    install("token-auth", "--grant", "auth.identity=camera", "--config", "@" + keys);
    install("redact", "--match", "bucket=desk");
    install("hot-keys", "--grant-requested", "--match", "bucket=desk", "--config", "{\"hits\":1}");
    install("audit-trail", "--grant-requested", "--match", "bucket=desk");
    hook.installOn(node, ExamplePlugins.file("webhook"), folder, "bucket=desk");
    Path loose =
        Files.write(
            folder.resolve("loose.wasm"),
            ExamplePlugins.with("redact", "\"deterministic\":true", "\"deterministic\":false"));
    node.run("plugin", "install", loose.toString(), "--as", "loose", "--match", "bucket=loose");
  }

  private static void install(String name, String... options) {
    List<String> command = new ArrayList<>(List.of("plugin", "install"));
    command.add(ExamplePlugins.file(name).toString());
    command.addAll(List.of(options));
    node.run(command.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    node.close();
    hook.close();
  }

  @Test
  void boto3_seesWhatPluginsMakeOfABucket_andEachWriteIsInTheTrailAndTold() throws Exception {
    Aws aws = Aws.of(node, folder);
    String policy =
        """
        {"Version": "2012-10-17", "Statement": [
         {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/camera"},
          "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::desk/in/*"},
         {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/camera"},
          "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::desk"},
         {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam:::user/camera"},
          "Action": "s3:GetObject", "Resource": "arn:aws:s3:::desk/in/private/*"}]}""";
    Path file = Files.writeString(folder.resolve("policy.json"), policy);
    aws.succeeds("s3api", "put-bucket-policy", "--bucket", "desk", "--policy", "file://" + file);

    Commands.Result result = Commands.run(script(), environment(), folder);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    List<String> written = new ArrayList<>();
    Json.read(result.out()).forEach(each -> written.add(text(each.get(0), each.get(1))));
    assertThat(trail(false)).containsExactlyInAnyOrderElementsOf(written);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(hook.taken())
                    .contains("created in/token.txt", "created in/link.txt", "removed many/3"));
  }

  private static List<String> script() {
    Path script = Path.of("src/test/python/plugins_story.py").toAbsolutePath();
    return List.of(Commands.python("python"), script.toString());
  }

  private static Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(Aws.environment(node));
    all.put("ENDPOINT", node.s3().toString());
    all.put("TOKEN_SECRET", SECRET);
    all.put("AWS_CONFIG_FILE", folder.resolve("no-aws-config").toString());
    return all;
  }

  private static String text(JsonNode operation, JsonNode key) {
    return operation.asText() + " " + key.asText();
  }

  /** What the trail says of one test's writes, each as {@code OPERATION KEY}. */
  private static List<String> trail(boolean ofCommandLine) {
    List<String> entries = new ArrayList<>();
    String index = "jdbc:sqlite:" + node.dataDirectory().resolve("index.db");
    try (Connection connection = DriverManager.getConnection(index);
        var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT value FROM plugin_entry WHERE plugin = 'audit-trail' ORDER BY key")) {
      while (rows.next()) {
        JsonNode entry = Json.read(new String(rows.getBytes(1), StandardCharsets.UTF_8));
        if (entry.path("key").asText().startsWith("cli/") == ofCommandLine) {
          assertThat(entry.path("status").asInt()).isBetween(200, 204);
          entries.add(text(entry.path("operation"), entry.path("key")));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return entries;
  }

  @Test
  void theCommandLine_copiesListsAndSigns_asIfWhatItReadsWereWhatIsStored() throws IOException {
    Aws aws = Aws.of(node, folder);
    Path text = Files.writeString(folder.resolve("a.txt"), TEXT);
    Path large = Files.writeString(folder.resolve("large.txt"), TEXT.repeat(LARGE_LINES));

    aws.succeeds("s3", "cp", text.toString(), "s3://desk/cli/a.txt");
    aws.succeeds("s3", "cp", large.toString(), "s3://desk/cli/large.txt", "--only-show-errors");
    aws.succeeds("s3", "cp", "s3://desk/cli/large.txt", "large-back", "--only-show-errors");
    assertThat(folder.resolve("large-back")).hasContent(MASKED.repeat(LARGE_LINES));
    assertThat(aws.succeeds("s3", "cp", "s3://desk/cli/a.txt", "-").out()).isEqualTo(MASKED);

    JsonNode head =
        Json.read(
            aws.succeeds("s3api", "head-object", "--bucket", "desk", "--key", "cli/large.txt")
                .out());
    assertThat(head.path("ContentLength").asInt()).isEqualTo(MASKED.length() * LARGE_LINES);
    JsonNode part =
        Json.read(
            aws.succeeds(
                    "s3api",
                    "get-object",
                    "--bucket",
                    "desk",
                    "--key",
                    "cli/large.txt",
                    "--range",
                    "bytes=9-14",
                    "part")
                .out());
    assertThat(folder.resolve("part")).hasContent("[mail]");
    assertThat(part.path("ETag")).isEqualTo(head.path("ETag"));
    assertThat(aws.succeeds("s3", "ls", "s3://desk/cli/", "--page-size", "1").out())
        .contains(TEXT.length() + " a.txt", TEXT.length() * LARGE_LINES + " large.txt");
    String link = aws.succeeds("s3", "presign", "s3://desk/cli/a.txt").out().strip();
    assertThat(Commands.run(List.of("curl", "-sS", link)).out()).isEqualTo(MASKED);
    aws.succeeds("s3", "mv", "s3://desk/cli/a.txt", "s3://desk/cli/b.txt");
    assertThat(aws.succeeds("s3", "cp", "s3://desk/cli/b.txt", "-").out()).isEqualTo(MASKED);
    aws.succeeds("s3", "rm", "s3://desk/cli/", "--recursive", "--only-show-errors");

    assertThat(trail(true))
        .containsExactlyInAnyOrder(
            "PutObject cli/a.txt",
            "CompleteMultipartUpload cli/large.txt",
            "CopyObject cli/b.txt",
            "DeleteObject cli/a.txt",
            "DeleteObject cli/b.txt",
            "DeleteObject cli/large.txt");
  }
}
