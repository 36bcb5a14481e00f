package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.net.StreamPair;
import io.horizonpush.iroh.publish.TestingNode;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Records;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A node that gives its entries to others and follows theirs. */
final class TestingPeer implements AutoCloseable {

  private final Path directory;
  private final TestingNode node;
  private final NodeId id;
  private final SyncCounts counts = new SyncCounts();
  private final OpenAccess access = new OpenAccess();
  private SyncLimits limits = SyncLimits.DEFAULT;
  private SettingForms forms = (_, _) -> true;

  TestingPeer(Path directory, InstantSource wall, int number) throws IOException {
    this.directory = directory;
    node = new TestingNode(directory, wall, new WriterId(number, 0, 0, 0));
    id = id(number);
  }

  /** The id of a node with a number. */
  static NodeId id(int number) {
    byte[] bytes = new byte[NodeId.LENGTH];
    bytes[0] = (byte) number;
    return NodeId.of(bytes);
  }

  TestingNode node() {
    return node;
  }

  NodeId id() {
    return id;
  }

  SyncCounts counts() {
    return counts;
  }

  OpenAccess access() {
    return access;
  }

  void limit(SyncLimits others) {
    limits = others;
  }

  void read(SettingForms others) {
    forms = others;
  }

  /** What answers other nodes. */
  StreamHandlers handlers() {
    return new StreamHandlers(Map.of(StreamKind.FEED, new EntryFeed(ground())));
  }

  SyncGround ground() {
    return ground(UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** What following stands on, with something before the documents and the records. */
  SyncGround ground(UnaryOperator<BucketReplicas> replicas, UnaryOperator<Records> records) {
    StoreFixture fixture = node.fixture();
    SyncStores stores =
        new SyncStores(
            fixture.index(),
            fixture.epochs(replicas.apply(fixture.replicas())),
            records.apply(node.fixture().stores().objects()),
            TestingRecords::hash,
            new DiskFloor(directory, DiskFloor.Rule.NONE));
    return new SyncGround(stores, access, limits, forms, counts);
  }

  /** Takes all that another node has. */
  void pull(TestingPeer from) {
    pull(from, ground(), UnaryOperator.identity());
  }

  /** The same with something before this node's stores and the stream. */
  End pull(TestingPeer from, SyncGround ground, UnaryOperator<PeerStream> stream) {
    StreamPair pair = new StreamPair();
    StreamHandlers handlers = from.handlers();
    Thread serving = Thread.ofVirtual().start(() -> handlers.serve(id, pair.there()));
    try (PeerStream here = stream.apply(new UntilInStep(pair.here()))) {
      return follower(from, ground).follow(here);
    } finally {
      join(serving);
    }
  }

  EntryFollower follower(TestingPeer from, SyncGround ground) {
    return follower(from, ground, new RateLimit(ground.limits().maxRate()));
  }

  EntryFollower follower(TestingPeer from, SyncGround ground, RateLimit rate) {
    return new EntryFollower(from.id, node.fixture().row(node.bucket()), ground, rate);
  }

  /** Waits for a thread to end. */
  static void join(Thread serving) {
    try {
      serving.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
