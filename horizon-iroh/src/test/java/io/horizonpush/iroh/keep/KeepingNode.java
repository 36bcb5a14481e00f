package io.horizonpush.iroh.keep;

import static java.util.Objects.requireNonNull;

import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BlobUses;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.RelianceTable.Promise;
import io.horizonpush.iroh.index.RelianceTable.Relied;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.iroh.swarm.BackgroundFetch;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * A node whose index, blobs and promises are real. Its clocks are moved by a test, and so is what
 * it hears of the others.
 */
final class KeepingNode implements Fellows, AutoCloseable {

  static final PromiseTerms TERMS = new PromiseTerms(Duration.ofHours(24), Duration.ofHours(1));

  final NodeId id;
  private final Path directory;
  private final Clocks clocks;
  private final Map<BucketId, Set<NodeId>> members = new HashMap<>();
  private final Map<BlobHash, byte[]> bytes = new HashMap<>();

  /** How far the wall clock is ahead of the time. */
  volatile Duration ahead = Duration.ZERO;

  /** Brings a question to another node and its answer back; nothing where either is lost. */
  BiFunction<NodeId, byte[], Optional<byte[]>> line = (_, _) -> Optional.empty();

  /** Whether all of a blob is to be had from another node. */
  BiPredicate<BucketId, BlobHash> hasSource = (_, _) -> false;

  IrohStores stores;
  KeepDesk desk;
  PromiseBook book;
  PromiseRule rule;
  PromiseClocks promiseClocks;
  Evictor evictor;
  Reliances reliances;
  Promises promises;

  KeepingNode(int number, Path directory, Supplier<Instant> time) {
    this(number, directory, time, 1);
  }

  /**
   * @param speed how fast its clocks go
   */
  KeepingNode(int number, Path directory, Supplier<Instant> time, int speed) {
    this.id = NodeId.of(Bytes.random(1000 + number, NodeId.LENGTH));
    this.directory = directory;
    Instant begin = time.get();
    Supplier<Duration> running = () -> Duration.between(begin, time.get()).multipliedBy(speed);
    this.clocks = new Clocks(() -> begin.plus(running.get()).plus(ahead), running);
    open();
  }

  private void open() {
    stores = new IrohStores(directory, clocks);
    promiseClocks = new PromiseClocks(index());
    desk = new KeepDesk(index(), this, TERMS, promiseClocks);
    book = new PromiseBook(index(), TERMS, promiseClocks);
    rule = new PromiseRule(TERMS, promiseClocks);
    promises = new Promises(index(), book, TERMS, promiseClocks, this);
    evictor = new Evictor(index(), stores.content(), promises, rule);
    reliances = new Reliances(index(), promises, rule, promiseClocks, this, new Fetching());
  }

  /** What makes room within limits. */
  Room room(Room.Limits limits) {
    return new Room(index(), stores.content(), evictor, stores.stores()::collectGarbage, limits);
  }

  /** What fetches this node's share of copies. */
  Copies copies() {
    return new Copies(index(), id, this, new Fetching(), clocks.running());
  }

  /** Renews what is due, and fetches what too few keep. */
  void keepOn() {
    reliances.run();
    reliances.fetch();
  }

  /** Fetches from whoever has it, and is never paused. */
  private final class Fetching implements BackgroundFetch {

    @Override
    public boolean fetch(Purpose purpose, BucketId bucket, BlobHash blob, long length) {
      boolean absent = !holds(bucket, blob);
      KeepingNode.this.fetch(bucket, blob);
      return absent;
    }

    @Override
    public boolean isPaused(Purpose purpose, BucketId bucket) {
      return false;
    }
  }

  /** Stops and starts, with all that was on the disk. */
  void restart() {
    promiseClocks.close();
    stores.close();
    open();
  }

  Index index() {
    return stores.index();
  }

  BucketRow join(BucketId bucket, String name, Set<NodeId> with) {
    members.put(bucket, with);
    return index()
        .write(
            Durability.STRICT,
            tables -> {
              tables
                  .buckets()
                  .insert(
                      new BucketRow(
                          0,
                          bucket,
                          new BucketName(name),
                          new Owner("owner", "owner"),
                          Instant.EPOCH,
                          Durability.STRICT,
                          DocumentMode.EAGER));
              return tables.buckets().require(bucket);
            });
  }

