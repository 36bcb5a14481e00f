package io.horizonpush.iroh.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Signatures by Ed25519 as iroh makes and checks them: one that is not in the one form that it can
 * have, or of a key that signs anything, is none. Each call takes about 50 microseconds.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032: EdDSA</a>
 */
public final class NativeEd25519 extends Bindings {

  /** The length of a secret and of a public key in bytes. */
  public static final int KEY_LENGTH = 32;

  /** The length of a signature in bytes. */
  public static final int SIGNATURE_LENGTH = 64;

  private final NativeFunction publicKey = link("hz_key_public", "PP");
  private final NativeFunction sign = link("hz_key_sign", "PPLP");
  private final NativeFunction verify = link("hz_key_verify", "PPLP");

  NativeEd25519(Linkage linkage) {
    super(linkage);
  }

  /**
   * The public key of a secret one.
   *
   * @throws IllegalArgumentException if {@code secret} has another length than a key
   */
  public byte[] publicKey(byte[] secret) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = bytes(arena, secret, KEY_LENGTH);
      MemorySegment out = arena.allocate(KEY_LENGTH);
      return FfmNode.answer(call(() -> (long) publicKey.handle().invokeExact(key, out)), out);
    }
  }

  /**
   * The signature of a message.
   *
   * @throws IllegalArgumentException if {@code secret} has another length than a key
   */
  public byte[] sign(byte[] secret, byte[] message) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = bytes(arena, secret, KEY_LENGTH);
      MemorySegment text = FfmNode.outsideHeap(arena, message);
      MemorySegment out = arena.allocate(SIGNATURE_LENGTH);
      long length = text.byteSize();
      return FfmNode.answer(
          call(() -> (long) sign.handle().invokeExact(key, text, length, out)), out);
    }
  }

  /**
   * Whether the owner of a key has signed a message. What is no key or no signature has signed
   * nothing, whatever its length.
   */
  public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length != KEY_LENGTH || signature.length != SIGNATURE_LENGTH) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = FfmNode.outsideHeap(arena, publicKey);
      MemorySegment text = FfmNode.outsideHeap(arena, message);
      MemorySegment signed = FfmNode.outsideHeap(arena, signature);
      long length = text.byteSize();
      return call(() -> (long) verify.handle().invokeExact(key, text, length, signed)) == 1;
    }
  }

  private static MemorySegment bytes(Arena arena, byte[] bytes, int length) {
    if (bytes.length != length) {
      throw new IllegalArgumentException("A key has " + length + " bytes, not " + bytes.length);
    }
    return FfmNode.outsideHeap(arena, bytes);
  }
}
