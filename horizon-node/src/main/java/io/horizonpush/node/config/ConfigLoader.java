package io.horizonpush.node.config;

import static io.horizonpush.node.config.Settings.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sources of a configuration, put together: defaults, then the file, then the environment, then
 * flags; the later wins. Immutable.
 */
public final class ConfigLoader {

  /** The file that is read from the data directory when none is named. */
  public static final String FILE_NAME = "horizon.yaml";

  private final Map<String, String> environment;
  private final Path home;

  /**
   * @param environment the process's variables
   * @param home the user's home directory
   */
  public ConfigLoader(Map<String, String> environment, Path home) {
    this.environment = Map.copyOf(environment);
    this.home = home;
  }

  /**
   * Reads and checks everything.
   *
   * @throws ConfigException naming the first setting that cannot be used
   */
  public LoadedConfig load(Flags flags) {
    Map<String, GivenValue> values = new LinkedHashMap<>();
    GivenValue dataDirectory = defaultDataDirectory();
    for (Setting<?> setting : ALL) {
      values.put(setting.key(), new GivenValue(setting.fallback(), new SettingSource.Default()));
    }
    values.put(DATA_DIR.key(), dataDirectory);
    Map<String, GivenValue> fromEnvironment = environmentValues();
    Map<String, GivenValue> fromFlags = checkedFlags(flags);
    Optional<YamlSettings.Content> file =
        configFile(flags, dataDirectoryBeforeFile(dataDirectory, fromEnvironment, fromFlags))
            .map(ConfigLoader::checkedFile);
    file.map(YamlSettings.Content::values).ifPresent(values::putAll);
    values.putAll(fromEnvironment);
    values.putAll(fromFlags);
    List<YamlSettings.Item> origins = file.map(YamlSettings.Content::origins).orElse(List.of());
    NodeConfig config = new ConfigReader(values, origins).read();
    return new LoadedConfig(config, effective(values, config.origins()));
  }

  private GivenValue defaultDataDirectory() {
    String state = environment.getOrDefault("STATE_DIRECTORY", "");
    if (!state.isEmpty()) {
      // systemd separates several directories by colons; the first is the unit's own.
      return new GivenValue(
          state.split(":", 2)[0], new SettingSource.Environment("STATE_DIRECTORY"));
    }
    Path path = home.resolve(".local/share/horizonpush");
    return new GivenValue(path.toString(), new SettingSource.Default());
  }

  private static Path dataDirectoryBeforeFile(
      GivenValue fallback, Map<String, GivenValue> environment, Map<String, GivenValue> flags) {
    String key = DATA_DIR.key();
    return Path.of(flags.getOrDefault(key, environment.getOrDefault(key, fallback)).text());
  }

  private Optional<Path> configFile(Flags flags, Path dataDirectory) {
    if (flags.configFile().isPresent()) {
      return flags.configFile();
    }
    String named = environment.getOrDefault(OtherVariables.CONFIG, "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    Path implied = dataDirectory.resolve(FILE_NAME);
    return Files.exists(implied) ? Optional.of(implied) : Optional.empty();
  }

  private static YamlSettings.Content checkedFile(Path file) {
    YamlSettings.Content content = YamlSettings.read(file);
    content
        .values()
        .forEach(
            (key, value) -> {
              if (requireKnown(key, value.source()).secret() && !value.text().isEmpty()) {
                SecretFiles.requirePrivate(file, key);
              }
            });
    return content;
  }

  private static Map<String, GivenValue> checkedFlags(Flags flags) {
    flags
        .values()
        .forEach(
            (key, value) -> {
              Setting<?> setting = requireKnown(key, value.source());
              if (setting.secret()) {
                throw new ConfigException(
                    "'%s' is a secret and must not stand on a command line: set %s or %s"
                        .formatted(key, setting.variable(), setting.fileVariable()));
              }
            });
    return flags.values();
  }

  private static Setting<?> requireKnown(String key, SettingSource source) {
    return Settings.find(key)
        .orElseThrow(
            () ->
                new ConfigException(
                    source
                        + ": unknown setting '"
                        + key
                        + "' (print-config shows every setting there is)"));
  }

  private void refuseUnknownVariables() {
    Set<String> known = new HashSet<>();
    for (Setting<?> setting : ALL) {
      known.add(setting.variable());
      if (setting.secret()) {
        known.add(setting.fileVariable());
      }
    }
    environment.keySet().stream()
        .filter(name -> name.startsWith(OtherVariables.PREFIX))
        .filter(name -> !known.contains(name) && !OtherVariables.contains(name))
        .min(Comparator.naturalOrder())
        .ifPresent(
            name -> {
              throw new ConfigException(
                  "%s: no setting has this variable (print-config shows every setting there is: %s is %s)"
                      .formatted(
                          new SettingSource.Environment(name),
                          S3_ADDRESS.key(),
                          S3_ADDRESS.variable()));
            });
  }

  private Map<String, GivenValue> environmentValues() {
    refuseUnknownVariables();
    Map<String, GivenValue> values = new LinkedHashMap<>();
    for (Setting<?> setting : ALL) {
      String variable = setting.variable();
      String fileVariable = setting.fileVariable();
      boolean inFile = setting.secret() && environment.containsKey(fileVariable);
      if (inFile && environment.containsKey(variable)) {
        throw new ConfigException(
            "'%s' is set twice: by %s and by %s".formatted(setting.key(), variable, fileVariable));
      }
      if (inFile) {
        values.put(setting.key(), secretFromFile(fileVariable));
      } else if (environment.containsKey(variable)) {
        String text = environment.getOrDefault(variable, "");
        values.put(setting.key(), new GivenValue(text, new SettingSource.Environment(variable)));
      }
    }
    return values;
  }

  private GivenValue secretFromFile(String variable) {
    try {
      Secret secret = SecretFiles.read(Path.of(environment.getOrDefault(variable, "")));
      return new GivenValue(secret.value(), new SettingSource.Environment(variable));
    } catch (ConfigException e) {
      throw new ConfigException(variable + ": " + e.getMessage(), e);
    }
  }

  private static List<EffectiveSetting> effective(
      Map<String, GivenValue> values, List<ConfiguredOrigin> origins) {
    List<EffectiveSetting> settings = new ArrayList<>();
    for (Setting<?> setting : ALL) {
      GivenValue value = ConfigReader.given(values, setting);
      boolean masked = setting.secret() && !value.text().isEmpty();
      settings.add(
          new EffectiveSetting(
              setting.key(),
              masked ? Secret.MASK : value.text(),
              value.source(),
              setting.meaning()));
    }
    if (!origins.isEmpty()) {
      settings.add(
          new EffectiveSetting(
              "origins",
              origins.stream().map(ConfiguredOrigin::name).collect(Collectors.joining(", ")),
              origins.getFirst().source(),
              "Places in clouds that this node has access to, each with its own settings."));
    }
    return settings;
  }
}
