package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
    if (common.json) {
      printJson(settings);
    } else {
      for (EffectiveSetting setting : settings) {
        console.line("# %s".formatted(setting.meaning()));
        console.line("%s = %s    (%s)".formatted(setting.key(), setting.value(), setting.source()));
      }
    }
    return ExitCode.OK;
  }

  private void printJson(List<EffectiveSetting> settings) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (EffectiveSetting setting : settings) {
      array
          .addObject()
          .put("key", setting.key())
          .put("value", setting.value())
          .put("source", setting.source().toString())
          .put("meaning", setting.meaning());
    }
    console.json(array);
  }
}
