package io.horizonpush.node.config;

import static io.horizonpush.node.config.ValueType.duration;
import static io.horizonpush.node.config.ValueType.integer;
import static io.horizonpush.node.config.ValueType.oneOf;
import static io.horizonpush.node.config.ValueType.optionalSize;
import static io.horizonpush.node.config.ValueType.size;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.net.Discovery;
import io.horizonpush.iroh.net.Relay;
import io.horizonpush.s3.request.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of every setting: keys, defaults, meanings and types. */
final class Settings {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(365);

  static final Setting<Path> DATA_DIR =
      Setting.of("data-dir", "", ValueType.PATH, "where the node keeps everything");

  static final Setting<String> NODE_NAME =
      Setting.of(
          "node.name",
          "",
          ValueType.NODE_NAME,
          "what members of shared buckets are shown this node as; empty = the name of the machine");

  static final Setting<HostPort> S3_ADDRESS =
      Setting.of("s3.address", "127.0.0.1:3000", ValueType.ADDRESS, "where S3 listens");
  static final Setting<UnsignedRequests> S3_ANONYMOUS =
      Setting.of(
          "s3.anonymous",
          "loopback",
          oneOf(UnsignedRequests.class),
          "who acts for the root owner unsigned: loopback = this machine's own users, while S3"
              + " listens on loopback only");
  static final Setting<TrustedProxies> S3_TRUSTED_PROXIES =
      Setting.of(
          "s3.trusted-proxies",
          "",
          ValueType.PROXIES,
          "proxies whose X-Forwarded-For, -Proto and -Host count; what they pass on must be signed");
  static final Setting<Boolean> S3_SIGNATURE_V2 =
      Setting.of(
          "s3.signature-v2",
          "on",
          ValueType.SWITCH,
          "on or off: whether signatures of Version 2 are accepted, which old tools still make");
  static final Setting<String> S3_REGION =
      Setting.of(
          "s3.region",
          "us-east-1",
          ValueType.TEXT,
          "the region that signatures name; any = whatever they name, and buckets are in"
              + " us-east-1");
  static final Setting<List<String>> S3_BASE_DOMAINS =
      Setting.of(
          "s3.base-domains",
          "localhost",
          ValueType.DOMAINS,
          "hosts whose subdomains are bucket names; not every system resolves BUCKET.localhost");
  static final Setting<Boolean> S3_STRICT_BUCKET_NAMES =
      Setting.of(
          "s3.strict-bucket-names",
          "false",
          ValueType.BOOLEAN,
          "whether new buckets must obey today's naming rule of AWS");
  static final Setting<Optional<Path>> S3_TLS_CERTIFICATE =
      certificate("s3.tls", "the certificate of the S3 port as PEM, its own first; empty = no TLS");
  static final Setting<Optional<Path>> S3_TLS_KEY =
      key("s3.tls", "the certificate's private key as PEM, which only the node's user may read");
  static final Setting<Integer> S3_MAX_CONNECTIONS =
      Setting.of(
          "s3.max-connections",
          "1024",
          integer(1, 1_000_000),
          "connections at one time; more are refused");
  static final Setting<Integer> S3_MAX_CONNECTIONS_PER_ADDRESS =
      Setting.of(
          "s3.max-connections-per-address",
          "64",
          integer(1, 1_000_000),
          "connections from one other machine at one time; proxies that are trusted are not counted");
  static final Setting<Duration> S3_HEADER_TIMEOUT =
      Setting.of(
          "s3.header-timeout",
          "10s",
          duration(SECOND, HOUR),
          "how long a client may take to send a request's head");
  static final Setting<Duration> S3_IDLE_TIMEOUT =
      Setting.of(
          "s3.idle-timeout", "1m", duration(SECOND, HOUR), "how long a connection may stay silent");
  static final Setting<String> S3_ROOT_ACCESS_KEY =
      Setting.of(
          "s3.root-access-key",
          "",
          ValueType.OPTIONAL_ACCESS_KEY,
          "the root key's id; empty = made at the first start");
  static final Setting<Secret> S3_ROOT_SECRET_KEY =
      Setting.secret(
          "s3.root-secret-key",
          ValueType.OPTIONAL_SECRET_KEY,
          "the root key's secret; empty = made at the first start");

