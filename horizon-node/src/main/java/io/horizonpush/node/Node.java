package io.horizonpush.node;

import io.horizonpush.iroh.backup.BackupReport;
import io.horizonpush.iroh.backup.Restore;
import io.horizonpush.iroh.backup.RestoreReport;
import io.horizonpush.iroh.store.ChangeNews.Part;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.admin.AdminControls;
import io.horizonpush.node.admin.AdminServer;
import io.horizonpush.node.admin.AdminTokens;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.DrainReport;
import io.horizonpush.node.admin.GcReport;
import io.horizonpush.node.admin.NodeControl;
import io.horizonpush.node.admin.NodeState;
import io.horizonpush.node.admin.NodeStatus;
import io.horizonpush.node.admin.NodeSummary;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.data.RootKey;
import io.horizonpush.node.events.EventFeed;
import io.horizonpush.node.log.AccessLines;
import io.horizonpush.node.memory.MemoryLimit;
import io.horizonpush.node.memory.NodeMemory;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.metrics.ProcessMetrics;
import io.horizonpush.node.metrics.RequestMetrics;
import io.horizonpush.node.peers.PeerTrust;
import io.horizonpush.node.plugins.NodePlugins;
import io.horizonpush.node.plugins.PluginGate;
import io.horizonpush.node.tls.ServerTls;
import io.horizonpush.s3.model.Owner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: its parts, built here by constructors and closed in reverse order. Thread-safe;
 * {@link #close} is called once.
 */
public final class Node implements NodeControl, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private static final Duration SETTLED_EVERY = Duration.ofSeconds(10);

  private final NodeConfig config;
  private final Parts parts;
  private final NodeMemory memory;
  private final NodeStorage storage;
  private final NodeKeys keys;
  private final PeerTrust peers;
  private final NodePeers others;
  private final EventFeed events;
  private final NodeTls tls;
  private final S3Front s3;
  private final AdminServer admin;
  private final Instant startedAt = Instant.now();
  private final AtomicReference<NodeState> state = new AtomicReference<>(NodeState.STARTING);

  private Node(NodeConfig config, DataDirectory directory, Parts parts) {
    this.config = config;
    this.parts = parts;
    this.tls = parts.add(NodeTls.load(config));
    CompletableFuture<PeerTrust> trust = besideTheStores(() -> trust(config));
    parts.add(() -> trust.join().close());
    NodeMetrics metrics = new NodeMetrics();
    metrics.build(BuildVersion.current(), Runtime.version().toString());
    this.memory = new NodeMemory(MemoryLimit.plan(config.daemon().memoryLimit()));
    memory.measure(metrics);
    tls.measure(metrics);
    this.storage = NodeStorage.open(config, memory, metrics, parts);
    storage.startUpkeep(config.storage(), config.peers().forgetAfter(), parts);
    this.keys = NodeKeys.open(config.s3().rootCredentials(), directory, storage, parts);
    this.peers = trust.join();
    this.others = parts.add(storage.startPeers(config.peers(), keys.owner()));
    others.measure(metrics);
    parts.add(PeriodicTask.start("requests to homes", SETTLED_EVERY, others.homes()::settleOpen));
    NodeCache cache = parts.add(storage.cache());
    NodeTransfers transfers = storage.transfers();
    transfers.measure(metrics);
    transfers.waysFrom(others::states);
    storage.goOnFetching();
    NodeBuckets buckets = storage.buckets(keys.owner(), others.homeControl());
    PluginGate gate = new PluginGate();
    NodePlugins plugins =
        PluginStart.start(
            config, new PluginStart.Ground(storage, keys.ring(), metrics, gate), others, parts);
    this.events =
        parts.add(
            new EventFeed(
                new NodeEvents(
                    this::summary,
                    keys::keys,
                    transfers,
                    buckets,
                    () -> alarms(storage, plugins),
                    others),
                storage.stores().news(),
                EventFeed.Bounds.USUAL));
    NodeWriteBack writeBack = parts.add(storage.writeBack().start());
    this.s3 = parts.add(startS3(metrics, writeBack, gate));
    AdminControls controls =
        new AdminControls(
            this,
            buckets,
            keys,
            Optional.of(others.shares(plugins)),
            Optional.of(others.homeControl()),
            cache,
            transfers,
            events,
            storage.keyTransfers(keys.ring()),
            storage.operatedOrigins(others.homes().objects()),
            plugins);
    this.admin = parts.add(startAdmin(directory, controls, metrics));
    directory.rememberAdminAddress(admin.address());
    tls.rememberAdmin(directory);
  }

  /**
   * Starts a node on a claimed data directory; it is ready when this returns.
   *
   * @throws NodeException if a part cannot start; nothing is left open then
   */
  public static Node start(NodeConfig config, DataDirectory directory) {
    Parts parts = new Parts();
    try {
      Node node = new Node(config, directory, parts);
      node.state.set(NodeState.READY);
      node.storage.stores().news().changed(Part.NODE);
      return node;
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  /** Verifies the stores of a node that does not run. */
  public static VerifyReport verifyStopped(NodeConfig config, boolean deep) {
    try (DataDirectory _ = DataDirectory.claim(config.dataDirectory());
        Parts parts = new Parts()) {
      NodeMemory memory = new NodeMemory(MemoryLimit.plan(config.daemon().memoryLimit()));
      return NodeStorage.open(config, memory, new NodeMetrics(), parts).care().verify(deep);
    }
  }

  /** Restores a backup into the data directory of a node that does not run. */
  public static RestoreReport restore(Path backup, Path dataDirectory) {
    try (DataDirectory _ = DataDirectory.claim(dataDirectory)) {
      return Restore.run(backup, dataDirectory, NodeStorage.IN_BACKUPS);
    }
  }

  /** Begins what the opening of the stores, which mostly waits for the disk, leaves time for. */
  private static <T> CompletableFuture<T> besideTheStores(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work, task -> Thread.ofPlatform().daemon().name("beside-the-stores").start(task));
  }

  private static PeerTrust trust(NodeConfig config) {
    return config.s3().acceptsUnsigned() ? PeerTrust.ofSystem() : new PeerTrust.Nobody();
  }

  private static List<Alarm> alarms(NodeStorage storage, NodePlugins plugins) {
    return Stream.concat(storage.alarms().stream(), plugins.alarms().stream()).toList();
  }

  private S3Front startS3(NodeMetrics metrics, NodeWriteBack writeBack, PluginGate plugins) {
    RequestMetrics counts = new RequestMetrics(metrics);
    AccessLines lines = new AccessLines(Clock.systemUTC());
    return S3Front.start(
        config,
        tls.s3(),
        new S3Front.Senders(keys.ring(), peers, plugins),
        new S3Front.Sources(
            storage.stores(),
            storage.fromOrigins().over(writeBack.over(others.homes().objects())),
            storage.scratch()),
        List.of(plugins),
        this::ready,
        request -> {
          request.asked().accessKeyId().ifPresent(keys.ring()::used);
          counts.completed(request);
          lines.completed(request);
        });
  }

  private AdminServer startAdmin(
      DataDirectory directory, AdminControls controls, NodeMetrics metrics) {
    try {
      AdminTokens tokens = new AdminTokens(directory.adminToken(), directory.metricsToken());
      return AdminServer.start(config.admin(), tls.admin(), tokens, controls, metrics);
    } catch (IOException e) {
      throw new NodeException("admin.address: " + e.getMessage(), e);
    }
  }

  /** Whom what is made with the root key belongs to. */
  public Owner owner() {
    return keys.owner();
  }

  /** Takes certificates over that have changed. */
  void lookAtCertificates() {
    tls.look();
  }

  /** The root key that clients sign with. */
  public RootKey rootKey() {
    return keys.rootKey();
  }

  /** The certificate that clients of S3 have to be told to trust; nothing if there is none. */
  Optional<Path> toTrust() {
    return tls.s3().flatMap(ServerTls::toTrust);
  }

  /** Which unsigned requests act for the root owner, for people; nothing where none do. */
  public Optional<String> trustedUnsigned() {
    return peers.summary();
  }

  @Override
  public boolean ready() {
    return state.get() == NodeState.READY;
  }

  @Override
  public NodeStatus status() {
    return status(storage.status(), others.status());
  }

  /** The same at a start, without what takes time to find out. */
  NodeStatus statusAtStart() {
    return status(storage.statusAtStart(), List.of());
  }

  private NodeStatus status(NodeStatus.StorageStatus stores, List<NodeStatus.Peer> connected) {
    return new NodeStatus(
        BuildVersion.current(),
        Runtime.version().toString(),
        state.get(),
        startedAt,
        config.dataDirectory(),
        endpoints(),
        stores,
        connected,
        storage.rates().status(),
        storage.writeBack().queues().queues(),
        new NodeStatus.ProcessStatus(ProcessMetrics.cpu()),
        memory.status());
  }

  private NodeStatus.Endpoints endpoints() {
    return new NodeStatus.Endpoints(
        s3.address().url(tls.s3().isPresent()),
        admin.address().url(tls.admin().isPresent()),
        storage.nodeId());
  }

  private NodeSummary summary() {
    return new NodeSummary(BuildVersion.current(), state.get(), startedAt, endpoints());
  }

  @Override
  public GcReport collectGarbage(boolean confirm) {
    return storage.care().collectGarbage(confirm);
  }

  @Override
  public BackupReport backup(Path directory) {
    return storage.care().backup(directory);
  }

  @Override
  public VerifyReport verify(boolean deep) {
    return storage.care().verify(deep);
  }

  @Override
  public DrainReport drain() {
    long begun = System.nanoTime();
    if (state.getAndSet(NodeState.DRAINING) != NodeState.DRAINING) {
      log.info("draining");
      storage.stores().news().changed(Part.NODE);
      events.close();
    }
    s3.close();
    return new DrainReport(Duration.ofNanos(System.nanoTime() - begun));
  }

  /** Drains and closes every part. */
  @Override
  public void close() {
    drain();
    parts.close();
  }
}
