package io.horizonpush.iroh.share;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Verifies signatures: Ed25519, by the key's and the signature's bytes. */
@FunctionalInterface
public interface SignatureCheck {

  /** Verifies each time. */
  SignatureCheck PLAIN = SigningKey::verify;

  /** Whether a signature of a message is that of a public key. */
  boolean verify(byte[] publicKey, byte[] message, byte[] signature);

  /**
   * The same, which remembers: members are computed again whenever one of them changes.
   * Thread-safe.
   *
   * @param most that is remembered
   */
  static SignatureCheck remembering(SignatureCheck check, int most) {
    Map<ByteBuffer, Boolean> known =
        Collections.synchronizedMap(
            new LinkedHashMap<>(16, 0.75f, true) {
              private static final long serialVersionUID = 1L;

              @Override
              protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
                return size() > most;
              }
            });
    return (key, message, signature) -> {
      ByteBuffer digest = digest(key, message, signature);
      Boolean remembered = known.get(digest);
      if (remembered != null) {
        return remembered;
      }
      boolean holds = check.verify(key, message, signature); // Nobody else waits for this.
      known.put(digest, holds);
      return holds;
    };
  }

  private static ByteBuffer digest(byte[]... parts) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        hash.update(part);
      }
      return ByteBuffer.wrap(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