  static final Setting<HostPort> ADMIN_ADDRESS =
      Setting.of(
          "admin.address",
          "127.0.0.1:3001",
          ValueType.ADDRESS,
          "where the admin API, health and metrics listen; elsewhere than on loopback with TLS"
              + " only");
  static final Setting<Optional<Path>> ADMIN_TLS_CERTIFICATE =
      certificate("admin.tls", "the certificate of the admin port; empty = no TLS");
  static final Setting<Optional<Path>> ADMIN_TLS_KEY =
      key("admin.tls", "the private key of that certificate");
  static final Setting<Boolean> ADMIN_METRICS_WITHOUT_TOKEN =
      Setting.of(
          "admin.metrics-without-token",
          "false",
          ValueType.BOOLEAN,
          "whether /metrics answers without a token; on loopback only");

  static final Setting<Boolean> INDEX_GROUP_COMMIT =
      Setting.of(
          "index.group-commit",
          "true",
          ValueType.BOOLEAN,
          "whether writes that arrive together share one fsync");
  static final Setting<Duration> GC_INTERVAL =
      Setting.of(
          "gc.interval",
          "1s",
          duration(Duration.ZERO, YEAR),
          "how often blobs that nothing uses are looked for and removed; 0s = only on command");

  static final Setting<Duration> SCRUB_INTERVAL =
      Setting.of(
          "scrub.interval",
          "30d",
          duration(Duration.ZERO, YEAR),
          "in which everything that is stored is read once to find what rots; 0s = never");

  static final Setting<Duration> UPLOADS_MAX_AGE =
      Setting.of(
          "uploads.max-age",
          "7d",
          duration(Duration.ZERO, YEAR),
          "after which a multipart upload that is not completed is aborted; 0s = never");
  static final Setting<Integer> UPLOADS_MAX_UNFINISHED =
      Setting.of(
          "uploads.max-unfinished",
          "10000",
          integer(1, 1_000_000),
          "multipart uploads of a bucket at one time; no more may begin");

  static final Setting<Integer> PEERS_MAX_RECORDS =
      Setting.of(
          "peers.max-records",
          "50000000",
          integer(1, Integer.MAX_VALUE),
          "records that one member may bring into one bucket; no more are taken from it then");
  static final Setting<ByteSize> PEERS_MAX_BYTES =
      Setting.of(
          "peers.max-bytes",
          "64GiB",
          size(new ByteSize(1 << 20), new ByteSize(1L << 50)),
          "what the records of one member in one bucket may take, bytes of objects not counted");
  static final Setting<Integer> PEERS_MAX_RATE =
      Setting.of(
          "peers.max-rate",
          "20000",
          integer(1, 1_000_000),
          "records a second that one member may bring into one bucket; more wait");

  static final Setting<Duration> PEERS_FORGET_AFTER =
      Setting.of(
          "peers.forget-after",
          "180d",
          duration(Duration.ofDays(1), Duration.ofDays(3650)),
          "of silence of a member, after which what is gone is forgotten without waiting for it");
  static final Setting<List<HostPort>> IROH_ADVERTISE =
      Setting.of(
          "iroh.advertise",
          "",
          ValueType.ADVERTISED,
          "where other nodes reach this one, in place of the addresses of this machine");
  static final Setting<Relay> IROH_RELAY =
      Setting.of(
          "iroh.relay",
          "off",
          ValueType.RELAY,
          "the relay through which members reach each other where no direct way is found; theirs"
              + " has to be the same");
  static final Setting<Set<Discovery>> IROH_DISCOVERY =
      Setting.of(
          "iroh.discovery",
          "",
          ValueType.DISCOVERY,
          "how nodes are found at other addresses than known: lookup = in the directory of the makers"
              + " of iroh, which is told where this node is; mdns = in the local network, likewise");

  static final Setting<Optional<ByteSize>> TRANSFER_RATE_UP =
      rate("transfer.rate.up", "bytes of objects that go to other members in a second");
  static final Setting<Optional<ByteSize>> TRANSFER_RATE_DOWN =
      rate("transfer.rate.down", "the same that come from them");
  static final Setting<Optional<ByteSize>> TRANSFER_RATE_UP_PER_PEER =
      rate("transfer.rate.up-per-peer", "those that go to one member");
  static final Setting<Optional<ByteSize>> TRANSFER_RATE_DOWN_PER_PEER =
      rate("transfer.rate.down-per-peer", "those that come from one member");
  static final Setting<List<RateHours>> TRANSFER_RATE_HOURS =
      Setting.of(
          "transfer.rate.hours",
          "",
          ValueType.RATE_HOURS,
          "the same for parts of each day, by this machine's clock; what is not named stays, off ="
              + " no limit");

  static final Setting<Integer> TRANSFER_KEEP =
      Setting.of(
          "transfer.keep",
          "10000",
          integer(0, 1_000_000),
          "transfers that are over of which it is known how they went; the latest are kept");
  static final Setting<Duration> TRANSFER_KEEP_FOR =
      Setting.of(
          "transfer.keep-for",
          "30d",
          duration(Duration.ofMinutes(1), YEAR),
          "and for how long that is known");

