package io.horizonpush.node.config;

import java.nio.file.Path;

/**
 * The certificate of a port and its key, as PEM.
 *
 * @param section of the settings that name them, such as {@code s3.tls}
 * @param certificate with those above it, its own first
 */
public record TlsFiles(String section, Path certificate, Path key) {

  static final String CERTIFICATE = ".certificate-file";
  static final String KEY = ".key-file";

  /** The setting that names the certificate. */
  public String certificateSetting() {
    return section + CERTIFICATE;
  }

  /** The setting that names the key. */
  public String keySetting() {
    return section + KEY;
  }
}
