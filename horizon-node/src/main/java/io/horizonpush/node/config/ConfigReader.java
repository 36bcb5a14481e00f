package io.horizonpush.node.config;

import static io.horizonpush.node.config.Settings.*;
import static java.util.Objects.requireNonNull;

import io.horizonpush.fallback.writeback.WriteBackObjects;
import io.horizonpush.iroh.ffm.NativeBlobs.Rates;
import io.horizonpush.iroh.keep.Room;
import io.horizonpush.iroh.net.TransferRates;
import io.horizonpush.iroh.store.UploadLimits;
import io.horizonpush.iroh.sync.SyncLimits;
import io.horizonpush.iroh.transfer.TransferBook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The step from the texts of all settings to the record tree. Confined to one thread. */
final class ConfigReader {

  private final Map<String, GivenValue> values;
  private final List<YamlSettings.Item> origins;

  /**
   * @param values one for every setting
   * @param origins of the configuration file
   */
  ConfigReader(Map<String, GivenValue> values, List<YamlSettings.Item> origins) {
    this.values = values;
    this.origins = origins;
  }

  static GivenValue given(Map<String, GivenValue> values, Setting<?> setting) {
    return requireNonNull(values.get(setting.key()), setting.key());
  }

  NodeConfig read() {
    Path dataDirectory = get(DATA_DIR).toAbsolutePath().normalize();
    return new NodeConfig(
        dataDirectory,
        s3(dataDirectory),
        admin(dataDirectory),
        storage(),
        peers(),
        origins.stream()
            .map(item -> ConfiguredOrigin.of(item.source(), dataDirectory, item.fields()))
            .toList(),
        plugins(),
        daemon(dataDirectory));
  }

  private NodeConfig.Plugins plugins() {
    return new NodeConfig.Plugins(
        get(PLUGINS_ENABLED),
        get(PLUGINS_MEMORY),
        get(PLUGINS_PUBLISHERS),
        new NodeConfig.PluginCeiling(
            get(PLUGINS_MAX_MEMORY),
            get(PLUGINS_MAX_CPU),
            get(PLUGINS_MAX_REQUEST),
            get(PLUGINS_MAX_INIT)));
  }

  private NodeConfig.S3 s3(Path dataDirectory) {
    return new NodeConfig.S3(
        get(S3_ADDRESS),
        tls("s3.tls", S3_TLS_CERTIFICATE, S3_TLS_KEY, dataDirectory),
        get(S3_ANONYMOUS),
        get(S3_SIGNATURE_V2),
        get(S3_TRUSTED_PROXIES),
        new NodeConfig.Names(
            Region.of(get(S3_REGION)), get(S3_BASE_DOMAINS), get(S3_STRICT_BUCKET_NAMES)),
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

  private NodeConfig.Admin admin(Path dataDirectory) {
    HostPort address = get(ADMIN_ADDRESS);
    Optional<TlsFiles> tls = tls("admin.tls", ADMIN_TLS_CERTIFICATE, ADMIN_TLS_KEY, dataDirectory);
    boolean openMetrics = get(ADMIN_METRICS_WITHOUT_TOKEN);
    if (!address.isLoopback() && tls.isEmpty()) {
      throw new ConfigException(
          "'%s' is not a loopback address, and so needs TLS: set '%s' and '%s'"
                  .formatted(ADMIN_ADDRESS.key(), ADMIN_TLS_CERTIFICATE.key(), ADMIN_TLS_KEY.key())
              + " (tls make-self-signed makes a first pair), or keep it on 127.0.0.1 and reach it"
              + " through an SSH tunnel");
    }
    if (!address.isLoopback() && openMetrics) {
      throw new ConfigException(
          "'%s' is for a loopback address: elsewhere metrics are read with the token in metrics.token in the data directory"
              .formatted(ADMIN_METRICS_WITHOUT_TOKEN.key()));
    }
    return new NodeConfig.Admin(address, tls, openMetrics);
  }

  /** Relative paths start at the data directory. */
  private Optional<TlsFiles> tls(
      String section,
      Setting<Optional<Path>> certificate,
      Setting<Optional<Path>> key,
      Path dataDirectory) {
    if (get(certificate).isPresent() != get(key).isPresent()) {
      throw new ConfigException(
          "'%s' and '%s' must be set together or not at all"
              .formatted(certificate.key(), key.key()));
    }
    return get(certificate)
        .map(
            file ->
                new TlsFiles(
                    section,
                    dataDirectory.resolve(file),
                    dataDirectory.resolve(get(key).orElseThrow())));
  }

  private NodeConfig.Peers peers() {
    return new NodeConfig.Peers(
        get(NODE_NAME),
        new SyncLimits(get(PEERS_MAX_RECORDS), get(PEERS_MAX_BYTES).bytes(), get(PEERS_MAX_RATE)),
        get(PEERS_FORGET_AFTER),
        new NodeConfig.Network(get(IROH_ADVERTISE), get(IROH_RELAY), get(IROH_DISCOVERY)),
        rates(),
        new TransferBook.Rule(get(TRANSFER_KEEP), get(TRANSFER_KEEP_FOR)));
  }

  private TransferRates rates() {
    TransferRates.Limits usual =
        new TransferRates.Limits(
            new Rates(rate(TRANSFER_RATE_UP), rate(TRANSFER_RATE_UP_PER_PEER)),
            new Rates(rate(TRANSFER_RATE_DOWN), rate(TRANSFER_RATE_DOWN_PER_PEER)));
    return new TransferRates(
        usual, get(TRANSFER_RATE_HOURS).stream().map(each -> each.beside(usual)).toList());
  }

  private long rate(Setting<Optional<ByteSize>> setting) {
    return get(setting).map(ByteSize::bytes).orElse(0L);
  }

  private NodeConfig.Storage storage() {
    return new NodeConfig.Storage(
        get(INDEX_GROUP_COMMIT),
        get(GC_INTERVAL),
        get(SCRUB_INTERVAL),
        get(DISK_FLOOR),
        new Room.Limits(
            get(CACHE_QUOTA).stream().mapToLong(ByteSize::bytes).findFirst(),
            Optional.of(get(CACHE_IDLE)).filter(Duration::isPositive)),
        new WriteBackObjects.Limits(
            get(FALLBACK_MAX_DIRTY).bytes(),
            get(FALLBACK_WRITE_THROUGH_TIMEOUT),
            get(FALLBACK_TAKEOVER)),
        get(FETCH_PEER_PATIENCE),
        new UploadLimits(get(UPLOADS_MAX_UNFINISHED), get(UPLOADS_MAX_AGE)),
        content());
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
