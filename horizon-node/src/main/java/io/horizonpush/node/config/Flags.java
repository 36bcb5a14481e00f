package io.horizonpush.node.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The part of a configuration that the command line gives. Confined to one thread. */
public final class Flags {

  private final Map<String, GivenValue> values = new LinkedHashMap<>();
  private String configFile = "";

  /** Names the configuration file. */
  public Flags configFile(Path file) {
    configFile = file.toString();
    return this;
  }

  /** Sets {@code key} as the flag {@code name} says. A flag of its own wins over {@code --set}. */
  public Flags set(String name, String key, String value) {
    values.put(key, new GivenValue(value, new SettingSource.Flag(name)));
    return this;
  }

  /** Sets {@code key} unless the flag was not given, so that its value is empty. */
  public Flags setIfGiven(String name, String key, String value) {
    return value.isEmpty() ? this : set(name, key, value);
  }

  Optional<Path> configFile() {
    return configFile.isEmpty() ? Optional.empty() : Optional.of(Path.of(configFile));
  }

  Map<String, GivenValue> values() {
    return Collections.unmodifiableMap(values);
  }
}
