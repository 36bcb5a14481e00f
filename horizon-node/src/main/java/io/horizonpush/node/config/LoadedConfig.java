package io.horizonpush.node.config;

import java.util.List;

/** A checked configuration and where each value came from. */
public record LoadedConfig(NodeConfig config, List<EffectiveSetting> settings) {

  public LoadedConfig {
    settings = List.copyOf(settings);
  }

  /** Whether anybody set it. */
  public boolean isSet(String key) {
    return settings.stream()
        .anyMatch(
            setting ->
                setting.key().equals(key) && !(setting.source() instanceof SettingSource.Default));
  }
}
