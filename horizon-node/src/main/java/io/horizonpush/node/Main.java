package io.horizonpush.node;

import io.horizonpush.node.cli.HorizonCli;
import io.horizonpush.node.memory.MemoryLimit;
import io.horizonpush.s3.http.HttpServer;

/** The node's entry point, once the launcher has found a Java that is new enough. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    if (args.length > 0
        && args[0].equals("start-server")
        && !MemoryLimit.startsAnew(System.getenv())) {
      // Beside reading the command line and the configuration: a start is mostly loading classes.
      // What fails here fails again where it is needed, with a message.
      Thread.ofPlatform()
          .daemon()
          .name("preload")
          .uncaughtExceptionHandler((thread, thrown) -> {})
          .start(HttpServer::preload);
    }
    System.exit(new HorizonCli(System.getenv(), System.in, System.out, System.err).run(args));
  }
}
