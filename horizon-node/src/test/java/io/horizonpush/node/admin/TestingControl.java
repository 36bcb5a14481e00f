package io.horizonpush.node.admin;

import io.horizonpush.iroh.backup.BackupReport;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.swarm.PullPolicy;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.keys.NewKey;
import io.horizonpush.node.memory.NodeMemory.MemoryStatus;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Pages;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A node that answers fixed values, for tests of the HTTP around it. */
public final class TestingControl implements NodeControl, BucketControl, KeyControl {

  private static final BucketUsage USAGE =
      new BucketUsage(new BucketUsage.Total(3, 300), new BucketUsage.Total(2, 90));
  private static final BucketSummary BUCKET = summary(new BucketName("b-1"));

  /** The token that reads metrics and nothing else. */
  static final String METRICS_TOKEN = "for-metrics-alone";

  /** What was asked for that changes something, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** What is asked about tickets and members. */
  public final TestingShares shares = new TestingShares();

  /** What is asked about homes. */
  public final TestingHomes homes = new TestingHomes();

  /** What is asked about bytes of others. */
  public final TestingCache cache = new TestingCache();

  public final TestingTransfers transfers = new TestingTransfers();

  /** What is asked about keys of several nodes. */
  public final TestingKeyTransfers keyTransfers = new TestingKeyTransfers();

  /** What is asked about origins. */
  public final TestingOrigins origins = new TestingOrigins();

  /** What is asked about plugins. */
  public final TestingPlugins plugins = new TestingPlugins();

  /** What is told to those who listen. */
  public final TestingEvents events = new TestingEvents();

  /** The buckets that were made. */
  public final List<BucketName> created = new CopyOnWriteArrayList<>();

  public final List<String> keys = new CopyOnWriteArrayList<>();
  volatile boolean ready = true;
  public volatile Optional<String> document = Optional.of("the-document-id");
  volatile boolean bug;

  /** An admin API over it, on a free port. */
  public AdminServer serve(String token, boolean metricsWithoutToken) throws IOException {
    return serve(0, token, metricsWithoutToken);
  }

  AdminServer serve(int port, String token, boolean metricsWithoutToken) throws IOException {
    return AdminServer.start(
        new NodeConfig.Admin(
            new HostPort("127.0.0.1", port), Optional.empty(), metricsWithoutToken),
        Optional.empty(),
        new AdminTokens(new Secret(token), new Secret(METRICS_TOKEN)),
        controls(),
        new NodeMetrics());
  }

  AdminControls controls() {
    return new AdminControls(
        this,
        this,
        this,
        Optional.of(shares),
        Optional.of(homes),
        cache,
        transfers,
        events,
        keyTransfers,
        origins,
        plugins);
  }

