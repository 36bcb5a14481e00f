package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.net.Reach;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.publish.Publisher;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.iroh.verify.Verifier;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.BucketStore.NewBucket;
import io.horizonpush.s3.store.BucketStore.Options;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes as they really are, connected over loopback: SQLite, iroh's documents and connections.
 * HORIZON_SYNC_RECORDS sets the number of records of a first sync, whose speed is printed.
 */
@Timeout(1200)
class IrohSyncTest {

  private static final int RECORDS =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_SYNC_RECORDS", "2000"));
  private static final Duration LONG = Duration.ofMinutes(15);
  private static final Owner OWNER = new Owner("o", "O");

  @TempDir Path directory;
  private Member one;
  private Member two;

  /** A running node. */
  private static final class Member implements SharedBuckets, SyncAccess, AutoCloseable {

    private final IrohStores stores;
    private final BucketDocuments documents;
    private final SecretBox box;
    private final Publisher publisher;
    private final PeerNetwork network;
    private final SyncCounts counts = new SyncCounts();
    private final Map<NodeId, List<InetSocketAddress>> others = new ConcurrentHashMap<>();
    private final Set<BucketId> buckets = ConcurrentHashMap.newKeySet();
    private final Peers peers;

    Member(Path directory) throws IOException {
      stores = new IrohStores(Files.createDirectories(directory));
      box = new SecretBox(stores.node().secretsKey());
      documents = new BucketDocuments(stores.index(), stores.node().replicas(), box);
      publisher =
          new Publisher(
              stores.index(),
              documents,
              stores.stores().backlog(),
              stores.node().manifestHash(),
              stores.node().author());
      network =
          stores
              .node()
              .network(
                  Reach.at(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
      SyncStores synced =
          new SyncStores(
              stores.index(),
              new Epochs(
                  stores.index(),
                  documents,
                  stores.stores().epochs(),
                  stores.stores().shares(box),
                  stores.node().author()),
              stores.stores().objects(),
              stores.node().manifestHash(),
              new DiskFloor(directory, DiskFloor.Rule.NONE));
      SyncLimits limits = new SyncLimits(Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000);
      SyncGround ground = new SyncGround(synced, this, limits, (_, _) -> true, counts);
      peers =
          new Peers(
              network,
              this,
              Nowhere.INSTANCE,
              new StreamHandlers(Map.of(StreamKind.FEED, new EntryFeed(ground))),
              ground);
    }

    NodeId id() {
      return network.self();
    }

    @Override
    public Map<BucketId, Set<NodeId>> members() {
      Map<BucketId, Set<NodeId>> members = new ConcurrentHashMap<>();
      buckets.forEach(bucket -> members.put(bucket, Set.copyOf(others.keySet())));
      return members;
    }

    @Override
    public Map<BucketId, Set<NodeId>> writers() {
      return Map.of();
    }

    @Override
    public List<InetSocketAddress> addresses(NodeId member) {
      return others.getOrDefault(member, List.of());
    }

    @Override
    public boolean mayRead(NodeId peer, BucketId bucket) {
      return others.containsKey(peer);
    }

    @Override
    public boolean mayWrite(NodeId peer, BucketId bucket) {
      return others.containsKey(peer);
    }

    @Override
    public boolean mayWrite(WriterId author, BucketId bucket, DocumentKey key) {
      return true;
    }

    @Override
    public boolean mayHaveWritten(WriterId writer, BucketId bucket) {
      return true;
    }

    @Override
    public void close() {
      peers.close();
      network.close();
      publisher.close();
      stores.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    one = new Member(directory.resolve("one"));
    two = new Member(directory.resolve("two"));
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void aFirstSync_bringsAll_andWhatIsWrittenThenFollowsAtOnce() throws Exception {
    Bucket bucket =
        one.stores
            .stores()
            .buckets()
            .create(
                new BucketName("shared"),
                OWNER,
                new NewBucket(
                    Map.of(), false, new Options(Durability.RELAXED, DocumentMode.EAGER)));
    write(one, bucket, "first-", RECORDS);
    assertThat(one.publisher.awaitEmpty(LONG)).isTrue();
    join(two, bucket);
    peak(true);
    long begun = System.nanoTime();
    Duration cpu = cpu();
    connect();
    Awaitility.await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> two.counts.taken() >= RECORDS);
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "%d records in %.2f s: %.0f a second, %d µs of both nodes' CPU each, peak heap %d MiB%n",
        RECORDS,
        seconds,
        RECORDS / seconds,
        cpu().minus(cpu).toNanos() / 1000 / RECORDS,
        peak(false) >> 20);
    Bucket here = two.stores.stores().buckets().find(bucket.name()).orElseThrow();
    write(two, here, "back-", 20);
    write(one, bucket, "later-", 20);
    TestingObjects objects = new TestingObjects(two.stores.stores().objects());
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> objects.store().find(here, new ObjectKey("later-19")) instanceof Lookup.Present);
    TestingObjects back = new TestingObjects(one.stores.stores().objects());
    Awaitility.await()
        .atMost(LONG)
        .until(() -> back.store().find(bucket, new ObjectKey("back-19")) instanceof Lookup.Present);
    assertThat(one.publisher.awaitEmpty(LONG)).isTrue();
    assertThat(two.publisher.awaitEmpty(LONG)).isTrue();
    Awaitility.await().atMost(LONG).until(() -> count(one) == count(two));
    for (Refusal reason : Refusal.values()) {
      assertThat(one.counts.refused(reason) + two.counts.refused(reason)).as("%s", reason).isZero();
    }
    assertThat(findings(two)).isEmpty();
  }

  private static List<String> findings(Member member) {
    return new Verifier(
            member.stores.index(),
            member.stores.content(),
            member.documents,
            member.stores.node().manifestHash(),
            member.stores.node().author())
        .verify(false)
        .findings();
  }

  private static long count(Member member) {
    return member.stores.index().read(tables -> tables.entries().count(1));
  }

  private static void write(Member member, Bucket bucket, String prefix, int count) {
    TestingObjects objects = new TestingObjects(member.stores.stores().objects());
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < count; i++) {
        ObjectKey key = new ObjectKey(prefix + i);
        threads.execute(() -> objects.put(bucket, key, Bytes.of("the bytes of " + key)));
      }
    }
  }

  private void join(Member member, Bucket bucket) {
    BucketRow row = one.stores.index().read(tables -> tables.buckets().require(bucket.id()));
    DocumentRow document =
        one.stores.index().read(tables -> tables.documents().current(row.id())).orElseThrow();
    String name = "document " + document.replica().hex();
    byte[] secret = one.box.openBytes(name, document.secret().orElseThrow());
    member
        .stores
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              long id = tables.buckets().insert(row).id();
              tables
                  .documents()
                  .insert(
                      new DocumentRow(
                          id,
                          document.epoch(),
                          document.replica(),
                          Optional.of(member.box.seal(name, secret))));
              tables.log().follow(Reader.PUBLISHER, id);
              return id;
            });
    one.buckets.add(bucket.id());
    two.buckets.add(bucket.id());
  }

  private void connect() {
    one.others.put(two.id(), two.network.listen());
    two.others.put(one.id(), one.network.listen());
    one.peers.start();
    two.peers.start();
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The most of the heap that was ever in use, since this was asked to begin anew. */
  private static long peak(boolean begin) {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
        if (begin) {
          pool.resetPeakUsage();
        }
      }
    }
    return peak;
  }
}
