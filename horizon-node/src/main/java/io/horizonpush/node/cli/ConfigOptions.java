package io.horizonpush.node.cli;

import io.horizonpush.node.config.ConfigLoader;
import io.horizonpush.node.config.Flags;
import io.horizonpush.node.config.LoadedConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that make a configuration. */
final class ConfigOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Read this file; else $HORIZON_CONFIG, else horizon.yaml in the data directory.")
  private String config = "";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Keep everything here; else $HORIZON_DATA_DIR, $STATE_DIRECTORY, ~/.local/share/horizonpush.")
  private String dataDir = "";

  @Option(names = "--s3-address", paramLabel = "HOST:PORT", description = "Listen for S3 here.")
  private String s3Address = "";

  @Option(
      names = "--admin-address",
      paramLabel = "HOST:PORT",
      description = "Listen for health, metrics and the admin API here.")
  private String adminAddress = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set any setting that print-config shows; may be repeated.")
  private final Map<String, String> settings = new LinkedHashMap<>();

  LoadedConfig load(ConfigLoader loader) {
    Flags flags = new Flags();
    if (!config.isEmpty()) {
      flags.configFile(Path.of(config));
    }
    settings.forEach((key, value) -> flags.set("--set", key, value));
    flags
        .setIfGiven("--data-dir", "data-dir", dataDir)
        .setIfGiven("--s3-address", "s3.address", s3Address)
        .setIfGiven("--admin-address", "admin.address", adminAddress);
    return loader.load(flags);
  }
}
