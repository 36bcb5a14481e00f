package io.horizonpush.node.cli;

import io.horizonpush.node.BuildVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Show the version of HorizonPush and of its Java.")
final class VersionCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  VersionCommand(Console console) {
    this.console = console;
  }

  private record Versions(String version, String java) {}

  @Override
  public Integer call() {
    common.show(
        console,
        new Versions(BuildVersion.current(), Runtime.version().toString()),
        found -> console.line("HorizonPush %s (Java %s)".formatted(found.version(), found.java())));
    return ExitCode.OK;
  }
}
