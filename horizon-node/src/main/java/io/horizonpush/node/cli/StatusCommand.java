package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Show a running node at a glance.")
final class StatusCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final ClientOptions node = new ClientOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    JsonNode status = node.connect(console).get("status");
    if (common.json) {
      console.json(status);
      return ExitCode.OK;
    }
    console.line(
        "State     %s, since %s".formatted(text(status, "/state"), text(status, "/startedAt")));
    console.line("Version   %s".formatted(text(status, "/version")));
    console.line("S3        %s".formatted(text(status, "/endpoints/s3Url")));
    console.line("Admin     %s".formatted(text(status, "/endpoints/adminUrl")));
    console.line("Data      %s".formatted(text(status, "/dataDirectory")));
    console.line("Node id   %s".formatted(text(status, "/endpoints/nodeId")));
    console.line(
        "Outbox    %s records not yet in their documents"
            .formatted(text(status, "/storage/outboxBacklog")));
    status
        .path("problems")
        .forEach(problem -> console.line("PROBLEM   %s".formatted(problem.asText())));
    return ExitCode.OK;
  }

  private static String text(JsonNode node, String pointer) {
    return node.at(pointer).asText();
  }
}
