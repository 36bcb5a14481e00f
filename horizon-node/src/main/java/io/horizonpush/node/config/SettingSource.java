package io.horizonpush.node.config;

import java.nio.file.Path;

/** The source of a setting's value. Prints as people would say it. */
public sealed interface SettingSource {

  record Default() implements SettingSource {
    @Override
    public String toString() {
      return "default";
    }
  }

  record FileLine(Path file, int line) implements SettingSource {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  record Environment(String variable) implements SettingSource {
    @Override
    public String toString() {
      return "environment " + variable;
    }
  }

  record Flag(String name) implements SettingSource {
    @Override
    public String toString() {
      return "flag " + name;
    }
  }
}
