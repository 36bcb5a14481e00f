package io.horizonpush.node.tls;

import java.util.Base64;

/** The text form of certificates and keys (RFC 7468). */
final class Pem {

  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  /** Bytes under a label such as {@code CERTIFICATE}. */
  static String block(String label, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, BASE64.encodeToString(bytes), label);
  }
}
