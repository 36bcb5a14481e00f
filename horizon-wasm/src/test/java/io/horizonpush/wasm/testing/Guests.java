package io.horizonpush.wasm.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The modules of the tests: made of the texts in {@code src/test/wat}. */
public final class Guests {

  private Guests() {}

  /** The bytes of a module. */
  public static byte[] bytes(String name) {
    try (InputStream file = Guests.class.getResourceAsStream("/wasm/" + name + ".wasm")) {
      if (file == null) {
        throw new IllegalArgumentException("There is no module " + name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
