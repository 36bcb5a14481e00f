package io.horizonpush.node.config;

import java.nio.file.Path;

/** Where a setting's value came from. Prints as people would say it. */
public sealed interface Origin {

  record Default() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }

  record FileLine(Path file, int line) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  record Environment(String variable) implements Origin {
    @Override
    public String toString() {
      return "environment " + variable;
    }
  }

  record Flag(String name) implements Origin {
    @Override
    public String toString() {
      return "flag " + name;
    }
  }
}
