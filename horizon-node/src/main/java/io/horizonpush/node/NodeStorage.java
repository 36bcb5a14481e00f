package io.horizonpush.node;

import io.horizonpush.node.admin.BucketReport;
import io.horizonpush.node.admin.GcReport;
import io.horizonpush.node.admin.VerifyReport;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.ObjectStore;
import java.util.List;

/**
 * The stores of a node, opened in the order in which they need each other: index, iroh node, object
 * store, publisher. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
final class NodeStorage implements AutoCloseable {

  private final UnopenedStores stores = new UnopenedStores();

  private NodeStorage() {}

  /** Opens the stores in a data directory. */
  static NodeStorage open(NodeConfig config, DataDirectory directory, NodeMetrics metrics) {
    NodeStorage storage = new NodeStorage();
    metrics.gauge(
        "horizon_outbox_backlog", "Records not yet in their documents.", storage::outboxBacklog);
    metrics.gauge(
        "horizon_read_only",
        "1 while writes are refused.",
        () -> storage.problems().isEmpty() ? 0 : 1);
    return storage;
  }

  ObjectStore objects() {
    return stores;
  }

  MultipartStore uploads() {
    return stores;
  }

  /** The iroh endpoint's id. */
  String nodeId() {
    return "";
  }

  BucketReport inspect(BucketName name) {
    throw UnopenedStores.unopened();
  }

  long outboxBacklog() {
    return 0;
  }

  /** What keeps the stores from working as they should. */
  List<String> problems() {
    return List.of();
  }

  GcReport collectGarbage() {
    throw UnopenedStores.unopened();
  }

  VerifyReport verify() {
    throw UnopenedStores.unopened();
  }

  @Override
  public void close() {}
}
