package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.node.testing.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real jar in real processes: its start, its end, its codes and its one-line errors. */
class NodeJarIT {

  @TempDir private Path directory;

  @Test
  void theJar_copiedAloneIntoAnEmptyFolder_runs() throws Exception {
    Path jar = Files.copy(NodeUnderTest.jar(), directory.resolve("copy.jar"));

    Commands.Result ran =
        Commands.run(
            List.of(NodeUnderTest.java(), "-jar", jar.toString(), "version"), Map.of(), directory);

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("HorizonPush ");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void theJar_allowsNativeAccess_andStartsWithTheLauncher() throws IOException {
    try (JarFile jar = new JarFile(NodeUnderTest.jar().toFile())) {
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

    Commands.Result ran = Commands.run(command(java17, "version"), javaHome(), directory);
    Commands.Result usage = Commands.run(command(java17, "no-such"), javaHome(), directory);

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("(Java " + Runtime.version().feature());
    assertThat(ran.err()).isEmpty();
    assertThat(usage.exitCode()).as("the exit code is passed on").isEqualTo(2);
  }

  @Test
  void underJava17_sigtermReachesTheNode() throws Exception {
    Path data = directory.resolve("data");

    try (NodeUnderTest node = NodeUnderTest.startUnder(java17(), data)) {
      assertThat(node.stop()).isZero();
      assertThat(node.log()).contains("stopped");
    }
    assertThat(horizon("status", "--data-dir", data.toString()).err())
        .contains("no node is running");
  }

  @Test
  void underJava17_withoutANewerJava_oneLineSaysWhatIsNeeded() throws Exception {
    Path java17 = java17();
    Map<String, String> environment =
        Map.of("JAVA_HOME", java17.resolve("../..").normalize().toString(), "PATH", "/nowhere");
    List<String> command = command(java17, "version");
    command.add(1, "-Dhorizon.jvm.folder=" + directory);

    Commands.Result ran = Commands.run(command, environment, directory);

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).startsWith("horizon-node needs Java 25 or newer, this is Java 17");
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void aFirstStart_makesTheRootKeyOnce_andKeepsItPrivate() throws Exception {
    Path data = directory.resolve("data");
    String secret;
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      secret = node.rootSecretAccessKey();
      assertThat(secret).hasSize(40);
      assertThat(node.stop()).isZero();
      assertThat(node.log()).doesNotContain(secret);
    }

    assertThat(Files.readString(data.resolve("root.key"))).contains(secret);
    for (String file : new String[] {"root.key", "admin.token"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
          .isEqualTo("rw-------");
    }
    try (NodeUnderTest again = NodeUnderTest.start(data)) {
      assertThat(again.banner().has("root-key")).isFalse();
      assertThat(again.stop()).isZero();
    }
  }

  @Test
  void aStart_writesNoWarnings() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(directory.resolve("data"))) {
      assertThat(node.stop()).isZero();

      assertThat(node.log()).doesNotContainIgnoringCase("warn");
      assertThat(node.log().lines()).allMatch(line -> line.contains(" INFO "));
    }
  }

