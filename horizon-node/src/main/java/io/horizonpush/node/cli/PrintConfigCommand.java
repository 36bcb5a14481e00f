package io.horizonpush.node.cli;

import io.horizonpush.node.config.EffectiveSetting;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "print-config",
    description = "Show every setting, its value and where that came from. Secrets are masked.")
final class PrintConfigCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  PrintConfigCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<EffectiveSetting> settings = options.load(console.configLoader()).settings();
    common.show(console, settings, all -> all.forEach(this::print));
    return ExitCode.OK;
  }

  private void print(EffectiveSetting setting) {
    console.line("# %s".formatted(setting.meaning()));
    console.line("%s = %s    (%s)".formatted(setting.key(), setting.value(), setting.source()));
  }
}
