package io.horizonpush.node.cli;

import io.horizonpush.node.StartTrial;
import io.horizonpush.node.config.NodeConfig;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "check-config",
    description =
        "Say whether a node could start with this configuration, data directory and ports.")
final class CheckConfigCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  CheckConfigCommand(Console console) {
    this.console = console;
  }

  /**
   * @param running the process that runs on the data directory already
   */
  private record Check(boolean valid, Optional<String> running) {}

  private void explain(Check check) {
    console.line("The configuration is valid.");
    check
        .running()
        .ifPresent(
            process ->
                console.line(
                    "Process %s runs on the data directory, so the ports were not tried."
                        .formatted(process)));
  }

  @Override
  public Integer call() {
    NodeConfig config = options.load(console.configLoader()).config();
    Optional<String> running = StartTrial.run(config);
    common.show(console, new Check(true, running), this::explain);
    return ExitCode.OK;
  }
}
