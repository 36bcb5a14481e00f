package io.horizonpush.node.cli;

import io.horizonpush.node.admin.GcReport;
import io.horizonpush.node.admin.GcRequest;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "gc", description = "Remove the blobs that nothing names any more.")
final class GcCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--confirm",
      description = "Remove what a restore kept, too: bytes that the backup does not name.")
  private boolean confirm;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  GcCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    common.show(
        console,
        node.connect(console).post("gc", new GcRequest(Optional.of(confirm)), GcReport.class),
        report -> console.line("Removed %d blobs.".formatted(report.removedBlobs())));
    return ExitCode.OK;
  }
}
