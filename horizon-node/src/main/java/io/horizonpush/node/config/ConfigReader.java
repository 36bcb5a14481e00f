package io.horizonpush.node.config;

import static io.horizonpush.node.config.Settings.*;
import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;

/** The step from the texts of all settings to the record tree. Confined to one thread. */
final class ConfigReader {

  private final Map<String, GivenValue> values;

  /**
   * @param values one for every setting
   */
  ConfigReader(Map<String, GivenValue> values) {
    this.values = values;
  }

  static GivenValue given(Map<String, GivenValue> values, Setting<?> setting) {
    return requireNonNull(values.get(setting.key()), setting.key());
  }

  NodeConfig read() {
    Path dataDirectory = get(DATA_DIR).toAbsolutePath().normalize();
    return new NodeConfig(dataDirectory, s3(), admin(), storage(), iroh(), daemon(dataDirectory));
  }

  private NodeConfig.S3 s3() {
    return new NodeConfig.S3(
        get(S3_ADDRESS),
        get(S3_ANONYMOUS),
        get(S3_SIGNATURE_V2),
        get(S3_TRUSTED_PROXIES),
        new NodeConfig.Names(get(S3_REGION), get(S3_BASE_DOMAINS), get(S3_STRICT_BUCKET_NAMES)),
        new NodeConfig.Limits(
            get(S3_MAX_CONNECTIONS),
            get(S3_MAX_CONNECTIONS_PER_ADDRESS),
            get(S3_HEADER_TIMEOUT),
            get(S3_IDLE_TIMEOUT)),
        rootCredentials());
  }

  private RootCredentials rootCredentials() {
    String accessKeyId = get(S3_ROOT_ACCESS_KEY);
    Secret secret = get(S3_ROOT_SECRET_KEY);
    if (accessKeyId.isEmpty() != secret.value().isEmpty()) {
      throw new ConfigException(
          "'%s' and '%s' must be set together or not at all"
              .formatted(S3_ROOT_ACCESS_KEY.key(), S3_ROOT_SECRET_KEY.key()));
    }
    return accessKeyId.isEmpty()
        ? new RootCredentials.Generated()
        : new RootCredentials.Given(accessKeyId, secret);
  }

  private NodeConfig.Admin admin() {
    return new NodeConfig.Admin(get(ADMIN_ADDRESS), get(ADMIN_METRICS_WITHOUT_TOKEN));
  }

  private NodeConfig.Storage storage() {
    return new NodeConfig.Storage(
        get(INDEX_GROUP_COMMIT), get(GC_INTERVAL), get(SCRUB_INTERVAL), get(DISK_FLOOR), content());
  }

  private NodeConfig.Content content() {
    ByteSize inlineMax = get(CONTENT_INLINE_MAX);
    ByteSize segmentMax = get(CONTENT_SEGMENT_MAX);
    if (segmentMax.compareTo(inlineMax) < 0) {
      throw new ConfigException(
          "'%s' must not be less than '%s'"
              .formatted(CONTENT_SEGMENT_MAX.key(), CONTENT_INLINE_MAX.key()));
    }
    return new NodeConfig.Content(inlineMax, segmentMax, get(CONTENT_SEGMENT_SIZE));
  }

  private NodeConfig.Iroh iroh() {
    return new NodeConfig.Iroh(get(IROH_BIND_ADDRESS));
  }

  private NodeConfig.Daemon daemon(Path dataDirectory) {
    AccessLog access = get(LOG_ACCESS);
    if (access instanceof AccessLog.File(Path path)) {
      access = new AccessLog.File(dataDirectory.resolve(path));
    }
    return new NodeConfig.Daemon(
        new NodeConfig.Log(get(LOG_FORMAT), get(LOG_LEVEL), access),
        get(MEMORY_LIMIT),
        get(SHUTDOWN_DRAIN));
  }

  private <T> T get(Setting<T> setting) {
    GivenValue value = given(values, setting);
    try {
      return setting.type().parser().apply(value.text());
    } catch (IllegalArgumentException e) {
      String shown = setting.secret() ? "its value" : "'" + value.text() + "'";
      throw new ConfigException(
          "%s: '%s' cannot be %s; allowed is: %s"
              .formatted(value.source(), setting.key(), shown, setting.type().allowed()));
    }
  }
}
