package io.horizonpush.node.cli;

import io.horizonpush.node.NodeProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "start-server",
    description = "Run a node in the foreground until it is told to stop.")
final class StartServerCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  StartServerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    new NodeProcess(options.load(console.configLoader()).config(), common.json, console.out())
        .run();
    return ExitCode.OK;
  }
}
