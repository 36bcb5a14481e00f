package io.horizonpush.node.cli;

import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.Node;
import io.horizonpush.node.admin.VerifyRequest;
import io.horizonpush.node.config.LoadedConfig;
import io.horizonpush.node.data.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description =
        "Compare index, blobs and documents; of a stopped node too. Fails on any finding.")
final class VerifyCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--deep", description = "Read the bytes of every object again.")
  private boolean deep;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    VerifyReport report = verify(node.load(console));
    common.show(console, report, this::print);
    return report.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private void print(VerifyReport report) {
    report.findings().forEach(finding -> console.line("FINDING  %s".formatted(finding)));
    console.line(
        "Verified %d objects, %d blobs, %d document entries: %d findings."
            .formatted(
                report.objects(), report.blobs(), report.entries(), report.findings().size()));
  }

  private VerifyReport verify(LoadedConfig loaded) {
    Path directory = loaded.config().dataDirectory();
    if (loaded.isSet("admin.address") || DataDirectory.holder(directory).isPresent()) {
      return node.connect(loaded).post("verify", new VerifyRequest(deep), VerifyReport.class);
    }
    if (!Files.isDirectory(directory)) {
      throw new CliException("there is no data directory " + directory);
    }
    return Node.verifyStopped(loaded.config(), deep);
  }
}
