package io.horizonpush.node;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.ffm.NativeLibraryException;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.IndexException;
import io.horizonpush.iroh.index.IndexHealth;
import io.horizonpush.iroh.publish.Publisher;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.verify.Verifier;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.admin.BucketOptions;
import io.horizonpush.node.admin.BucketReport;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.admin.GcReport;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.ObjectStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of a node, opened in the order in which they need each other: index, iroh node, object
 * store, publisher. Thread-safe.
 */
final class NodeStorage {

  private static final Logger log = LoggerFactory.getLogger(NodeStorage.class);
  private static final int NODE_ID_PREFIX = 16;

  private final Index index;
  private final IrohNode iroh;
  private final NodeStores stores;
  private final Publisher publisher;

  private NodeStorage(Index index, IrohNode iroh, Parts parts) {
    this.index = index;
    this.iroh = iroh;
    long writer = Long.parseUnsignedLong(iroh.nodeId().substring(0, NODE_ID_PREFIX), 16);
    this.stores =
        new NodeStores(index, iroh.blobs(), iroh.replicas(), List.of(iroh.blobs()), writer);
    this.publisher =
        parts.add(
            new Publisher(index, iroh.blobs(), iroh.replicas(), stores.backlog(), stores.pins()));
  }

  /**
   * Opens the stores in a data directory.
   *
   * @param parts takes over their closing
   * @throws NodeException if one of them cannot be opened
   */
  static NodeStorage open(NodeConfig config, NodeMetrics metrics, Parts parts) {
    Path directory = config.dataDirectory();
    // Beside the opening of the index, on which it does not depend.
    FutureTask<NativeLibrary> library = new FutureTask<>(() -> NativeLibrary.load(directory));
    Thread.ofPlatform().name("native-library").daemon().start(library);
    try {
      Index index = parts.add(Index.open(directory, options(config, metrics)));
      IrohNode iroh =
          parts.add(
              IrohNode.open(
                  loaded(library),
                  directory,
                  config.iroh().bindAddress().toString(),
                  index::turnReadOnly));
      NodeStorage storage = new NodeStorage(index, iroh, parts);
      storage.measure(metrics);
      parts.add(
          PeriodicTask.start(
              "garbage collection", config.storage().gcInterval(), storage::collectGarbage));
      Thread.ofVirtual().name("horizon-sweep").start(storage.stores.leftovers());
      return storage;
    } catch (IndexException | IrohException | NativeLibraryException | IllegalStateException e) {
      throw new NodeException("The stores in " + directory + " do not open: " + e.getMessage(), e);
    }
  }

  private static NativeLibrary loaded(Future<NativeLibrary> library) {
    try {
      return library.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof NativeLibraryException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeException("The start was interrupted.", e);
    }
  }

  private static Index.Options options(NodeConfig config, NodeMetrics metrics) {
    Index.Options defaults = Index.Options.DEFAULT;
    int maxBatch = config.storage().groupCommit() ? defaults.maxBatch() : 1;
    return new Index.Options(maxBatch, defaults.readers(), InstantSource.system(), metrics::commit);
  }

  private void measure(NodeMetrics metrics) {
    metrics.gauge(
        "horizon_outbox_backlog", "Records not yet in their documents.", this::outboxBacklog);
    metrics.gauge(
        "horizon_publisher_failures",
        "Batches that could not be published and were tried again.",
        publisher::failures);
    metrics.gauge(
        "horizon_read_only", "1 while writes are refused.", () -> problems().isEmpty() ? 0 : 1);
  }

  ObjectStore objects() {
    return stores.objects();
  }

  /** The access keys kept in this storage. */
  KeyRing openKeys(AccessKey root) {
    return KeyRing.open(index, iroh.secretsKey(), root, InstantSource.system());
  }

  MultipartStore uploads() {
    return stores.uploads();
  }

  /** The iroh endpoint's id. */
  String nodeId() {
    return iroh.nodeId();
  }

  BucketSummary createBucket(BucketName name, Durability durability) {
    stores.objects().createBucket(name, S3Front.OWNER);
    stores.setDurability(name, durability);
    return summary(name);
  }

  BucketSummary setBucket(BucketName name, BucketOptions options) {
    if (options.document().filter(DocumentMode.ON_SHARE::equals).isPresent()) {
      throw notYet("A bucket whose document is made when somebody asks for it");
    }
    options.durability().ifPresent(durability -> stores.setDurability(name, durability));
    return summary(name);
  }

  BucketReport inspect(BucketName name) {
    BucketRow bucket = index.read(tables -> tables.buckets().require(name));
    LongAdder entries = new LongAdder();
    try (BucketReplica replica = iroh.replicas().open(bucket.replica())) {
      replica.forEach(entry -> entries.increment());
    }
    return index.read(
        tables ->
            new BucketReport(
                BucketSummary.of(bucket.bucket(tables.settings().of(bucket.id()))),
                new BucketReport.Objects(
                    tables.objects().count(bucket.id()), tables.objects().bytes(bucket.id())),
                new BucketReport.Document(
                    bucket.replica().hex(), entries.sum(), tables.outbox().count(bucket.id()))));
  }

  private BucketSummary summary(BucketName name) {
    return stores
        .objects()
        .findBucket(name)
        .map(BucketSummary::of)
        .orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  /** The answer to what the index cannot do yet: the one place that says so. */
  static S3Exception notYet(String what) {
    return new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, what + " is not there yet.");
  }

  long outboxBacklog() {
    return publisher.backlog();
  }

  /** What keeps the stores from working as they should. */
  List<String> problems() {
    return switch (index.health()) {
      case IndexHealth.Writable _ -> List.of();
      case IndexHealth.ReadOnly(String reason) -> List.of("read-only: " + reason);
    };
  }

  GcReport collectGarbage() {
    int removed = stores.collectGarbage().size();
    if (removed > 0) {
      log.atInfo().addKeyValue("blobs", removed).log("garbage collected");
    }
    return new GcReport(removed);
  }

  VerifyReport verify(boolean deep) {
    return new Verifier(index, iroh.blobs(), iroh.replicas()).verify(deep);
  }
}
