package io.horizonpush.node.cli;

import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.config.ConfigLoader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** The environment and the streams of a command. */
record Console(Map<String, String> environment, PrintStream out, PrintStream err) {

  Console {
    environment = Map.copyOf(environment);
  }

  void line(String text) {
    out.println(text);
  }

  void json(Object value) {
    out.println(AdminJson.write(value));
  }

  ConfigLoader configLoader() {
    return new ConfigLoader(environment, Path.of(System.getProperty("user.home", ".")));
  }
}
