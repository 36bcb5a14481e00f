package io.horizonpush.node.cli;

import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.config.ConfigLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The environment and the streams of a command. */
record Console(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {

  /** What is read of a command's input at most: what it is asked for is a line. */
  private static final int LONGEST_INPUT = 64 * 1024;

  Console {
    environment = Map.copyOf(environment);
  }

  /** Whether somebody sees what is written, on a terminal. */
  boolean isTerminal() {
    return out == System.out
        && Optional.ofNullable(System.console()).filter(each -> each.isTerminal()).isPresent();
  }

  void line(String text) {
    out.println(text);
  }

  void json(Object value) {
    out.println(AdminJson.write(value));
  }

  /** All that comes in. */
  String input() {
    return read(false);
  }

  /** The next line that comes in, after people were told what to write. */
  String ask(String question) {
    err.print(question);
    err.flush();
    return read(true);
  }

  private String read(boolean line) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      int next = in.read();
      while (next >= 0 && !(line && next == '\n') && read.size() < LONGEST_INPUT) {
        read.write(next);
        next = in.read();
      }
    } catch (IOException e) {
      throw new CliException("standard input cannot be read: " + e.getMessage(), e);
    }
    return read.toString(StandardCharsets.UTF_8);
  }

  ConfigLoader configLoader() {
    return new ConfigLoader(environment, Path.of(System.getProperty("user.home", ".")));
  }
}
