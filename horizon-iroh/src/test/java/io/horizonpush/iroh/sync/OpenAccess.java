package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.WriterId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Access for everybody who was not named. Thread-safe. */
final class OpenAccess implements SyncAccess {

  private final Set<NodeId> readers = ConcurrentHashMap.newKeySet();
  private final Set<WriterId> writers = ConcurrentHashMap.newKeySet();

  /** Cuts a node off. */
  void forbid(NodeId peer) {
    readers.add(peer);
  }

  /** Lets nothing count any more that somebody wrote. */
  void forbid(WriterId author) {
    writers.add(author);
  }

  @Override
  public boolean mayRead(NodeId peer, BucketId bucket) {
    return !readers.contains(peer);
  }

  @Override
  public boolean mayWrite(NodeId peer, BucketId bucket) {
    return !readers.contains(peer);
  }

  @Override
  public boolean mayWrite(WriterId author, BucketId bucket, DocumentKey key) {
    return !writers.contains(author);
  }

  @Override
  public boolean mayHaveWritten(WriterId writer, BucketId bucket) {
    return !writers.contains(writer);
  }
}
