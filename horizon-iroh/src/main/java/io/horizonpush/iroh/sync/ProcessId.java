package io.horizonpush.iroh.sync;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The random id of a process that runs as a node. */
record ProcessId(String hex) {

  private static final int LENGTH = 16;

  /** That of this process. */
  static ProcessId random() {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    return of(bytes);
  }

  /**
   * @throws IllegalArgumentException if it has another length
   */
  static ProcessId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("The id of a process has " + LENGTH + " bytes");
    }
    return new ProcessId(HexFormat.of().formatHex(bytes));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }
}
