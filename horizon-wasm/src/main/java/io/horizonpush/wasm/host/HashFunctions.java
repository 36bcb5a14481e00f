package io.horizonpush.wasm.host;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Hashes and encodings of {@code horizonpush:sdk}, which the node does ten times as fast as guests.
 * Confined to its instance.
 */
final class HashFunctions {

  private static final int PIECE = 64 << 10;
  private static final int LONGEST_KEY = 64 << 10;

  private final Scope scope;

  private HashFunctions(Scope scope) {
    this.scope = scope;
  }

  static void addTo(HostModule module, Scope scope) {
    HashFunctions hashes = new HashFunctions(scope);
    module
        .add("hash", "iiii", "i", hashes::hash)
        .add("hash_open", "i", "i", hashes::hashOpen)
        .add("hash_update", "iii", "i", hashes::hashUpdate)
        .add("hash_finish", "ii", "i", hashes::hashFinish)
        .add("hmac", "iiiiii", "i", hashes::hmac)
        .add("encode", "iiiii", "i", hashes::encode)
        .add("decode", "iiiii", "i", hashes::decode);
  }

  private long hash(GuestArguments arguments) {
    Hashing hashing = Hashing.of(arguments.integer(0));
    arguments.requireRoom(3, hashing.length());
    feed(hashing, arguments, 1);
    return arguments.put(3, hashing.finish());
  }

  /** Reads piece by piece: no copy of a large range, and a call that can be stopped. */
  private static void feed(Hashing hashing, GuestArguments arguments, int index) {
    int left = arguments.length(index, Integer.MAX_VALUE);
    int address = arguments.integer(index);
    while (left > 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new GuestException(new GuestFailure.Interrupted());
      }
      int piece = Math.min(PIECE, left);
      hashing.update(arguments.part(address, piece));
      address += piece;
      left -= piece;
    }
  }

  private long hashOpen(GuestArguments arguments) {
    scope.requireBegun();
    scope.handles().requireRoom();
    return scope.handles().add(Hashing.of(arguments.integer(0)));
  }

  private long hashUpdate(GuestArguments arguments) {
    feed(scope.handles().get(arguments.integer(0), Hashing.class), arguments, 1);
    return 0;
  }

  private long hashFinish(GuestArguments arguments) {
    Hashing hashing = scope.handles().get(arguments.integer(0), Hashing.class);
    arguments.requireRoom(1, hashing.length());
    scope.handles().remove(arguments.integer(0));
    return arguments.put(1, hashing.finish());
  }

  private long hmac(GuestArguments arguments) {
    byte[] key = arguments.bytes(1, LONGEST_KEY);
    Hashing hashing = Hashing.keyed(arguments.integer(0), key);
    arguments.requireRoom(5, hashing.length());
    feed(hashing, arguments, 3);
    return arguments.put(5, hashing.finish());
  }

  private long encode(GuestArguments arguments) {
    arguments.requireBuffer(3);
    byte[] bytes = arguments.bytes(1, GuestArguments.LARGEST_RESULT);
    String text =
        switch (arguments.integer(0)) {
          case 1 -> HexFormat.of().formatHex(bytes);
          case 2 -> Base64.getEncoder().encodeToString(bytes);
          case 3 -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
          default -> throw Errno.INVALID.error();
        };
    return arguments.give(3, text);
  }

  private long decode(GuestArguments arguments) {
    arguments.requireBuffer(3);
    byte[] text = arguments.bytes(1, 2 * GuestArguments.LARGEST_RESULT);
    try {
      byte[] bytes =
          switch (arguments.integer(0)) {
            case 1 -> HexFormat.of().parseHex(new String(text, StandardCharsets.ISO_8859_1));
            case 2 -> Base64.getDecoder().decode(requireForm(text, text.length % 4 == 0));
            case 3 -> Base64.getUrlDecoder().decode(requireForm(text, !isPadded(text)));
            default -> throw Errno.INVALID.error();
          };
      return arguments.give(3, bytes);
    } catch (IllegalArgumentException e) {
      throw Errno.INVALID.error();
    }
  }

  private static boolean isPadded(byte[] text) {
    return text.length > 0 && text[text.length - 1] == '=';
  }

  /** Java's decoders take padding or leave it; bytes have one form here, not several. */
  private static byte[] requireForm(byte[] text, boolean has) {
    if (!has) {
      throw Errno.INVALID.error();
    }
    return text;
  }

  /**
   * Does each of them once, where the stack is known to be shallow. A class whose initialisation
   * fails for want of stack is of no use any more to anybody: no guest that calls deep inside a
   * recursion must be the first one to need it.
   */
  static void warmUp() {
    byte[] bytes = {1};
    for (int algorithm = 1; algorithm <= 5; algorithm++) {
      Hashing hashing = Hashing.of(algorithm);
      hashing.update(bytes);
      hashing.finish();
    }
    for (int algorithm : new int[] {2, 3, 5}) {
      Hashing hashing = Hashing.keyed(algorithm, bytes);
      hashing.update(bytes);
      hashing.finish();
    }
    byte[] hex = HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.UTF_8);
    HexFormat.of().parseHex(new String(hex, StandardCharsets.ISO_8859_1));
    Base64.getDecoder().decode(Base64.getEncoder().encodeToString(bytes));
    Base64.getUrlDecoder().decode(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
