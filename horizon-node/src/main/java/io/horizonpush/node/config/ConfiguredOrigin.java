package io.horizonpush.node.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An origin of the configuration file: its fields as they stand there. Secrets are in files that it
 * names, which are read when it is needed.
 *
 * @param source where it begins
 * @param folder at which relative paths start
 */
public record ConfiguredOrigin(SettingSource source, Path folder, Map<String, String> fields) {

  private static final String SECRET_KEY_FILE = "secret-key-file";
  private static final String SESSION_TOKEN_FILE = "session-token-file";
  private static final String ACCOUNT_KEY_FILE = "account-key-file";
  private static final String SAS_FILE = "sas-file";
  private static final String CREDENTIALS_FILE = "credentials-file";

  private static final List<String> REQUIRED = List.of("name", "type", "bucket");
  private static final List<String> FLAGS =
      List.of("path-style", "anonymous", "read-only", "allow-private");
  private static final List<String> OTHERS =
      List.of(
          "endpoint",
          "region",
          "prefix",
          "access-key",
          SECRET_KEY_FILE,
          SESSION_TOKEN_FILE,
          "account",
          ACCOUNT_KEY_FILE,
          SAS_FILE,
          CREDENTIALS_FILE,
          "credentials",
          "budget",
          "max-requests");

  public ConfiguredOrigin {
    fields = Map.copyOf(fields);
  }

  /**
   * An origin whose fields are there and have a form.
   *
   * @throws ConfigException naming field and line
   */
  static ConfiguredOrigin of(SettingSource source, Path folder, Map<String, GivenValue> given) {
    given.forEach(ConfiguredOrigin::requireKnown);
    for (String name : REQUIRED) {
      if (!given.containsKey(name)) {
        throw new ConfigException(
            "%s: this origin has no '%s': give it one".formatted(source, name));
      }
    }
    Map<String, String> fields = new LinkedHashMap<>();
    given.forEach((name, value) -> fields.put(name, value.text()));
    return new ConfiguredOrigin(source, folder, fields);
  }

  private static void requireKnown(String name, GivenValue value) {
    boolean flag = FLAGS.contains(name);
    if (!flag && !REQUIRED.contains(name) && !OTHERS.contains(name)) {
      throw new ConfigException(
          "%s: an origin has no '%s'; it may have: %s"
              .formatted(
                  value.source(),
                  name,
                  Stream.of(REQUIRED, OTHERS, FLAGS)
                      .flatMap(List::stream)
                      .collect(Collectors.joining(", "))));
    }
    if (flag && !value.text().equals("true") && !value.text().equals("false")) {
      throw new ConfigException(
          "%s: '%s' of an origin cannot be '%s'; allowed is: true, false"
              .formatted(value.source(), name, value.text()));
    }
  }

  /** What it is called. */
  public String name() {
    return field("name").orElseThrow();
  }

  /**
   * The origin with its secrets.
   *
   * @throws ConfigException if a file cannot be read that has one
   */
  public OriginInput read() {
    return new OriginInput(
        name(),
        field("type").orElseThrow(),
        field("bucket").orElseThrow(),
        field("endpoint"),
        field("region"),
        field("prefix"),
        field("account"),
        flag("path-style"),
        flag("read-only"),
        flag("allow-private"),
        field("budget"),
        field("max-requests"),
        new OriginInput.Access(
            field("access-key"),
            secret(SECRET_KEY_FILE),
            secret(SESSION_TOKEN_FILE),
            secret(ACCOUNT_KEY_FILE),
            secret(SAS_FILE),
            secret(CREDENTIALS_FILE),
            shown()));
  }

  private Optional<String> shown() {
    boolean anonymous = flag("anonymous").orElse(false);
    if (anonymous && field("credentials").isPresent()) {
      throw wrong("give either 'anonymous' or 'credentials'");
    }
    return anonymous ? Optional.of("anonymous") : field("credentials");
  }

  /** That it cannot be as it is. */
  public ConfigException wrong(String why) {
    return new ConfigException("%s: origin '%s': %s".formatted(source, name(), why));
  }

  private Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  private Optional<Boolean> flag(String name) {
    return field(name).map(Boolean::parseBoolean);
  }

  private Optional<Secret> secret(String name) {
    return field(name)
        .map(
            file -> {
              try {
                return SecretFiles.read(folder.resolve(file));
              } catch (ConfigException e) {
                throw wrong("'%s': %s".formatted(name, e.getMessage()));
              }
            });
  }
}
