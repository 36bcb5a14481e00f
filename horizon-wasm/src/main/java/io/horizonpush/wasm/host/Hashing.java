package io.horizonpush.wasm.host;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.Blake3;

/** A hash that is being computed. Confined to its instance. */
abstract class Hashing implements Handles.Open {

  abstract void update(byte[] bytes);

  abstract byte[] finish();

  /** The number of bytes of its result. */
  abstract int length();

  @Override
  public void close() {}

  /** A hash by its number in the ABI. */
  static Hashing of(int algorithm) {
    return switch (algorithm) {
      case 1 -> new OfBlake3();
      case 2 -> digest("SHA-256");
      case 3 -> digest("MD5");
      case 4 -> new OfCrc32c();
      case 5 -> digest("SHA-1");
      default -> throw Errno.INVALID.error();
    };
  }

  /** A keyed one. */
  static Hashing keyed(int algorithm, byte[] key) {
    return switch (algorithm) {
      case 2 -> new OfMac("HmacSHA256", key);
      case 3 -> new OfMac("HmacMD5", key);
      case 5 -> new OfMac("HmacSHA1", key);
      default -> throw Errno.INVALID.error();
    };
  }

  private static Hashing digest(String name) {
    try {
      return new OfDigest(MessageDigest.getInstance(name));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + name, e);
    }
  }

  private static final class OfBlake3 extends Hashing {

    private final Blake3 hash = Blake3.initHash();

    @Override
    void update(byte[] bytes) {
      hash.update(bytes);
    }

    @Override
    byte[] finish() {
      return hash.doFinalize(length());
    }

    @Override
    int length() {
      return 32;
    }
  }

  private static final class OfDigest extends Hashing {

    private final MessageDigest digest;

    private OfDigest(MessageDigest digest) {
      this.digest = digest;
    }

    @Override
    void update(byte[] bytes) {
      digest.update(bytes);
    }

    @Override
    byte[] finish() {
      return digest.digest();
    }

    @Override
    int length() {
      return digest.getDigestLength();
    }
  }

  private static final class OfCrc32c extends Hashing {

    private final CRC32C crc = new CRC32C();

    @Override
    void update(byte[] bytes) {
      crc.update(bytes);
    }

    @Override
    byte[] finish() {
      return ByteBuffer.allocate(length()).putInt((int) crc.getValue()).array();
    }

    @Override
    int length() {
      return Integer.BYTES;
    }
  }

  private static final class OfMac extends Hashing {

    private final Mac mac;

    private OfMac(String name, byte[] key) {
      try {
        mac = Mac.getInstance(name);
        // Java refuses an empty key, which is as good as a zero: a key is filled up with zeros.
        mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, name));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This Java has no " + name, e);
      }
    }

    @Override
    void update(byte[] bytes) {
      mac.update(bytes);
    }

    @Override
    byte[] finish() {
      return mac.doFinal();
    }

    @Override
    int length() {
      return mac.getMacLength();
    }
  }
}