  /** A node is no member of a bucket any more. */
  void remove(BucketId bucket, NodeId node) {
    members.put(
        bucket,
        Set.copyOf(
            members.getOrDefault(bucket, Set.of()).stream()
                .filter(each -> !each.equals(node))
                .toList()));
  }

  BucketRow row(BucketId bucket) {
    return index().read(tables -> tables.buckets().require(bucket));
  }

  /** A record of a bucket names a blob, and a client brings its bytes. */
  BlobHash put(BucketId bucket, byte[] content) {
    return put(bucket, content, true);
  }

  /** The same of bytes that an origin has confirmed to have. */
  BlobHash putConfirmed(BucketId bucket, byte[] content) {
    return put(bucket, content, false);
  }

  private BlobHash put(BucketId bucket, byte[] content, boolean unconfirmed) {
    long row = row(bucket).id();
    try (PinnedBlob blob = stores.content().add(Bytes.reader(content), Durability.STRICT)) {
      bytes.put(blob.hash(), content);
      use(new Use(row, Kind.VERSION, true, unconfirmed), blob.hash(), content.length);
      return blob.hash();
    }
  }

  /** A record of a bucket names a blob that is elsewhere. */
  void name(BucketId bucket, BlobHash blob, byte[] content) {
    bytes.put(blob, content);
    use(new Use(row(bucket).id(), Kind.VERSION, false, true), blob, content.length);
  }

  private void use(Use use, BlobHash blob, long length) {
    index()
        .write(
            Durability.STRICT,
            tables -> {
              BlobUses.add(tables, use, new Used(blob, length));
              return blob;
            });
  }

  /** No record of a bucket names a blob any more. */
  void delete(BucketId bucket, BlobHash blob) {
    Use use = new Use(row(bucket).id(), Kind.VERSION, holds(bucket, blob), true);
    index()
        .write(
            Durability.STRICT,
            tables -> {
              BlobUses.remove(tables, use, new Used(blob, content(blob).length));
              return blob;
            });
  }

  void fetch(BucketId bucket, BlobHash blob) {
    if (holds(bucket, blob)) {
      return;
    }
    if (!hasSource.test(bucket, blob)) {
      throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "Nobody gives it");
    }
    take(bucket, blob);
  }

  private byte[] content(BlobHash blob) {
    return requireNonNull(bytes.get(blob));
  }

  /** The bytes come through a bucket. */
  void take(BucketId bucket, BlobHash blob) {
    byte[] content = content(blob);
    Use use = new Use(row(bucket).id(), Kind.VERSION, true, true);
    try (PinnedBlob pinned = stores.content().add(Bytes.reader(content), Durability.STRICT)) {
      index()
          .write(
              Durability.STRICT,
              tables -> {
                Used used = new Used(pinned.hash(), content.length);
                BlobUses.add(tables, use, used);
                BlobUses.remove(tables, use, used);
                return blob;
              });
    }
  }

  boolean holds(BucketId bucket, BlobHash blob) {
    return index()
        .read(
            tables ->
                tables
                    .buckets()
                    .find(bucket)
                    .filter(row -> KeepDesk.holds(tables, row, blob))
                    .isPresent());
  }

  boolean relies(BucketId bucket, BlobHash blob) {
    long row = row(bucket).id();
    return index().read(tables -> tables.reliances().isRelied(new Relied(row, blob)));
  }

  /** The nodes on which this one counts now. */
  List<NodeId> keepers(BucketId bucket, BlobHash blob) {
    long row = row(bucket).id();
    Instant now = promiseClocks.ofGot();
    return index().read(tables -> tables.reliances().promises(blob, row, now)).stream()
        .map(Promise::node)
        .toList();
  }

  @Override
  public boolean mayRead(NodeId peer, BucketId bucket) {
    return members.getOrDefault(bucket, Set.of()).contains(peer);
  }

  @Override
  public List<NodeId> members(BucketId bucket) {
    return members.getOrDefault(bucket, Set.of()).stream()
        .filter(node -> !node.equals(id))
        .sorted()
        .toList();
  }

  @Override
  public List<NodeId> connected(BucketId bucket) {
    return members(bucket);
  }

  @Override
  public Optional<byte[]> ask(NodeId member, byte[] question, int longestAnswer) {
    return line.apply(member, question);
  }

  @Override
  public void close() {
    stores.close();
  }
}
