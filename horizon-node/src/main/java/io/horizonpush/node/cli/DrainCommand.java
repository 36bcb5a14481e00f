package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
    JsonNode report = node.connect(console).post("drain", "{}");
    long unfinished = report.path("unfinishedRequests").asLong();
    if (common.json) {
      console.json(report);
    } else if (unfinished == 0) {
      console.line("Drained. The process can be stopped.");
    } else {
      console.line("%d requests are still running.".formatted(unfinished));
    }
    return unfinished == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }
}
