package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
    JsonNode report = node.connect(console).post("gc", "{}");
    if (common.json) {
      console.json(report);
    } else {
      console.line("Removed %s blobs.".formatted(report.path("removedBlobs").asText()));
    }
    return ExitCode.OK;
  }
}