  @Test
  void aSecondProcess_isRefusedWithTheFirstOnesPid() throws Exception {
    Path data = directory.resolve("data");
    try (NodeUnderTest first = NodeUnderTest.start(data)) {
      Commands.Result second = horizon("start-server", "--data-dir", data.toString());

      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.err()).contains("in use by process " + first.pid() + ";");
      assertThat(second.err().lines()).hasSize(1);
    }
  }

  @Test
  void aKilledNode_leavesNothingThatKeepsTheNextFromStarting() throws Exception {
    Path data = directory.resolve("data");
    try (NodeUnderTest first = NodeUnderTest.start(data)) {
      first.kill();
    }

    assertThat(data.resolve("node.lock")).exists();
    try (NodeUnderTest second = NodeUnderTest.start(data)) {
      assertThat(second.stop()).isZero();
    }
  }

  @Test
  void clientCommands_findTheNodeByItsDataDirectory() throws Exception {
    Path data = directory.resolve("data");
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      Commands.Result status = horizon("status", "--data-dir", data.toString());
      Commands.Result keys = horizon("key", "list", "--json", "--data-dir", data.toString());
      Commands.Result elsewhere =
          horizon("status", "--data-dir", data.toString(), "--admin-address", "127.0.0.1:1");

      assertThat(status.out()).contains("ready", "http://127.0.0.1:" + node.admin().getPort());
      assertThat(keys.out()).contains(node.rootAccessKeyId());
      assertThat(elsewhere.exitCode()).isEqualTo(1);
      assertThat(elsewhere.err()).contains("no admin API answers on http://127.0.0.1:1");
    }
  }

  @Test
  void drain_turnsReadinessOff_andTheProcessStays() throws Exception {
    Path data = directory.resolve("data");
    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      String host = "Host: localhost:" + node.admin().getPort();
      assertThat(RawHttp.send(node.admin().getPort(), "GET", "/health/ready", "", host).status())
          .isEqualTo(200);

      assertThat(horizon("drain", "--data-dir", data.toString()).exitCode()).isZero();

      assertThat(RawHttp.send(node.admin().getPort(), "GET", "/health/ready", "", host).status())
          .isEqualTo(503);
      assertThat(RawHttp.send(node.admin().getPort(), "GET", "/health/live", "", host).status())
          .isEqualTo(200);
      assertThat(node.stop()).isZero();
    }
  }

  @Test
  void readiness_isAnsweredOnTheS3PortToo() throws Exception {
    try (NodeUnderTest node = NodeUnderTest.start(directory.resolve("data"))) {
      int port = node.s3().getPort();

      assertThat(RawHttp.send(port, "GET", "/health/ready", "", "Host: localhost:" + port).status())
          .isEqualTo(200);
      assertThat(node.stop()).isZero();
    }
  }

  @Test
  void unsignedRequests_areRefusedWhereThatIsSet_countedAndLogged() throws Exception {
    Path lines = directory.resolve("access.log");
    try (NodeUnderTest node =
        NodeUnderTest.start(
            directory.resolve("data"),
            "--set=s3.anonymous=never",
            "--set=admin.metrics-without-token=true",
            "--set=log.access=" + lines)) {
      int port = node.s3().getPort();

      assertThat(RawHttp.send(port, "GET", "/s3/?x=y", "", "Host: localhost:" + port).status())
          .isEqualTo(403);

      String host = "Host: localhost:" + node.admin().getPort();
      assertThat(RawHttp.send(node.admin().getPort(), "GET", "/metrics", "", host).body())
          .contains("horizon_s3_auth_failures_total{code=\"AccessDenied\"} 1.0");
      assertThat(node.stop()).isZero();
    }
    assertThat(Files.readAllLines(lines))
        .singleElement()
        .asString()
        .contains(" - ListBuckets GET /s3/ 403 AccessDenied ")
        .doesNotContain("x=y");
  }

  @ParameterizedTest
  @CsvSource({"--s3-address,--admin-address", "--admin-address,--s3-address"})
  void anAddressInUse_isOneLineAndCode1(String inUse, String other) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Commands.Result ran =
          horizon(
              "start-server",
              "--data-dir=" + directory.resolve("data"),
              inUse + "=127.0.0.1:" + taken.getLocalPort(),
              other + "=127.0.0.1:0");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err()).contains("annot listen on 127.0.0.1:" + taken.getLocalPort());
      assertThat(ran.err().lines()).hasSize(1);
      assertThat(ran.out()).isEmpty();
    }
  }

  @Test
  void aSecretThatOthersMayRead_startsNothing_andIsInNoLine() throws Exception {
    Path data = directory.resolve("data");
    Path file =
        Files.writeString(
            directory.resolve("c.yaml"),
            "s3:\n  root-access-key: OPERATOR\n  root-secret-key: a-secret-key-of-mine\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    String[] start = {"start-server", "--config", file.toString(), "--data-dir", data.toString()};

    Commands.Result ran = horizon(start);

    assertThat(ran.exitCode()).isEqualTo(78);
    assertThat(ran.err()).contains("others may read it: run chmod 600 " + file);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err() + ran.out()).doesNotContain("a-secret-key-of-mine");
    assertThat(data).doesNotExist();
  }

  @Test
  void aBadConfiguration_isOneLineAndCode78() throws Exception {
    Path file = Files.writeString(directory.resolve("c.yaml"), "s3:\n  address: here\n");

    Commands.Result ran = horizon("start-server", "--config", file.toString());

    assertThat(ran.exitCode()).isEqualTo(78);
    assertThat(ran.err()).contains(file + ":2: 's3.address' cannot be 'here'; allowed is: ");
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void wrongUsage_isOneLineAndCode2() throws Exception {
    Commands.Result ran = horizon("start-serve");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void aStart_loadsNothingOfTheRuntimeForPlugins() throws Exception {
    Map<String, String> tracing =
        Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + directory.resolve("loaded-%p.txt"));
    try (NodeUnderTest node = NodeUnderTest.startWith(tracing, directory.resolve("data"))) {
      assertThat(node.stop()).isZero();
    }

    StringBuilder loaded = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".txt")).toList()) {
        loaded.append(Files.readString(file));
      }
    }
    assertThat(loaded.toString())
        .contains("io.horizonpush.node.Node ")
        .doesNotContain("run.endive.", "io.horizonpush.wasm.");
  }

  /** The compiler reads classes of its own as files, and writes code that looks for others. */
  @Test
  void thePluginsRuntime_compilesOutOfTheJar() throws Exception {
    byte[] module = {
      0, 'a', 's', 'm', 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7F, 3, 2, 1, 0, 7, 5, 1, 1, 'f', 0, 0,
      10, 6, 1, 4, 0, 0x41, 42, 0x0B
    };
    String engine = "io.horizonpush.wasm.engine.";
    try (URLClassLoader jar =
        new URLClassLoader(
            new URL[] {NodeUnderTest.jar().toUri().toURL()},
            ClassLoader.getPlatformClassLoader())) {
      Class<?> limits = jar.loadClass(engine + "ModuleLimits");
      Object standard = limits.getField("DEFAULT").get(null);
      Class<?> type = jar.loadClass(engine + "WasmModule");
      Object read = type.getMethod("read", byte[].class, limits).invoke(null, module, standard);
      Class<?> store = jar.loadClass(engine + "CodeStore");
      Object compiler =
          jar.loadClass(engine + "ModuleCompiler")
              .getConstructor(store, limits, Duration.class)
              .newInstance(store.getField("NONE").get(null), standard, Duration.ofMinutes(1));

      Object compiled = compiler.getClass().getMethod("compile", type).invoke(compiler, read);
      Object instance =
          compiled
              .getClass()
              .getMethod("instantiate", List.class, int.class)
              .invoke(compiled, List.of(), 1);

      assertThat(instance).isNotNull();
    }
  }

  private static Commands.Result horizon(String... arguments) {
    return Commands.run(command(Path.of(NodeUnderTest.java()), arguments));
  }

  private static List<String> command(Path java, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java.toString(), "-jar", NodeUnderTest.jar().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path java17() throws IOException {
    Path folder = Path.of("/usr/lib/jvm");
    assumeTrue(Files.isDirectory(folder), "this machine has no " + folder);
    try (Stream<Path> homes = Files.list(folder)) {
      Optional<Path> java =
          homes
              .filter(home -> home.getFileName().toString().contains("17"))
              .map(home -> home.resolve("bin/java"))
              .filter(Files::isExecutable)
              .findFirst();
      assumeTrue(java.isPresent(), "this machine has no Java 17");
      return java.orElseThrow();
    }
  }

  private static Map<String, String> javaHome() {
    return Map.of("JAVA_HOME", System.getProperty("java.home"));
  }
}
