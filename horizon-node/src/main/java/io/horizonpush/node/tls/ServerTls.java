package io.horizonpush.node.tls;

import io.horizonpush.node.config.ConfigException;
import io.horizonpush.node.config.TlsFiles;
import io.horizonpush.node.tls.Identity.Texts;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one port, with the certificate that its files have now: whoever looks again finds what
 * has changed. New connections get the new certificate; those that are open keep theirs.
 * Thread-safe.
 */
public final class ServerTls {

  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  /** Those with forward secrecy and authenticated encryption. */
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  };

  /** Whoever renews certificates by a program does so long before. */
  private static final Duration SOON = Duration.ofDays(7);

  static {
    // Java reads it once, at the first handshake. A client of TLS 1.2 that begins again and again
    // would have the server sign again and again.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final TlsFiles files;
  private volatile Shown shown;

  /** Why what the files hold could not be used when they were looked at last. */
  private Optional<Doubt> doubt = Optional.empty();

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private ServerTls(TlsFiles files, Shown shown) {
    this.files = files;
    this.shown = shown;
  }

  private record Shown(Texts texts, Identity identity) {}

  /**
   * @param times that it was seen in a row
   */
  private record Doubt(String why, int times) {}

  /**
   * Loads a certificate and its key.
   *
   * @throws ConfigException if they cannot be used
   */
  public static ServerTls load(TlsFiles files) {
    Texts texts = Texts.read(files);
    ServerTls tls = new ServerTls(files, new Shown(texts, Identity.of(texts, files)));
    tls.tellEnd();
    return tls;
  }

  /** Has something done whenever there is another certificate. */
  public void onChange(Runnable action) {
    listeners.add(action);
  }

  /** The certificate that new connections are shown. */
  public X509Certificate certificate() {
    return shown.identity().chain().getFirst();
  }

  /** What clients are to trust, where nobody else vouches for the certificate. */
  public Optional<Path> toTrust() {
    X509Certificate own = certificate();
    boolean selfSigned = own.getIssuerX500Principal().equals(own.getSubjectX500Principal());
    return selfSigned ? Optional.of(files.certificate()) : Optional.empty();
  }

  /** The server's side of a new connection. */
  public SSLEngine engine() {
    SSLEngine engine = shown.identity().context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(new SSLParameters(CIPHERS, VERSIONS));
    return engine;
  }

  /**
   * Looks whether the files have changed, and takes what they hold if it can be used. What cannot
   * be used is told once, and only when it is seen for the second time: whoever renews a
   * certificate replaces two files, one after the other.
   */
  public synchronized void look() {
    try {
      Texts texts = Texts.read(files);
      if (!texts.equals(shown.texts())) {
        shown = new Shown(texts, Identity.of(texts, files));
        log.atInfo()
            .addKeyValue("file", files.certificate())
            .addKeyValue("until", certificate().getNotAfter().toInstant())
            .log("certificate reloaded");
        tellEnd();
        listeners.forEach(Runnable::run);
      }
      doubt = Optional.empty();
    } catch (ConfigException e) {
      doubt(String.valueOf(e.getMessage()));
    }
  }

  private void doubt(String why) {
    int times = doubt.filter(known -> known.why().equals(why)).map(Doubt::times).orElse(0) + 1;
    doubt = Optional.of(new Doubt(why, times));
    if (times == 2) {
      log.warn("the certificate of before stays in use: {}", why);
    }
  }

  private void tellEnd() {
    Instant end = certificate().getNotAfter().toInstant();
    if (Instant.now().plus(SOON).isAfter(end)) {
      log.warn("the certificate in {} ends at {}: renew it", files.certificate(), end);
    }
  }
}
