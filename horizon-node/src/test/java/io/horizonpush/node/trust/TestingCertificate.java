package io.horizonpush.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate that signs itself, and its key, as PEM. */
record TestingCertificate(Path certificate, Path key) {

  private static final char[] PASSWORD = "of-a-test".toCharArray();

  /** Makes one for localhost and {@code s3.example.com}, in a folder. */
  static TestingCertificate make(Path folder) throws IOException, GeneralSecurityException {
    Path store = folder.resolve("test.p12");
    Commands.Result made =
        Commands.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,dns:s3.example.com,ip:127.0.0.1",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
    assertThat(made.exitCode()).as(made.toString()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return new TestingCertificate(
        pem(folder.resolve("test.pem"), "CERTIFICATE", keys.getCertificate("test").getEncoded()),
        pem(folder.resolve("test.key"), "PRIVATE KEY", keys.getKey("test", PASSWORD).getEncoded()));
  }

  private static Path pem(Path file, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what));
  }
}
