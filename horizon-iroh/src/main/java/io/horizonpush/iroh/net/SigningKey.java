package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.NativeEd25519;

/**
 * A key pair that signs. Whoever has the secret can sign, so it is shown to nobody; everybody may
 * have the public key, and {@link NativeEd25519#verify} with it.
 */
public final class SigningKey {

  private final NativeEd25519 ed25519;
  private final byte[] secret;

  /**
   * The pair of a secret.
   *
   * @throws IllegalArgumentException if it does not have 32 bytes
   */
  public SigningKey(NativeEd25519 ed25519, byte[] secret) {
    if (secret.length != NativeEd25519.KEY_LENGTH) {
      throw new IllegalArgumentException("A signing key has 32 bytes, not " + secret.length);
    }
    this.ed25519 = ed25519;
    this.secret = secret.clone();
  }

  /** The 32 bytes that everybody may know. */
  public byte[] publicKey() {
    return ed25519.publicKey(secret);
  }

  /** The 64 bytes of a signature. */
  public byte[] sign(byte[] message) {
    return ed25519.sign(secret, message);
  }

  /** Says nothing of the secret. */
  @Override
  public String toString() {
    return "SigningKey[hidden]";
  }
}
