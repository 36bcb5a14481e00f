package io.horizonpush.node.tls;

import io.horizonpush.iroh.disk.FileErrors;
import io.horizonpush.node.config.ConfigException;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.config.SecretFiles;
import io.horizonpush.node.config.TlsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * What a server shows of itself in handshakes, and proves: a certificate with its key. Immutable.
 *
 * @param chain the certificate, then those that vouch for it
 */
record Identity(List<X509Certificate> chain, SSLContext context) {

  /** Sessions that clients without tickets can resume; each takes a few KiB. */
  private static final int SESSIONS = 1024;

  private static final int SESSION_SECONDS = 3600;
  private static final char[] NO_PASSWORD = {};
  private static final byte[] PROBE = "whose key is this?".getBytes(StandardCharsets.US_ASCII);

  Identity {
    chain = List.copyOf(chain);
  }

  /** The two files as they were read. */
  record Texts(String certificate, Secret key) {

    /**
     * Reads both files.
     *
     * @throws ConfigException if one cannot be read, or others may read the key
     */
    static Texts read(TlsFiles files) {
      SecretFiles.requirePrivate(files.key(), files.keySetting());
      return new Texts(
          read(files.certificateSetting(), files.certificate()),
          new Secret(read(files.keySetting(), files.key())));
    }

    private static String read(String setting, Path file) {
      try {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw new ConfigException("%s: %s: %s".formatted(setting, file, FileErrors.reason(e)), e);
      }
    }
  }

  /**
   * The identity that two files hold.
   *
   * @throws ConfigException if they hold none; the message has nothing of the key
   */
  static Identity of(Texts texts, TlsFiles files) {
    List<X509Certificate> chain;
    try {
      chain = chain(texts.certificate());
    } catch (CertificateException e) {
      throw new ConfigException(
          "%s: %s has no certificate as PEM (-----BEGIN CERTIFICATE-----)"
              .formatted(files.certificateSetting(), files.certificate()),
          e);
    }
    PublicKey publicKey = chain.getFirst().getPublicKey();
    try {
      PrivateKey key = PemKey.parse(texts.key().value(), publicKey);
      if (!belongTogether(key, publicKey)) {
        throw new GeneralSecurityException(
            "is not the key of the certificate in " + files.certificate());
      }
      return new Identity(chain, context(chain, key));
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigException(
          "%s: %s %s".formatted(files.keySetting(), files.key(), e.getMessage()), e);
    }
  }

  private static List<X509Certificate> chain(String text) throws CertificateException {
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new CertificateException("none");
    }
    return chain;
  }

  private static boolean belongTogether(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case String other -> other;
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  /** One that trusts nobody: clients show no certificates. */
  private static SSLContext context(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[0], null);
    context.getServerSessionContext().setSessionCacheSize(SESSIONS);
    context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
    return context;
  }
}
