package io.horizonpush.iroh;

import io.horizonpush.iroh.disk.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/** The file with a node's secret key: 32 bytes that nobody but the node's user may read. */
final class NodeKey {

  private static final int LENGTH = 32;

  private NodeKey() {}

  /** The key in a file, made durably if there is none yet. */
  static byte[] loadOrCreate(Path file) {
    try {
      return Files.exists(file) ? load(file) : create(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The node's key " + file + " cannot be read or made", e);
    }
  }

  /**
   * A key for another purpose that only who has the node's key can derive.
   *
   * @param key of the node
   * @see <a href="https://www.rfc-editor.org/rfc/rfc5869">RFC 5869: HKDF</a>
   */
  static SecretKey derive(byte[] key, String purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no HKDF", e);
    }
  }

  private static byte[] load(Path file) throws IOException {
    byte[] key = Files.readAllBytes(file);
    if (key.length != LENGTH) {
      throw new IOException(
          file
              + " has "
              + key.length
              + " bytes instead of "
              + LENGTH
              + ": restore it from a backup");
    }
    return key;
  }

  private static byte[] create(Path file) throws IOException {
    byte[] key = new byte[LENGTH];
    new SecureRandom().nextBytes(key);
    // A power cut leaves either no key or a whole one.
    DurableFiles.write(file, key);
    return key;
  }
}
