package io.horizonpush.node;

import io.horizonpush.node.cli.HorizonCli;

/** The node's entry point, once the launcher has found a Java that is new enough. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(new HorizonCli(System.getenv(), System.out, System.err).run(args));
  }
}
