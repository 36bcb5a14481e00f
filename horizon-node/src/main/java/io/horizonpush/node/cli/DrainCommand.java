package io.horizonpush.node.cli;

import io.horizonpush.node.admin.DrainReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "drain",
    description = "Take no more S3 requests and wait until the running ones have ended.")
final class DrainCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  DrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    common.show(
        console,
        node.connect(console).post("drain", DrainReport.class),
        _ -> console.line("Drained. The process can be stopped."));
    return ExitCode.OK;
  }
}