  static final Setting<DiskFloor.Rule> DISK_FLOOR =
      Setting.of(
          "disk.floor",
          "5%",
          ValueType.DISK_FLOOR,
          "what is to be left of the disk, below which writes are refused; of 5% at least 256MiB");

  static final Setting<Optional<ByteSize>> CACHE_QUOTA =
      Setting.of(
          "cache.quota",
          "",
          optionalSize(new ByteSize(1 << 20), new ByteSize(1L << 60)),
          "what bytes of objects may take on this node: above nine tenths of it those go that"
              + " origins have or members keep, until it is eight; empty = what the disk has");
  static final Setting<Duration> CACHE_IDLE =
      Setting.of(
          "cache.idle",
          "0s",
          duration(Duration.ZERO, YEAR.multipliedBy(10)),
          "bytes that nobody read for so long go, if an origin has them; 0s = they stay");

  static final Setting<ByteSize> FALLBACK_MAX_DIRTY =
      Setting.of(
          "fallback.max-dirty",
          "10GiB",
          size(new ByteSize(0), new ByteSize(1L << 60)),
          "how many bytes may wait for their upload to origins before writes of more are told 503");
  static final Setting<Duration> FALLBACK_WRITE_THROUGH_TIMEOUT =
      Setting.of(
          "fallback.write-through-timeout",
          "30s",
          duration(Duration.ofSeconds(1), Duration.ofHours(1)),
          "how long a write waits for the origin of a bucket that writes through");
  static final Setting<Duration> FALLBACK_TAKEOVER =
      Setting.of(
          "fallback.takeover",
          "1h",
          duration(Duration.ofSeconds(1), YEAR),
          "how long what another member wrote is left to it before this node brings it to the"
              + " origin");

  static final Setting<Duration> FETCH_PEER_PATIENCE =
      Setting.of(
          "fetch.peer-patience",
          "100ms",
          duration(Duration.ZERO, Duration.ofMinutes(1)),
          "how long a node waits at least for the member that is to fetch an object from an origin"
              + " for all, before it goes there itself; 0s = each for itself");

  static final Setting<Boolean> PLUGINS_ENABLED =
      Setting.of(
          "plugins.enabled",
          "on",
          ValueType.SWITCH,
          "on or off: whether installed plugins run; off = requests meet none of them");
  static final Setting<Optional<ByteSize>> PLUGINS_MEMORY =
      Setting.of(
          "plugins.memory",
          "",
          optionalSize(new ByteSize(1 << 20), new ByteSize(1L << 40)),
          "what the instances of all plugins may take of the heap together; empty = a quarter of it");
  static final Setting<List<String>> PLUGINS_PUBLISHERS =
      Setting.of(
          "plugins.publishers",
          "",
          ValueType.PUBLISHERS,
          "the keys whose plugins alone are installed without --trust; empty = anybody's");
  static final Setting<ByteSize> PLUGINS_MAX_MEMORY =
      Setting.of(
          "plugins.max-memory",
          "256MiB",
          size(new ByteSize(64 << 10), new ByteSize(2L << 30)),
          "the most memory that an instance of a plugin may ask for");
  static final Setting<Duration> PLUGINS_MAX_CPU =
      Setting.of(
          "plugins.max-cpu",
          "1s",
          duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
          "the most processor time that one call of a plugin may ask for");
  static final Setting<Duration> PLUGINS_MAX_REQUEST =
      Setting.of(
          "plugins.max-request",
          "1m",
          duration(Duration.ofMillis(1), HOUR),
          "the most time that it may ask for all its calls for one request, waiting included");
  static final Setting<Duration> PLUGINS_MAX_INIT =
      Setting.of(
          "plugins.max-init",
          "30s",
          duration(Duration.ofMillis(1), HOUR),
          "the most time that it may ask for its start");

  static final Setting<ByteSize> CONTENT_INLINE_MAX =
      Setting.of(
          "content.inline-max",
          "16KiB",
          size(new ByteSize(0), new ByteSize(64 << 10)),
          "the longest body that is kept in the index");
  static final Setting<ByteSize> CONTENT_SEGMENT_MAX =
      Setting.of(
          "content.segment-max",
          "256KiB",
          size(new ByteSize(0), new ByteSize(1 << 20)),
          "the longest body that shares a file with others");
  static final Setting<Optional<ByteSize>> CONTENT_SEGMENT_SIZE =
      Setting.of(
          "content.segment-size",
          "",
          optionalSize(new ByteSize(16 << 20), new ByteSize(4L << 30)),
          "the length of such a file; empty = by the free space");