  private static BucketSummary summary(BucketName name) {
    return new BucketSummary(
        name,
        new Owner("id", "name"),
        Instant.EPOCH,
        Durability.STRICT,
        DocumentMode.EAGER,
        Optional.empty(),
        false,
        Pages.SANDBOXED,
        PullPolicy.ON_DEMAND,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public NodeStatus status() {
    return new NodeStatus(
        "1.2.3",
        "25",
        NodeState.READY,
        Instant.EPOCH,
        Path.of("data"),
        new NodeStatus.Endpoints("http://s3", "http://admin", "the-node-id"),
        new NodeStatus.StorageStatus(
            2,
            new DiskFloor.Space(40L << 30, 10L << 30, 1L << 30, false),
            new NodeStatus.ScrubStatus(Optional.of(Instant.EPOCH), 40, 3, Optional.empty(), 0),
            new NodeStatus.UploadStatus(Optional.of(4L), Optional.of(Duration.ofDays(7)), 5),
            Optional.of(new NodeStatus.Holdings(Instant.EPOCH, 1, USAGE)),
            List.of("read-only: disk full")),
        List.of(new NodeStatus.Peer(TestingShares.NODE, TestingShares.LINK, 3, 2, 5L << 20)),
        new NodeStatus.TransferStatus(
            new NodeStatus.RateStatus(Optional.of(20L << 20), Optional.of(5L << 20)),
            new NodeStatus.RateStatus(Optional.empty(), Optional.empty())),
        new TestingOrigins().queues().queues(),
        new NodeStatus.ProcessStatus(Duration.ofSeconds(90)),
        new MemoryStatus(
            400 << 20,
            OptionalLong.of(300 << 20),
            Map.of("heap", 150L << 20),
            new MemoryStatus.Bodies(25 << 20, 1 << 20, 2, 3)));
  }

  @Override
  public BucketList buckets(PageRequest asked) {
    Optional<BucketName> after = asked.after().map(BucketName::new);
    List<BucketName> found =
        Stream.concat(Stream.of(BUCKET.name()), created.stream())
            .sorted()
            .filter(name -> after.filter(each -> each.compareTo(name) >= 0).isEmpty())
            .limit(asked.wanted())
            .toList();
    PageRequest.Page<BucketList.Entry> page =
        asked.of(found, BucketName::value).map(name -> new BucketList.Entry(summary(name), USAGE));
    return new BucketList(Instant.EPOCH, page.entries(), page.next());
  }

  @Override
  public BucketSummary createBucket(BucketRequest request) {
    created.add(request.name());
    Durability durability = request.durability().orElse(Durability.STRICT);
    boolean lock = request.objectLock().orElse(false);
    asked.add("create " + request.name() + " " + durability + (lock ? " with lock" : ""));
    return new BucketSummary(
        request.name(),
        new Owner("id", "name"),
        Instant.EPOCH,
        durability,
        DocumentMode.EAGER,
        Optional.empty(),
        lock,
        Pages.SANDBOXED,
        PullPolicy.ON_DEMAND,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public BucketSummary setBucket(BucketName name, BucketOptions options) {
    asked.add("set " + name + " " + options.durability() + " " + options.document());
    return new BucketSummary(
        name,
        new Owner("id", "name"),
        Instant.EPOCH,
        options.durability().orElse(Durability.STRICT),
        options.document().orElse(DocumentMode.EAGER),
        options.versioning(),
        false,
        options.pages().orElse(Pages.SANDBOXED),
        options.pull().orElse(PullPolicy.ON_DEMAND),
        options.copies(),
        Optional.empty());
  }

  @Override
  public KeyReport inspectKey(BucketName bucket, ObjectKey key) {
    KeyReport.Written written =
        new KeyReport.Written(Instant.EPOCH, "00".repeat(31) + "aa", "0000000000010002");
    return new KeyReport(
        bucket,
        key,
        List.of(
            new KeyReport.Version(
                "v2",
                "v2",
                KeyReport.Kind.DELETE_MARKER,
                KeyReport.State.CURRENT,
                written,
                Optional.empty(),
                Optional.empty()),
            new KeyReport.Version(
                "v1",
                "null",
                KeyReport.Kind.OBJECT,
                KeyReport.State.LOSER,
                written,
                Optional.of(
                    new KeyReport.Lock(
                        Optional.of(Retention.Mode.GOVERNANCE),
                        Optional.of(Instant.EPOCH.plusSeconds(60)),
                        true)),
                Optional.of(
                    new KeyReport.Content(
                        9,
                        new ETag("an-etag"),
                        List.of(
                            new KeyReport.Blob(new BlobHash(0, 0, 0, 1), 9, Residency.PARTIAL)))))),
        true);
  }

  @Override
  public KeyReport resolve(BucketName bucket, ObjectKey key, String version, boolean keep) {
    asked.add((keep ? "keep " : "drop ") + version + " of " + key + " in " + bucket);
    return new KeyReport(bucket, key, List.of(), false);
  }

  @Override
  public BucketReport inspectBucket(BucketName name) {
    if (!name.equals(BUCKET.name())) {
      throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET, "There is no such bucket.");
    }
    return new BucketReport(BUCKET, USAGE, new BucketReport.Document(document, 4, 2, 1, false));
  }

  @Override
  public KeyList keys(PageRequest asked) {
    if (bug) {
      throw new IllegalStateException("insides");
    }
    return new KeyList(known(), Optional.empty());
  }

  private static List<KeyInfo> known() {
    return List.of(
        new KeyInfo("ROOT", new Owner("id", "name"), KeyRole.ROOT, List.of(), Optional.empty()),
        new KeyInfo(
            "USER",
            new Owner("id-2", "user"),
            KeyRole.GRANTED,
            List.of(KeyGrant.parse("r:b-1")),
            Optional.of(
                new KeyInfo.Use(
                    Instant.EPOCH, Optional.of(Instant.EPOCH.plusSeconds(1)), Optional.empty()))));
  }

  @Override
  public NewKey createKey(String name, List<KeyGrant> grants, Optional<Duration> lifetime) {
    keys.add(name + " " + grants + " " + lifetime.map(Duration::toString).orElse("for ever"));
    return new NewKey("NEW", new Secret("the-secret"), new Owner("id-3", name));
  }

  @Override
  public Optional<NewKey> rotateKey(String accessKeyId) {
    return Optional.of(accessKeyId)
        .filter("USER"::equals)
        .map(id -> new NewKey(id, new Secret("another-secret"), new Owner("id-2", "user")));
  }

  @Override
  public boolean revokeKey(String accessKeyId) {
    keys.add("revoked " + accessKeyId);
    return accessKeyId.equals("USER");
  }

  @Override
  public BackupReport backup(Path directory) {
    return new BackupReport(directory, Instant.EPOCH, 3, 7, new BackupReport.Files(1, 2, 3, 4), 0);
  }

  @Override
  public GcReport collectGarbage(boolean confirm) {
    return new GcReport(5);
  }

  @Override
  public DrainReport drain() {
    return new DrainReport(Duration.ofMillis(7));
  }

  @Override
  public VerifyReport verify(boolean deep) {
    return new VerifyReport(List.of("a finding"), 3, 3, 0, 3, 0);
  }
}
