package io.horizonpush.node;

import io.horizonpush.node.admin.BucketReport;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.admin.GcReport;
import io.horizonpush.node.admin.VerifyReport;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;

/**
 * The stores of a node, opened in the order in which they need each other: index, iroh node, object
 * store, publisher. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
final class NodeStorage implements AutoCloseable {

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

  /** The iroh endpoint's id. */
  String nodeId() {
    return "";
  }

  List<BucketSummary> buckets() {
    return List.of();
  }

  BucketSummary createBucket(BucketName name) {
    throw absent();
  }

  BucketReport inspect(BucketName name) {
    throw absent();
  }

  long outboxBacklog() {
    return 0;
  }

  /** What keeps the stores from working as they should. */
  List<String> problems() {
    return List.of();
  }

  GcReport collectGarbage() {
    throw absent();
  }

  VerifyReport verify() {
    throw absent();
  }

  private static S3Exception absent() {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "The stores are not open.");
  }

  @Override
  public void close() {}
}
