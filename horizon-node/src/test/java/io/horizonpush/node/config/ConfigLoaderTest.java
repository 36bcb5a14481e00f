package io.horizonpush.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.ffm.NativeBlobs.Rates;
import io.horizonpush.iroh.net.Discovery;
import io.horizonpush.iroh.net.Relay;
import io.horizonpush.iroh.net.TransferRates;
import io.horizonpush.iroh.store.UploadLimits;
import io.horizonpush.s3.request.TrustedProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

  @TempDir private Path home;

  @Test
  void withoutAnything_theDocumentedDefaultsHold() {
    NodeConfig config = load(Map.of(), new Flags()).config();

    assertThat(config.dataDirectory()).isEqualTo(home.resolve(".local/share/horizonpush"));
    assertThat(config.s3().address()).hasToString("127.0.0.1:3000");
    assertThat(config.s3().acceptsUnsigned()).isTrue();
    assertThat(config.s3().names().region().shown()).isEqualTo("us-east-1");
    assertThat(config.s3().names().baseDomains()).containsExactly("localhost");
    assertThat(config.s3().rootCredentials()).isInstanceOf(RootCredentials.Generated.class);
    assertThat(config.admin().address()).hasToString("127.0.0.1:3001");
    assertThat(config.admin().metricsWithoutToken()).isFalse();
    assertThat(config.storage().groupCommit()).isTrue();
    assertThat(config.storage().uploads()).isEqualTo(UploadLimits.DEFAULT);
    assertThat(config.daemon().drain()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.daemon().log().access())
        .isEqualTo(new AccessLog.File(config.dataDirectory().resolve("logs/access.log")));
  }

  @Test
  void fileBeatsDefault_environmentBeatsFile_flagBeatsEnvironment() throws IOException {
    Path file = yaml("s3:\n  region: from-file\n  address: 127.0.0.1:1\nlog:\n  level: debug\n");
    Map<String, String> environment =
        Map.of("HORIZON_S3_REGION", "from-environment", "HORIZON_S3_ADDRESS", "127.0.0.1:2");
    Flags flags = new Flags().configFile(file).set("--set", "s3.address", "127.0.0.1:3");

    LoadedConfig loaded = load(environment, flags);

    assertThat(loaded.config().daemon().log().level()).isEqualTo(LogLevel.DEBUG);
    assertThat(loaded.config().s3().names().region().shown()).isEqualTo("from-environment");
    assertThat(loaded.config().s3().address().port()).isEqualTo(3);
    assertThat(source(loaded, "log.level")).isEqualTo(file + ":5");
    assertThat(source(loaded, "s3.region")).isEqualTo("environment HORIZON_S3_REGION");
    assertThat(source(loaded, "s3.address")).isEqualTo("flag --set");
    assertThat(source(loaded, "log.format")).isEqualTo("default");
  }

  @Test
  void dataDirectory_comesFromFlagThenVariableThenSystemdThenHome() {
    Map<String, String> systemd = Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b");
    Map<String, String> both = Map.of("STATE_DIRECTORY", "/s", "HORIZON_DATA_DIR", "/v");

    assertThat(load(systemd, new Flags()).config().dataDirectory()).hasToString("/var/lib/a");
    assertThat(load(both, new Flags()).config().dataDirectory()).hasToString("/v");
    assertThat(load(both, new Flags().set("--data-dir", "data-dir", "/f")).config().dataDirectory())
        .hasToString("/f");
  }

  @Test
  void aFileInTheDataDirectory_isReadUnasked() throws IOException {
    Files.writeString(home.resolve("horizon.yaml"), "s3: {region: eu-north-1}");

    LoadedConfig loaded = load(Map.of("HORIZON_DATA_DIR", home.toString()), new Flags());

    assertThat(loaded.config().s3().names().region().shown()).isEqualTo("eu-north-1");
  }

  @Test
  void listsAndBooleans_areReadFromYamlAndFromText() throws IOException {
    Path file = yaml("s3:\n  base-domains:\n    - s3.example\n    - localhost\n");
    Flags flags = new Flags().configFile(file).set("--set", "s3.strict-bucket-names", "true");

    NodeConfig.Names names = load(Map.of(), flags).config().s3().names();

    assertThat(names.baseDomains()).containsExactly("s3.example", "localhost");
    assertThat(names.strictBucketNames()).isTrue();
  }

  @Test
  void anEmptyFile_changesNothing() throws IOException {
    LoadedConfig loaded = load(Map.of(), new Flags().configFile(yaml("# nothing yet\n")));

    assertThat(loaded.settings())
        .allMatch(setting -> setting.source() instanceof SettingSource.Default);
  }

  @Test
  void anUnknownKey_isRefusedWithItsNameAndLine() throws IOException {
    Path file = yaml("s3:\n  region: a\n  adress: 127.0.0.1:1\n");

    assertRefused(file, file + ":3: unknown setting 's3.adress'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gc.interval-seconds",
        "shutdown.drain-seconds",
        "s3.header-timeout-seconds",
        "s3.idle-timeout-seconds"
      })
  void aKeyWithAUnitInItsName_isUnknown(String key) {
    Flags flags = new Flags().set("--set", key, "5");

    assertThatThrownBy(() -> load(Map.of(), flags))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("flag --set: unknown setting '" + key + "'");
  }

  @Test
  void durations_areWrittenWithTheirUnit() throws IOException {
    Path file = yaml("s3:\n  header-timeout: 1500ms\n  idle-timeout: 5m\ngc:\n  interval: 7d\n");
    Map<String, String> environment = Map.of("HORIZON_SHUTDOWN_DRAIN", "0s");

    NodeConfig config = load(environment, new Flags().configFile(file)).config();

    assertThat(config.s3().limits().headerTimeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(config.s3().limits().idleTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.storage().gcInterval()).isEqualTo(Duration.ofDays(7));
    assertThat(config.daemon().drain()).isZero();
  }

  @Test
  void aBadValue_isRefusedWithKeyValueLineAndWhatIsAllowed() throws IOException {
    Path file = yaml("shutdown:\n\n  drain: soon\n");

    assertRefused(
        file,
        file
            + ":3: 'shutdown.drain' cannot be 'soon'; "
            + "allowed is: a duration such as 500ms, 30s, 5m, 12h or 7d, from 0ms to 1h");
  }

  @ParameterizedTest
  @CsvSource({
    "s3.address,127.0.0.1",
    "s3.address,127.0.0.1:99999",
    "s3.address,::1:3000",
    "s3.anonymous,always",
    "s3.region,two words",
    "s3.strict-bucket-names,yes",
    "s3.max-connections,0",
    "s3.base-domains,-x-",
    "log.level,loud",
    "shutdown.drain,1e3s",
    "shutdown.drain,5",
    "shutdown.drain,5 parsecs",
    "shutdown.drain,-5s",
    "shutdown.drain,1.5h",
    "shutdown.drain,2h",
    "s3.idle-timeout,999ms",
    "gc.interval,366d",
    "gc.interval,999999999999999999d",
    "gc.interval,99999999999999999999999s",
    "iroh.advertise,node.example",
    "iroh.advertise,node.example:0",
    "iroh.relay,relay.example",
    "iroh.relay,ftp://relay.example",
    "iroh.discovery,dns",
    "node.name,a\u202eb",
    "node.name,0123456789012345678901234567890123456789012345678901234567890123x",
    "data-dir,''",
  })
  void valuesOutsideTheirType_areRefusedByName(String key, String value) {
    assertThatThrownBy(() -> load(Map.of(), new Flags().set("--set", key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("flag --set: '" + key + "' cannot be '" + value + "'; allowed is: ");
  }

  @Test
  void aKeyThatStandsTwice_isRefused() throws IOException {
    Path file = yaml("s3:\n  region: a\ns3:\n  region: b\n");

    assertThatThrownBy(() -> load(Map.of(), new Flags().configFile(file)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("s3");
  }

  @Test
  void aKeyWithoutAValue_isRefusedWithItsLine() throws IOException {
    Path file = yaml("log:\n  level:\n");

    assertRefused(file, file + ":2: 'log.level' has no value");
  }

  @Test
  void brokenYaml_isRefusedWithItsLineAndInOneLine() throws IOException {
    Path file = yaml("s3:\n  region: [a\nlog: b\n");

    assertThatThrownBy(() -> load(Map.of(), new Flags().configFile(file)))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching("(?s)" + file + ":\\d+: not valid YAML: [^\\n]+");
  }

  @Test
  void aMissingFile_isRefused() {
    Path file = home.resolve("absent.yaml");

    assertRefused(file, file + ": no such file");
  }

  @Test
  void unsignedRequests_areOnlyForLoopback() {
    Flags open = new Flags().set("--s3-address", "s3.address", "0.0.0.0:3000");
    Flags never = new Flags().set("--set", "s3.anonymous", "never");

    assertThat(load(Map.of(), open).config().s3().acceptsUnsigned()).isFalse();
    assertThat(load(Map.of(), never).config().s3().acceptsUnsigned()).isFalse();
  }

  @Test
  void aRootKey_comesFromTheEnvironmentAndAFile_andIsMasked() throws IOException {
    Path file = Files.writeString(home.resolve("secret"), "a-secret-key-that-is-long\n");
    Map<String, String> environment =
        Map.of(
            "HORIZON_S3_ROOT_ACCESS_KEY",
            "OPERATOR",
            "HORIZON_S3_ROOT_SECRET_KEY_FILE",
            file.toString());

    LoadedConfig loaded = load(environment, new Flags());

    assertThat(loaded.config().s3().rootCredentials())
        .isEqualTo(new RootCredentials.Given("OPERATOR", new Secret("a-secret-key-that-is-long")));
    assertThat(loaded.toString()).doesNotContain("a-secret-key");
    assertThat(source(loaded, "s3.root-secret-key"))
        .isEqualTo("environment HORIZON_S3_ROOT_SECRET_KEY_FILE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw----r--", "r-----r--", "rw-rw-rw-"})
  void aFileThatOthersMayRead_withASecretInIt_isRefusedInOneLine(String permissions)
      throws IOException {
    Path file = yaml("s3:\n  root-access-key: OPERATOR\n  root-secret-key: a-secret-key-of-mine\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(() -> load(Map.of(), new Flags().configFile(file)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "%s holds a secret, 's3.root-secret-key', and others may read it: run chmod 600 %s"
                .formatted(file, file));
    // Whoever gives the secret in another way as well has told it all the same.
    Map<String, String> environment = Map.of("HORIZON_S3_ROOT_SECRET_KEY", "another-secret-key");
    assertThatThrownBy(() -> load(environment, new Flags().configFile(file)))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void aFileWithASecret_isReadWhereOnlyItsOwnerMay_andWithoutOneByEverybody() throws IOException {
    String secret = "s3:\n  root-access-key: OPERATOR\n  root-secret-key: a-secret-key-of-mine\n";
    Path file = yaml(secret);
    for (String permissions : List.of("rw-------", "r--------")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      assertThat(load(Map.of(), new Flags().configFile(file)).config().s3().rootCredentials())
          .isInstanceOf(RootCredentials.Given.class);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file, "s3:\n  region: here\n  root-secret-key: ''\n");
    assertThat(load(Map.of(), new Flags().configFile(file)).config().s3().names().region().shown())
        .isEqualTo("here");
  }

  @Test
  void aFileWithASecret_thatAGroupMayRead_isForANodeWhoseFileRootKeeps() throws IOException {
    Path file = Files.writeString(home.resolve("of-a-group"), "text");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> SecretFiles.requirePrivate(file, "a.key", "root"))
        .isInstanceOf(ConfigException.class);
    ThrowingCallable read = () -> SecretFiles.requirePrivate(file, "a.key", "horizon");
    if (Files.getOwner(file).getName().equals("root")) {
      assertThatCode(read).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(read).isInstanceOf(ConfigException.class);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(read).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HORIZON_S3_ADRESS",
        "HORIZON_ADDRESS",
        "HORIZON_S3_ADDRESS_FILE",
        "HORIZON_",
        "HORIZON_s3_address",
        "HORIZON_CONFIGURATION",
      })
  void aVariableThatNoSettingHas_endsTheStart_andIsNamedWithoutItsValue(String variable) {
    assertThatThrownBy(() -> load(Map.of(variable, "a-value"), new Flags()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("environment " + variable + ": no setting has this variable")
        .hasMessageContaining("print-config")
        .hasMessageNotContaining("a-value");
  }

  /** What Kubernetes sets for services named horizon and horizon-s3, and what tools use. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HORIZON_SERVICE_HOST",
        "HORIZON_SERVICE_PORT",
        "HORIZON_SERVICE_PORT_HTTPS",
        "HORIZON_PORT",
        "HORIZON_S3_PORT_3000_TCP",
        "HORIZON_S3_PORT_3000_TCP_ADDR",
        "HORIZON_CARGO_TARGET_DIR",
        "HORIZONPUSH_ANYTHING",
        "horizon_s3_address",
      })
  void aVariableOfSomebodyElse_isLeftAlone(String variable) {
    assertThatCode(() -> load(Map.of(variable, "x"), new Flags())).doesNotThrowAnyException();
  }

  @Test
  void regionAny_acceptsAll_andBucketsAreInTheClassicOne() {
    Region any =
        load(Map.of("HORIZON_S3_REGION", "any"), new Flags()).config().s3().names().region();
    assertThat(any).isEqualTo(new Region("us-east-1", List.of()));
    assertThat(load(Map.of(), new Flags()).config().s3().names().region().signed())
        .containsExactly("us-east-1");
  }

  @Test
  void certificatesAndKeys_areNamedTogether_andStartAtTheDataDirectory() {
    Flags both =
        new Flags()
            .set("--set", "s3.tls.certificate-file", "tls/c.pem")
            .set("--set", "s3.tls.key-file", "/etc/k.pem");
    NodeConfig config = load(Map.of(), both).config();

    assertThat(config.s3().tls())
        .contains(
            new TlsFiles(
                "s3.tls", config.dataDirectory().resolve("tls/c.pem"), Path.of("/etc/k.pem")));
    assertThat(config.admin().tls()).isEmpty();
    Flags one = new Flags().set("--set", "admin.tls.key-file", "k.pem");
    assertThatThrownBy(() -> load(Map.of(), one))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "'admin.tls.certificate-file' and 'admin.tls.key-file' must be set together or not at"
                + " all");
  }

  @Test
  void theAdminApi_leavesLoopbackWithTlsOnly_andThenItsMetricsNeedAToken() {
    assertThatThrownBy(
            () -> load(Map.of(), new Flags().set("--set", "admin.address", "0.0.0.0:3001")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("'admin.address' is not a loopback address, and so needs TLS")
        .hasMessageContaining("admin.tls.certificate-file")
        .hasMessageContaining("make-self-signed");
    assertThat(load(Map.of(), outside()).config().admin().address()).hasToString("0.0.0.0:3001");
    assertThatThrownBy(
            () -> load(Map.of(), outside().set("--set", "admin.metrics-without-token", "true")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("metrics.token");
  }

  private static Flags outside() {
    return new Flags()
        .set("--set", "admin.address", "0.0.0.0:3001")
        .set("--set", "admin.tls.certificate-file", "c.pem")
        .set("--set", "admin.tls.key-file", "k.pem");
  }

  @Test
  void theNameOfTheNode_isThatOfTheMachine_unlessItIsSet() {
    assertThat(load(Map.of(), new Flags()).config().peers().name()).isEmpty();
    Flags named = new Flags().set("--set", "node.name", "Büro, 2. Stock");
    assertThat(load(Map.of(), named).config().peers().name()).isEqualTo("Büro, 2. Stock");
  }

  @Test
  void howOtherNodesAreReached_isSet_andNobodyIsAskedUnlessItIs() throws IOException {
    NodeConfig.Network quiet = load(Map.of(), new Flags()).config().peers().network();
    assertThat(quiet).isEqualTo(new NodeConfig.Network(List.of(), new Relay.Off(), Set.of()));

    Path file =
        yaml(
            """
            iroh:
              advertise: [node.example:4433, '[2001:db8::1]:4434']
              relay: https://relay.example
              discovery: [lookup, mdns]
            """);
    NodeConfig.Network set =
        load(Map.of(), new Flags().configFile(file)).config().peers().network();
    assertThat(set.advertise())
        .containsExactly(new HostPort("node.example", 4433), new HostPort("2001:db8::1", 4434));
    assertThat(set.relay()).isEqualTo(new Relay.At(URI.create("https://relay.example")));
    assertThat(set.discovery()).containsExactlyInAnyOrder(Discovery.LOOKUP, Discovery.MDNS);
    Path off = yaml("iroh:\n  relay: off\n");
    assertThat(load(Map.of(), new Flags().configFile(off)).config().peers().network().relay())
        .isEqualTo(new Relay.Off());
  }

  @Test
  void trustedProxies_areAddressesAndBlocks() throws IOException {
    Path file = yaml("s3:\n  trusted-proxies: [127.0.0.1, 10.0.0.0/8, 'fd00::/8']\n");
    TrustedProxies proxies =
        load(Map.of(), new Flags().configFile(file)).config().s3().trustedProxies();

    assertThat(proxies.addresses()).hasSize(3);
    assertThat(proxies.contains(InetAddress.ofLiteral("10.9.9.9"))).isTrue();
    assertThat(proxies.contains(InetAddress.ofLiteral("127.0.0.2"))).isFalse();
    for (String wrong : List.of("proxy.example", "10.0.0.0/33", "10.0.0", "::1/129", "1.2.3.4/")) {
      assertThatThrownBy(
              () -> load(Map.of(), new Flags().set("--set", "s3.trusted-proxies", wrong)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("'s3.trusted-proxies' cannot be '" + wrong + "'");
    }
  }

  @Test
  void aSecretOnTheCommandLine_isRefusedWithoutRepeatingIt() {
    Flags flags = new Flags().set("--set", "s3.root-secret-key", "a-secret-key-that-is-long");

    assertThatThrownBy(() -> load(Map.of(), flags))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("HORIZON_S3_ROOT_SECRET_KEY_FILE")
        .hasMessageNotContaining("a-secret-key");
  }

  @Test
  void aSecretOfTheWrongForm_isRefusedWithoutRepeatingIt() {
    Map<String, String> environment =
        Map.of("HORIZON_S3_ROOT_ACCESS_KEY", "ROOT", "HORIZON_S3_ROOT_SECRET_KEY", "tooshort");

    assertThatThrownBy(() -> load(environment, new Flags()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'s3.root-secret-key' cannot be its value")
        .hasMessageNotContaining("tooshort");
  }

  @Test
  void aSecretThatIsGivenTwice_orWithoutItsId_isRefused() {
    Map<String, String> twice =
        Map.of("HORIZON_S3_ROOT_SECRET_KEY", "x", "HORIZON_S3_ROOT_SECRET_KEY_FILE", "y");
    Map<String, String> alone = Map.of("HORIZON_S3_ROOT_SECRET_KEY", "a-secret-key-that-is-long");

    assertThatThrownBy(() -> load(twice, new Flags())).hasMessageContaining("is set twice");
    assertThatThrownBy(() -> load(alone, new Flags())).hasMessageContaining("set together");
  }

  private LoadedConfig load(Map<String, String> environment, Flags flags) {
    return new ConfigLoader(environment, home).load(flags);
  }

  private void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> load(Map.of(), new Flags().configFile(file)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(message);
  }

  private Path yaml(String text) throws IOException {
    return Files.writeString(home.resolve("test.yaml"), text);
  }

  private static String source(LoadedConfig loaded, String key) {
    return loaded.settings().stream()
        .filter(setting -> setting.key().equals(key))
        .findAny()
        .orElseThrow()
        .source()
        .toString();
  }

  @Test
  void ratesOfTransfers_areReadWithTheirHours_andCountByTheTimeOfTheDay() throws IOException {
    Path file =
        yaml(
            """
            transfer:
              rate:
                up: 20MiB
                down-per-peer: 5MiB
                hours:
                  - 08:00-18:00 up=2MiB down=10MiB
                  - 22:00-06:00 up=off down-per-peer=off
            """);

    TransferRates rates = load(Map.of(), new Flags().configFile(file)).config().peers().rates();

    Rates downEach = new Rates(0, 5 << 20);
    assertThat(rates.at(LocalTime.of(20, 0)))
        .isEqualTo(new TransferRates.Limits(new Rates(20 << 20, 0), downEach));
    TransferRates.Limits day =
        new TransferRates.Limits(new Rates(2 << 20, 0), new Rates(10 << 20, 5 << 20));
    assertThat(rates.at(LocalTime.of(8, 0))).isEqualTo(day);
    assertThat(rates.at(LocalTime.of(17, 59))).isEqualTo(day);
    assertThat(rates.at(LocalTime.of(18, 0)).down()).isEqualTo(downEach);
    assertThat(List.of(LocalTime.of(22, 0), LocalTime.MIDNIGHT, LocalTime.of(5, 59)))
        .extracting(rates::at)
        .containsOnly(TransferRates.UNLIMITED.usual());
    assertThat(load(Map.of(), new Flags()).config().peers().rates())
        .isEqualTo(TransferRates.UNLIMITED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08:00-18:00",
        "8:00-18:00 up=2MiB",
        "08:00-25:00 up=2MiB",
        "08:00 up=2MiB",
        "08:00-18:00 up=1B",
        "08:00-18:00 sideways=2MiB",
        "08:00-18:00 up=2MiB up=3MiB"
      })
  void hoursThatAreNone_areRefused(String hours) {
    Flags flags = new Flags().set("--set", "transfer.rate.hours", hours);

    assertThatThrownBy(() -> load(Map.of(), flags))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'transfer.rate.hours' cannot be");
  }
}
