package io.horizonpush.node.config;

import java.nio.file.Path;

/** The place where the line of each S3 request goes. */
public sealed interface AccessLog {

  record Off() implements AccessLog {}

  record Stdout() implements AccessLog {}

  /**
   * A file that is rolled daily and by size.
   *
   * @param path relative paths start at the data directory
   */
  record File(Path path) implements AccessLog {}
}
