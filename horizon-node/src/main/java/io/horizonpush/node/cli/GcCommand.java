package io.horizonpush.node.cli;

import io.horizonpush.node.admin.GcReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "gc", description = "Remove the blobs that nothing names any more.")
final class GcCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  GcCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    common.show(
        console,
        node.connect(console).post("gc", GcReport.class),
        report -> console.line("Removed %d blobs.".formatted(report.removedBlobs())));
    return ExitCode.OK;
  }
}
