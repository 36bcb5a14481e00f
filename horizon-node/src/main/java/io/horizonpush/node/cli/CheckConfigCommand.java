package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

  @Override
  public Integer call() {
    options.load(console.configLoader());
    if (common.json) {
      console.json(JsonNodeFactory.instance.objectNode().put("valid", true));
    } else {
      console.line("The configuration is valid.");
    }
    return ExitCode.OK;
  }
}
