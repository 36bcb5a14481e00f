package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "key", description = "Show access keys.", synopsisSubcommandLabel = "COMMAND")
final class KeyCommand implements Runnable {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list is missing");
  }

  @Command(name = "list", description = "List the ids of every access key.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    JsonNode keys = node.connect(console).get("keys");
    if (common.json) {
      console.json(keys);
    } else {
      keys.path("keys")
          .forEach(
              key ->
                  console.line(
                      "%s  %s"
                          .formatted(key.path("accessKeyId").asText(), key.path("role").asText())));
    }
    return ExitCode.OK;
  }
}
