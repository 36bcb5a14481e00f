package io.horizonpush.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.node.testing.NodeJar;
import io.horizonpush.node.testing.Ran;
import io.horizonpush.node.testing.RawHttp;
import io.horizonpush.node.testing.RunningNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real jar in real processes: its start, its end, its codes and its one-line errors. */
class NodeJarIT {

  @TempDir private Path directory;

  @Test
  void theJar_copiedAloneIntoAnEmptyFolder_runs() throws Exception {
    Path jar = Files.copy(NodeJar.path(), directory.resolve("copy.jar"));

    Ran ran =
        Ran.run(
            NodeJar.process(NodeJar.command(NodeJar.thisJava(), jar, "version"), Map.of())
                .directory(directory.toFile()));

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).startsWith("HorizonPush ");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void theJar_allowsNativeAccess_andStartsWithTheLauncher() throws IOException {
    try (JarFile jar = new JarFile(NodeJar.path().toFile())) {
      Manifest manifest = jar.getManifest();

      assertThat(manifest.getMainAttributes().getValue("Enable-Native-Access"))
          .isEqualTo("ALL-UNNAMED");
      assertThat(manifest.getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.horizonpush.launcher.Launcher");
      byte[] launcher =
          jar.getInputStream(jar.getEntry("io/horizonpush/launcher/Launcher.class")).readNBytes(8);
      assertThat(launcher[7]).as("class file version of Java 8").isEqualTo((byte) 52);
    }
  }

  @Test
  void underJava17_theLauncherContinuesWithANewerJava() throws Exception {
    Path java17 = java17();

    Ran ran = Ran.run(NodeJar.command(java17, NodeJar.path(), "version"), javaHome());
    Ran usage = Ran.run(NodeJar.command(java17, NodeJar.path(), "no-such"), javaHome());

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("(Java " + Runtime.version().feature());
    assertThat(ran.err()).isEmpty();
    assertThat(usage.code()).as("the exit code is passed on").isEqualTo(2);
  }

  @Test
  void underJava17_sigtermReachesTheNode() throws Exception {
    Path data = directory.resolve("data");

    try (RunningNode node = RunningNode.start(java17(), data, javaHome())) {
      assertThat(node.terminate()).isZero();
      assertThat(node.log()).contains("stopped");
    }
    assertThat(Ran.horizon("status", "--data-dir", data.toString()).err())
        .contains("no node is running");
  }

  @Test
  void underJava17_withoutANewerJava_oneLineSaysWhatIsNeeded() throws Exception {
    Path java17 = java17();
    Map<String, String> environment =
        Map.of("JAVA_HOME", java17.resolve("../..").normalize().toString(), "PATH", "/nowhere");
    var command = NodeJar.command(java17, NodeJar.path(), "version");
    command.add(1, "-Dhorizon.jvm.folder=" + directory);

    Ran ran = Ran.run(command, environment);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).startsWith("horizon-node needs Java 25 or newer, this is Java 17");
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void aFirstStart_makesTheRootKeyOnce_andKeepsItPrivate() throws Exception {
    Path data = directory.resolve("data");
    String secret;
    try (RunningNode node = RunningNode.start(data)) {
      secret = node.ready().path("rootSecretAccessKey").asText();
      assertThat(secret).hasSize(40);
      assertThat(node.terminate()).isZero();
      assertThat(node.log()).doesNotContain(secret);
    }

    assertThat(Files.readString(data.resolve("root.key"))).contains(secret);
    for (String file : new String[] {"root.key", "admin.token"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
          .isEqualTo("rw-------");
    }
    try (RunningNode again = RunningNode.start(data)) {
      assertThat(again.ready().has("rootSecretAccessKey")).isFalse();
      assertThat(again.terminate()).isZero();
    }
  }

  @Test
  void aStart_writesNoWarnings() throws Exception {
    try (RunningNode node = RunningNode.start(directory.resolve("data"))) {
      assertThat(node.terminate()).isZero();

      assertThat(node.log()).doesNotContainIgnoringCase("warn");
      assertThat(node.log().lines()).allMatch(line -> line.contains(" INFO "));
    }
  }

  @Test
  void aSecondProcess_isRefusedWithTheFirstOnesPid() throws Exception {
    Path data = directory.resolve("data");
    try (RunningNode first = RunningNode.start(data)) {
      Ran second = Ran.horizon("start-server", "--data-dir", data.toString());

      assertThat(second.code()).isEqualTo(1);
      assertThat(second.err()).contains("in use by process " + first.pid() + ";");
      assertThat(second.err().lines()).hasSize(1);
    }
  }

  @Test
  void aKilledNode_leavesNothingThatKeepsTheNextFromStarting() throws Exception {
    Path data = directory.resolve("data");
    try (RunningNode first = RunningNode.start(data)) {
      first.kill();
    }

    assertThat(data.resolve("node.lock")).exists();
    try (RunningNode second = RunningNode.start(data)) {
      assertThat(second.terminate()).isZero();
    }
  }

  @Test
  void clientCommands_findTheNodeByItsDataDirectory() throws Exception {
    Path data = directory.resolve("data");
    try (RunningNode node = RunningNode.start(data)) {
      Ran status = Ran.horizon("status", "--data-dir", data.toString());
      Ran keys = Ran.horizon("key", "list", "--json", "--data-dir", data.toString());
      Ran elsewhere =
          Ran.horizon("status", "--data-dir", data.toString(), "--admin-address", "127.0.0.1:1");

      assertThat(status.out()).contains("ready", "http://127.0.0.1:" + node.adminPort());
      assertThat(keys.out()).contains(node.ready().path("rootAccessKeyId").asText());
      assertThat(elsewhere.code()).isEqualTo(1);
      assertThat(elsewhere.err()).contains("no admin API answers on http://127.0.0.1:1");
    }
  }

  @Test
  void drain_turnsReadinessOff_andTheProcessStays() throws Exception {
    Path data = directory.resolve("data");
    try (RunningNode node = RunningNode.start(data)) {
      String host = "Host: localhost:" + node.adminPort();
      assertThat(RawHttp.send(node.adminPort(), "GET", "/health/ready", "", host).status())
          .isEqualTo(200);

      assertThat(Ran.horizon("drain", "--data-dir", data.toString()).code()).isZero();

      assertThat(RawHttp.send(node.adminPort(), "GET", "/health/ready", "", host).status())
          .isEqualTo(503);
      assertThat(RawHttp.send(node.adminPort(), "GET", "/health/live", "", host).status())
          .isEqualTo(200);
      assertThat(node.terminate()).isZero();
    }
  }

  @Test
  void anAddressInUse_isOneLineAndCode1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ran ran =
          Ran.horizon(
              "start-server",
              "--data-dir=" + directory.resolve("data"),
              "--s3-address=127.0.0.1:0",
              "--admin-address=127.0.0.1:" + taken.getLocalPort());

      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.err()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
      assertThat(ran.err().lines()).hasSize(1);
      assertThat(ran.out()).isEmpty();
    }
  }

  @Test
  void aBadConfiguration_isOneLineAndCode78() throws Exception {
    Path file = Files.writeString(directory.resolve("c.yaml"), "s3:\n  address: here\n");

    Ran ran = Ran.horizon("start-server", "--config", file.toString());

    assertThat(ran.code()).isEqualTo(78);
    assertThat(ran.err()).contains(file + ":2: 's3.address' cannot be 'here'; allowed is: ");
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void wrongUsage_isOneLineAndCode2() throws Exception {
    Ran ran = Ran.horizon("start-serve");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err().lines()).hasSize(1);
  }

  private static Path java17() {
    assumeTrue(NodeJar.java17().isPresent(), "this machine has no Java 17");
    return NodeJar.java17().orElseThrow();
  }

  private static Map<String, String> javaHome() {
    return Map.of("JAVA_HOME", System.getProperty("java.home"));
  }
}
