package io.horizonpush.node.tls;

import io.horizonpush.iroh.disk.DurableFiles;
import io.horizonpush.node.data.KeyMaker;
import io.horizonpush.s3.request.IpBlock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A certificate that vouches for itself, with its key: for a first try, and for clients that are
 * told to trust just this one. The JDK's keytool makes it, which is wherever Java is.
 *
 * @param names host names and addresses that it is for
 */
public record SelfSigned(X509Certificate certificate, Key key, List<String> names) {

  private static final String ALIAS = "node";
  private static final String PASSWORD_VARIABLE = "KEYTOOL_PASSWORD";
  private static final long PATIENCE_SECONDS = 120;
  private static final String NAME = "(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?";

  /**
   * Makes one.
   *
   * @param names at least one
   * @throws IllegalArgumentException if one is neither a host name nor an address
   * @throws IOException if keytool cannot do it; the message says why
   */
  public static SelfSigned make(List<String> names, int days) throws IOException {
    String sans = names.stream().map(SelfSigned::san).collect(Collectors.joining(","));
    // Only its user enters it, and what is in it is for the moment.
    Path folder = Files.createTempDirectory("horizon-tls");
    Path store = folder.resolve("store.p12");
    String password = new KeyMaker().secretKey().value();
    try {
      run(
          password,
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-alias",
              ALIAS,
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=" + names.getFirst(),
              "-ext",
              "san=" + sans,
              "-ext",
              "ku:critical=digitalSignature",
              "-ext",
              "eku=serverAuth",
              "-validity",
              Integer.toString(days),
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass:env",
              PASSWORD_VARIABLE));
      return read(store, password.toCharArray(), names);
    } finally {
      Files.deleteIfExists(store);
      Files.deleteIfExists(folder);
    }
  }

  private static String san(String name) {
    if (IpBlock.address(name).isPresent()) {
      return "ip:" + name;
    }
    if (name.matches(NAME)) {
      return "dns:" + name;
    }
    throw new IllegalArgumentException(name + " is neither a host name nor an IP address");
  }

  private static void run(String password, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(PASSWORD_VARIABLE, password);
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static SelfSigned read(Path store, char[] password, List<String> names)
      throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password);
      return new SelfSigned(
          (X509Certificate) keys.getCertificate(ALIAS), keys.getKey(ALIAS, password), names);
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool made what cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes both as PEM: the key for its owner alone, the certificate for all who are to trust it.
   */
  public void write(Path certificateFile, Path keyFile) throws IOException {
    DurableFiles.write(keyFile, Pem.block("PRIVATE KEY", key.getEncoded()));
    DurableFiles.writePublic(certificateFile, new PinnedCertificate(certificate).pem());
  }
}
