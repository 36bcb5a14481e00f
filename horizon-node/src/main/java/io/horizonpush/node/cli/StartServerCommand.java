package io.horizonpush.node.cli;

import io.horizonpush.node.NodeProcess;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.memory.MemoryLimit;
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
    NodeConfig config = options.load(console.configLoader()).config();
    MemoryLimit.keep(config.daemon().memoryLimit(), console.environment());
    new NodeProcess(config, common.json, console.out()).run();
    return ExitCode.OK;
  }
}
