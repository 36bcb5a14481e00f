package io.horizonpush.node.cli;

import io.horizonpush.iroh.backup.BackupReport;
import io.horizonpush.node.admin.BackupRequest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    description = "Make a backup of the running node, or bring an earlier one up to date.")
final class BackupCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "DIR", description = "An empty folder, or one with an earlier backup.")
  private Path directory = Path.of("");

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  BackupCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BackupReport report =
        node.connect(console)
            .post("backup", new BackupRequest(directory.toAbsolutePath()), BackupReport.class);
    common.show(console, report, this::print);
    return report.missing() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private void print(BackupReport report) {
    BackupReport.Files files = report.files();
    console.line(
        "Backed up %d objects to %s: %d files linked, %d copied, %d there already, %d removed."
            .formatted(
                report.objects(),
                report.directory(),
                files.linked(),
                files.copied(),
                files.there(),
                files.removed()));
    console.line(
        "Documents are not in it: they are made again from the index and node.key. It holds secrets.");
    if (report.missing() > 0) {
      console.line(
          "PROBLEM   %d files that the index names are not on the disk: see verify"
              .formatted(report.missing()));
    }
  }
}
