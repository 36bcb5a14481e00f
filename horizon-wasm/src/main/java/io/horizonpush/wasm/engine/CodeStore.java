package io.horizonpush.wasm.engine;

import java.util.Optional;

/** Where compiled code is kept. Loses what it likes. Thread-safe; may block. */
public interface CodeStore {

  /** Keeps nothing. */
  CodeStore NONE =
      new CodeStore() {
        @Override
        public Optional<byte[]> find(String name) {
          return Optional.empty();
        }

        @Override
        public void keep(String name, byte[] code) {}

        @Override
        public void drop(String name) {}
      };

  /**
   * The code that was kept under a name: exactly those bytes, or nothing.
   *
   * @param name lower-case hexadecimal digits
   */
  Optional<byte[]> find(String name);

  /** Keeps code, if there is room for it. Fails silently: it can be compiled again. */
  void keep(String name, byte[] code);

  /** Forgets what turned out to be of no use. */
  void drop(String name);
}
