package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

  @Override
  public Integer call() {
    String java = Runtime.version().toString();
    if (common.json) {
      console.json(
          JsonNodeFactory.instance
              .objectNode()
              .put("version", BuildVersion.current())
              .put("java", java));
    } else {
      console.line("HorizonPush %s (Java %s)".formatted(BuildVersion.current(), java));
    }
    return ExitCode.OK;
  }
}
