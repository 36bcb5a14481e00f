package io.horizonpush.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.horizonpush.node.config.ConfigException;
import io.horizonpush.node.config.TlsFiles;
import io.horizonpush.node.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ServerTlsTest {

  private static SelfSigned first;
  private static SelfSigned second;

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ServerTls.class);

  @TempDir private Path folder;
  private TlsFiles files;

  @BeforeAll
  static void makeTwo() throws IOException {
    first = SelfSigned.make(List.of("localhost", "127.0.0.1", "::1", "*.s3.example.com"), 30);
    second = SelfSigned.make(List.of("localhost"), 3);
  }

  @BeforeEach
  void hear() throws IOException {
    files = new TlsFiles("s3.tls", folder.resolve("c.pem"), folder.resolve("k.pem"));
    first.write(files.certificate(), files.key());
    logger.setLevel(Level.INFO);
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void hearNoMore() {
    logger.detachAppender(logged);
  }

  @Test
  void aSelfSignedOne_isForItsNames_itsKeyForItsOwner_andItselfForWhoeverTrustsIt()
      throws Exception {
    assertThat(
            first.certificate().getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1))))
        .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "*.s3.example.com");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.certificate())))
        .isEqualTo("rw-r--r--");
    first.certificate().verify(first.certificate().getPublicKey());
    assertThatThrownBy(() -> SelfSigned.make(List.of("a,dns:b"), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherPair_isTaken_whetherWrittenRenamedOrLinked() throws IOException {
    ServerTls tls = ServerTls.load(files);
    assertThat(tls.certificate()).isEqualTo(first.certificate());

    second.write(files.certificate(), files.key());
    tls.look();
    assertThat(tls.certificate()).isEqualTo(second.certificate());

    // As certbot does: names that are links to files of this time and the next.
    Path live = Files.createDirectory(folder.resolve("archive"));
    first.write(live.resolve("c1.pem"), live.resolve("k1.pem"));
    link(files.certificate(), live.resolve("c1.pem"));
    link(files.key(), live.resolve("k1.pem"));
    tls.look();
    assertThat(tls.certificate()).isEqualTo(first.certificate());
    assertThat(warnings()).hasSize(1).allMatch(line -> line.contains("renew it"));
  }

  private void link(Path name, Path target) throws IOException {
    Path made = Files.createSymbolicLink(folder.resolve("next"), target);
    Files.move(made, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aBrokenPair_isToldOnce_andTheOldOneStays() throws IOException {
    ServerTls tls = ServerTls.load(files);
    byte[] key = Files.readAllBytes(files.key());

    Files.writeString(files.key(), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n");
    tls.look();
    assertThat(warnings()).isEmpty();
    for (int times = 0; times < 3; times++) {
      tls.look();
    }
    assertThat(warnings())
        .hasSize(1)
        .allMatch(line -> line.contains("stays in use: s3.tls.key-file: " + files.key()))
        .noneMatch(line -> line.contains("c2VjcmV0"));
    assertThat(tls.certificate()).isEqualTo(first.certificate());

    // Only one of the two is new.
    Files.write(files.key(), key);
    Files.writeString(files.certificate(), new PinnedCertificate(second.certificate()).pem());
    tls.look();
    tls.look();
    assertThat(warnings())
        .hasSize(2)
        .anyMatch(line -> line.contains("is not the key of the certificate"));
    Files.delete(files.certificate());
    tls.look();
    tls.look();
    assertThat(warnings()).hasSize(3).anyMatch(line -> line.contains("no such file"));

    first.write(files.certificate(), files.key());
    tls.look();
    assertThat(tls.certificate()).isEqualTo(first.certificate());
    assertThat(warnings()).hasSize(3);
  }

  private List<String> warnings() {
    return logged.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void aKeyThatOthersMayRead_isRefused() throws IOException {
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> ServerTls.load(files))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("others may read it: run chmod 600 " + files.key());
  }

  /** What OpenSSL writes, today and as it did, and other programs do still. */
  @ParameterizedTest
  @CsvSource({
    "BEGIN PRIVATE KEY, genpkey -algorithm RSA",
    "BEGIN PRIVATE KEY, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384",
    "BEGIN PRIVATE KEY, genpkey -algorithm ed25519",
    "BEGIN RSA PRIVATE KEY, genrsa -traditional",
    "BEGIN EC PRIVATE KEY, ecparam -genkey -name prime256v1",
  })
  void everyFormOfKey_isRead(String form, String command) throws IOException {
    openssl(command + " -out " + files.key());
    assertThat(Files.readString(files.key())).contains(form);
    openssl("req -x509 -key %s -subj /CN=x -out %s".formatted(files.key(), files.certificate()));
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));

    assertThat(ServerTls.load(files).certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=x");
  }

  @Test
  void anEncryptedKey_isRefusedWithWhatToDo() throws IOException {
    openssl(
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:x -out "
            + files.key());
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> ServerTls.load(files))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is encrypted: write it without a passphrase");
  }

  private static void openssl(String arguments) {
    Optional<Path> program = Optional.of(Path.of("/usr/bin/openssl")).filter(Files::isExecutable);
    assumeTrue(program.isPresent(), "openssl is not installed");
    Commands.Result made = Commands.run(List.of((program.get() + " " + arguments).split(" ", -1)));
    assertThat(made.exitCode()).as(made.toString()).isZero();
  }
}
