package io.horizonpush.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "check-config",
    description = "Say whether a node could start with this configuration.")
final class CheckConfigCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  CheckConfigCommand(Console console) {
    this.console = console;
  }

  private record Check(boolean valid) {}

  @Override
  public Integer call() {
    options.load(console.configLoader());
    common.show(console, new Check(true), _ -> console.line("The configuration is valid."));
    return ExitCode.OK;
  }
}
