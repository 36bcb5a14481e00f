package io.horizonpush.node.cli;

import io.horizonpush.iroh.backup.RestoreReport;
import io.horizonpush.iroh.index.IndexFile.Losses;
import io.horizonpush.node.Node;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "restore",
    description = "Restore a backup into the data directory of a node that does not run.")
final class RestoreCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "BACKUP", description = "The folder that backup was given.")
  private Path backup = Path.of("");

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "An empty folder, or the data directory of the same node.")
  private Path dataDir = Path.of("");

  @Mixin private final CommonOptions common = new CommonOptions();

  RestoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RestoreReport report = Node.restore(backup.toAbsolutePath(), dataDir.toAbsolutePath());
    common.show(console, report, this::print);
    return report.missing().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private void print(RestoreReport report) {
    console.line(
        "Restored %d objects as of %s. The documents are made again at the next start."
            .formatted(report.objects(), report.created()));
    report.losses().ifPresent(this::print);
    report.missing().forEach(file -> console.line("MISSING   %s".formatted(file)));
    if (!report.missing().isEmpty()) {
      console.line("%d blobs are lost: verify names the objects.".formatted(report.missingBlobs()));
    }
    report
        .aside()
        .ifPresent(aside -> console.line("What was there before is in %s.".formatted(aside)));
    if (report.confirm()) {
      console.line(
          "Bytes that the backup does not name are kept until 'gc --confirm'; until then no space comes back.");
    }
  }

  private void print(Losses losses) {
    losses.first().forEach(name -> console.line("LOST      %s".formatted(name)));
    console.line(
        "%d versions of objects were written after the backup, and are lost."
            .formatted(losses.count()));
  }
}
