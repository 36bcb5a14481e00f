package io.horizonpush.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.testing.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HorizonCliTest {

  private static final String SECRET = "a-secret-that-must-not-be-seen";

  @TempDir private Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void keepOutOfTheHome() {
    environment.put("HORIZON_DATA_DIR", directory.resolve("data").toString());
  }

  @Test
  void version_isPrinted_alsoAsJson() {
    assertThat(run("version")).isEqualTo(ExitCode.OK);
    assertThat(out()).matches("HorizonPush \\d+\\.\\d+\\.\\d+\\S* \\(Java 2\\d.*\\)\\R");
    out.reset();

    assertThat(run("version", "--json")).isEqualTo(ExitCode.OK);
    assertThat(Json.read(out()).path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void version_isAlsoAnOption() {
    assertThat(run("--version")).isEqualTo(ExitCode.OK);
    assertThat(out()).matches("HorizonPush \\d+\\.\\d+\\.\\d+\\S* \\(Java 2\\d.*\\)\\R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no-such-command",
        "status --no-such-option",
        "bucket",
        "bucket create",
        "bucket inspect",
        "key",
        "start-server --data-dir",
        "version extra"
      })
  void wrongUsage_isOneLineAndCode2(String arguments) {
    int code = arguments.isEmpty() ? run() : run(arguments.split(" ", -1));

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).startsWith("horizon-node").contains("--help");
    assertThat(out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start-server",
        "check-config",
        "print-config",
        "version",
        "status",
        "bucket",
        "bucket create",
        "bucket set",
        "bucket list",
        "bucket inspect",
        "bucket resolve",
        "key",
        "key create",
        "key list",
        "key rotate",
        "key revoke",
        "bucket members",
        "bucket leave",
        "ticket",
        "ticket export",
        "ticket import",
        "ticket list",
        "ticket revoke",
        "plugin",
        "plugin new",
        "plugin build",
        "plugin test",
        "plugin lint",
        "plugin bench",
        "plugin install",
        "plugin list",
        "plugin show",
        "plugin enable",
        "plugin disable",
        "plugin order",
        "plugin config",
        "plugin grants",
        "plugin logs",
        "plugin rollback",
        "plugin remove",
        "plugin share",
        "gc",
        "drain",
        "tls",
        "tls make-self-signed",
        "verify",
        "backup",
        "restore"
      })
  void everyCommand_explainsItself_inWordsOfItsOwn(String command) {
    assertThat(run((command + " --help").split(" ", -1))).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("Usage: horizon-node " + command).doesNotContain("<arg");
  }

  @Test
  void help_showsTheCommands_andOneOfThem() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    String all = out();
    assertThat(all).contains("start-server", "ticket", "origin", "plugin").doesNotContain("doctor");
    out.reset();
    assertThat(run("help")).isEqualTo(ExitCode.OK);
    assertThat(out()).isEqualTo(all);
    out.reset();
    assertThat(run("help", "gc")).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("Usage: horizon-node gc");
  }

  @Test
  void aFailure_isJsonForWhoeverWantsJson() {
    assertThat(run("status", "--json")).isEqualTo(ExitCode.FAILURE);
    JsonNode failure = Json.read(err());
    assertThat(failure.path("error").asText()).contains("no node is running on");
    assertThat(failure.path("exit-code").asInt()).isEqualTo(ExitCode.FAILURE);
    err.reset();
    assertThat(run("bucket", "inspect", "--json")).isEqualTo(ExitCode.USAGE);
    assertThat(Json.read(err()).path("error").asText()).contains("BUCKET");
    assertThat(out()).isEmpty();
  }

  @Test
  void checkConfig_ofABadFile_isOneLineAndCode78() throws IOException {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "s3:\n  addres: x\n");

    assertThat(run("check-config", "--config", file.toString())).isEqualTo(ExitCode.CONFIG);
    assertThat(err())
        .isEqualToIgnoringNewLines(
            "horizon-node: "
                + file
                + ":2: unknown setting 's3.addres' (print-config shows every setting there is)");
  }

  @Test
  void checkConfig_ofAGoodFile_saysSo() throws IOException {
    Path file = Files.writeString(directory.resolve("good.yaml"), "s3:\n  region: x\n");

    assertThat(run(checkConfig("--config", file.toString()))).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("valid");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  private static String[] checkConfig(String... further) {
    List<String> all = new ArrayList<>(List.of("check-config"));
    all.addAll(List.of(further));
    for (String address : List.of("--s3-address", "--admin-address")) {
      if (all.stream().noneMatch(option -> option.startsWith(address))) {
        all.add(address + "=127.0.0.1:0");
      }
    }
    return all.toArray(String[]::new);
  }

  @Test
  void checkConfig_triesThePorts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(run(checkConfig("--admin-address=" + address))).isEqualTo(ExitCode.FAILURE);
      assertThat(err()).contains("admin.address: Cannot listen on " + address);
      assertThat(run(checkConfig("--s3-address=" + address))).isEqualTo(ExitCode.FAILURE);
      assertThat(err()).contains("s3.address: Cannot listen on " + address);
    }
  }

  @Test
  void checkConfig_triesTheDataDirectory() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThat(run(checkConfig("--data-dir=" + file.resolve("below")))).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("cannot use the data directory").contains("is a file");
    assertThat(run(checkConfig("--data-dir=" + directory))).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("holds files that are not a node's");
  }

  @Test
  void checkConfig_besideTheNodeThatRuns_leavesOutItsPorts() throws IOException {
    Path data = directory.resolve("data");
    try (DataDirectory _ = DataDirectory.claim(data);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run(checkConfig("--s3-address=127.0.0.1:" + taken.getLocalPort())))
          .isEqualTo(ExitCode.OK);
      assertThat(out())
          .contains("valid", "Process " + ProcessHandle.current().pid() + " runs on the data");
    }
  }

  @Test
  void makeSelfSigned_replacesNothingUnlessItIsTold() throws IOException {
    String dir = "--dir=" + directory.resolve("tls");
    assertThat(run("tls", "make-self-signed", "s3.example.com", "10.0.0.1", dir))
        .isEqualTo(ExitCode.OK);
    Path key = directory.resolve("tls/key.pem");
    assertThat(out())
        .contains(
            "A certificate for s3.example.com, 10.0.0.1, until",
            "key-file: " + key,
            "export AWS_CA_BUNDLE=" + directory.resolve("tls/certificate.pem"));
    String first = Files.readString(key);
    assertThat(out()).doesNotContain(first.lines().skip(1).findFirst().orElseThrow());

    assertThat(run("tls", "make-self-signed", dir)).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("is there already", "--force");
    assertThat(key).hasContent(first);
    assertThat(run("tls", "make-self-signed", dir, "--force")).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(key)).isNotEqualTo(first);
    assertThat(run("tls", "make-self-signed", "no name", "--force", dir)).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void printConfig_showsValueAndSource_andMasksSecrets() throws IOException {
    environment.put("HORIZON_S3_ROOT_ACCESS_KEY", "OPERATOR");
    environment.put("HORIZON_S3_ROOT_SECRET_KEY", SECRET);
    Path file = Files.writeString(directory.resolve("c.yaml"), "log:\n  level: debug\n");

    int code =
        run(
            "print-config",
            "--config",
            file.toString(),
            "--s3-address",
            "127.0.0.1:9",
            "--set",
            "s3.region=r");

    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(out())
        .contains("log.level = debug    (" + file + ":2)")
        .contains("s3.address = 127.0.0.1:9    (flag --s3-address)")
        .contains("s3.region = r    (flag --set)")
        .contains("s3.root-access-key = OPERATOR    (environment HORIZON_S3_ROOT_ACCESS_KEY)")
        .contains("s3.root-secret-key = ***    (environment HORIZON_S3_ROOT_SECRET_KEY)")
        .contains("admin.address = 127.0.0.1:3001    (default)")
        .doesNotContain(SECRET);
  }

  @Test
  void printConfig_asJson_hasTheSame() {
    environment.put("HORIZON_S3_ROOT_ACCESS_KEY", "OPERATOR");
    environment.put("HORIZON_S3_ROOT_SECRET_KEY", SECRET);

    assertThat(run("print-config", "--json")).isEqualTo(ExitCode.OK);

    JsonNode settings = Json.read(out());
    assertThat(settings.size()).isGreaterThan(15);
    assertThat(settings).allMatch(setting -> !setting.path("source").asText().isEmpty());
    assertThat(settings)
        .anyMatch(
            setting ->
                setting.path("key").asText().equals("s3.root-secret-key")
                    && setting.path("value").asText().equals("***"));
    assertThat(out()).doesNotContain(SECRET);
  }

  @Test
  void aSecretOnTheCommandLine_isRefusedWithoutEchoingIt() {
    assertThat(run("check-config", "--set", "s3.root-secret-key=" + SECRET))
        .isEqualTo(ExitCode.CONFIG);
    assertThat(err()).contains("HORIZON_S3_ROOT_SECRET_KEY_FILE").doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "bucket list", "key list", "gc", "drain"})
  void aClientCommand_withoutANode_isOneLineAndCode1(String arguments) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(ExitCode.FAILURE);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).contains("no node is running on " + directory.resolve("data"));
  }

  @Test
  void verify_withoutADataDirectory_isOneLineAndCode1_andMakesNone() {
    assertThat(run("verify")).isEqualTo(ExitCode.FAILURE);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).contains("there is no data directory");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void aBucketNameThatCannotBe_isOneLineAndCode1() {
    assertThat(run("bucket", "create", "x")).isEqualTo(ExitCode.FAILURE);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).contains("not valid");
  }

  private int run(String... arguments) {
    return new HorizonCli(
            environment,
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