  static final Setting<Optional<ByteSize>> MEMORY_LIMIT =
      Setting.of(
          "memory.limit",
          "",
          optionalSize(new ByteSize(320 << 20), new ByteSize(1L << 40)),
          "the process's resident memory; empty = a quarter of the machine, at least 384MiB");

  static final Setting<LogFormat> LOG_FORMAT =
      Setting.of("log.format", "text", oneOf(LogFormat.class), "how log lines look");
  static final Setting<LogLevel> LOG_LEVEL =
      Setting.of("log.level", "info", oneOf(LogLevel.class), "the least severe events logged");
  static final Setting<AccessLog> LOG_ACCESS =
      Setting.of(
          "log.access",
          "logs/access.log",
          ValueType.ACCESS_LOG,
          "a line per S3 request: off, stdout, or a path that may start at the data directory");

  static final Setting<Duration> SHUTDOWN_DRAIN =
      Setting.of(
          "shutdown.drain",
          "30s",
          duration(Duration.ZERO, HOUR),
          "how long running requests may take after a request to stop");

  static final List<Setting<?>> ALL =
      List.of(
          DATA_DIR,
          NODE_NAME,
          S3_ADDRESS,
          S3_ANONYMOUS,
          S3_SIGNATURE_V2,
          S3_TRUSTED_PROXIES,
          S3_REGION,
          S3_BASE_DOMAINS,
          S3_STRICT_BUCKET_NAMES,
          S3_TLS_CERTIFICATE,
          S3_TLS_KEY,
          S3_MAX_CONNECTIONS,
          S3_MAX_CONNECTIONS_PER_ADDRESS,
          S3_HEADER_TIMEOUT,
          S3_IDLE_TIMEOUT,
          S3_ROOT_ACCESS_KEY,
          S3_ROOT_SECRET_KEY,
          ADMIN_ADDRESS,
          ADMIN_TLS_CERTIFICATE,
          ADMIN_TLS_KEY,
          ADMIN_METRICS_WITHOUT_TOKEN,
          INDEX_GROUP_COMMIT,
          GC_INTERVAL,
          SCRUB_INTERVAL,
          UPLOADS_MAX_AGE,
          UPLOADS_MAX_UNFINISHED,
          PEERS_MAX_RECORDS,
          PEERS_MAX_BYTES,
          PEERS_MAX_RATE,
          PEERS_FORGET_AFTER,
          IROH_ADVERTISE,
          IROH_RELAY,
          IROH_DISCOVERY,
          TRANSFER_RATE_UP,
          TRANSFER_RATE_DOWN,
          TRANSFER_RATE_UP_PER_PEER,
          TRANSFER_RATE_DOWN_PER_PEER,
          TRANSFER_RATE_HOURS,
          TRANSFER_KEEP,
          TRANSFER_KEEP_FOR,
          DISK_FLOOR,
          CACHE_QUOTA,
          CACHE_IDLE,
          FETCH_PEER_PATIENCE,
          FALLBACK_MAX_DIRTY,
          FALLBACK_WRITE_THROUGH_TIMEOUT,
          FALLBACK_TAKEOVER,
          PLUGINS_ENABLED,
          PLUGINS_MEMORY,
          PLUGINS_PUBLISHERS,
          PLUGINS_MAX_MEMORY,
          PLUGINS_MAX_CPU,
          PLUGINS_MAX_REQUEST,
          PLUGINS_MAX_INIT,
          CONTENT_INLINE_MAX,
          CONTENT_SEGMENT_MAX,
          CONTENT_SEGMENT_SIZE,
          MEMORY_LIMIT,
          LOG_FORMAT,
          LOG_LEVEL,
          LOG_ACCESS,
          SHUTDOWN_DRAIN);

  private Settings() {}

  private static Setting<Optional<ByteSize>> rate(String key, String meaning) {
    ValueType<Optional<ByteSize>> type = optionalSize(RateHours.LEAST, RateHours.MOST);
    return Setting.of(key, "", type, meaning + "; empty = as many as there are");
  }

  private static Setting<Optional<Path>> certificate(String section, String meaning) {
    return Setting.of(section + TlsFiles.CERTIFICATE, "", ValueType.OPTIONAL_PATH, meaning);
  }

  private static Setting<Optional<Path>> key(String section, String meaning) {
    return Setting.of(section + TlsFiles.KEY, "", ValueType.OPTIONAL_PATH, meaning);
  }

  static Optional<Setting<?>> find(String key) {
    for (Setting<?> setting : ALL) {
      if (setting.key().equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
