package io.horizonpush.node.config;

import java.util.Locale;

/**
 * One thing that can be set.
 *
 * @param key kebab-case, with dots between sections
 * @param fallback the text it has when nobody sets it
 * @param meaning one line for people
 * @param secret whether its value is masked and refused on the command line
 */
record Setting<T>(String key, String fallback, String meaning, boolean secret, ValueType<T> type) {

  static <T> Setting<T> of(String key, String fallback, ValueType<T> type, String meaning) {
    return new Setting<>(key, fallback, meaning, false, type);
  }

  static <T> Setting<T> secret(String key, ValueType<T> type, String meaning) {
    return new Setting<>(key, "", meaning, true, type);
  }

  /** The environment variable that sets it. */
  String variable() {
    return OtherVariables.PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The environment variable that names a file with its value; for secrets. */
  String fileVariable() {
    return variable() + "_FILE";
  }
}
