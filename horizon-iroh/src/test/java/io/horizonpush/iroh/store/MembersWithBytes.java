package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohNative.StoreFile;
import io.horizonpush.iroh.ffm.NativeBlobs.Rates;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.BlobProvider;
import io.horizonpush.iroh.net.IrohNetwork;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.Reach;
import io.horizonpush.iroh.swarm.FetchedBytes;
import io.horizonpush.iroh.swarm.HeldShelf;
import io.horizonpush.iroh.swarm.Holder;
import io.horizonpush.iroh.swarm.HolderSearch;
import io.horizonpush.iroh.swarm.Holders;
import io.horizonpush.iroh.swarm.Holding;
import io.horizonpush.iroh.swarm.Mirror;
import io.horizonpush.iroh.swarm.PeerBlobs;
import io.horizonpush.iroh.swarm.Provenance;
import io.horizonpush.iroh.swarm.Readers;
import io.horizonpush.iroh.swarm.TreeQuestion;
import io.horizonpush.iroh.transfer.TransferBook;
import io.horizonpush.iroh.transfer.Transfers;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.TestingObjects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes that have a bucket together, whose connections, documents and stores are real: what one
 * has, the other takes.
 */
abstract class MembersWithBytes {

  static final ObjectKey KEY = new ObjectKey("key");
  static final Owner OWNER = new Owner("owner", "owner");
  static final int GROUP = 16 << 10;
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final byte[] LARGE = Bytes.random(5, (3 << 20) + 77);

  @TempDir Path giverFolder;
  @TempDir Path takerFolder;
  Member giver;
  Member taker;

  /** A node with its network. What it shares with the other one are the buckets in a set. */
  static final class Member implements Holders, Readers, AutoCloseable {
    final Path directory;
    final IrohStores stores;
    final IrohNetwork network;
    final HeldShelf shelf;
    final PeerBlobs peers;
    final Mirror mirror;
    final BlobProvider provider;
    final Set<BucketId> shared = ConcurrentHashMap.newKeySet();
    Optional<Member> other = Optional.empty();

    /** Further ones that share the same buckets. */
    final List<Member> more = new CopyOnWriteArrayList<>();

    /** How the others find its shelf. */
    final TamperedShelf tampered;

    final FetchedBytes[] fetched = new FetchedBytes[1];

    final Transfers[] transfers = new Transfers[1];

    /** Who says to have everything, sooner than anybody else. */
    Optional<Member> liar = Optional.empty();

    /** What becomes of the trees that it tells. */
    UnaryOperator<List<byte[]>> told = parts -> parts;

    /** The parts of trees that it asked for. */
    final AtomicInteger asked = new AtomicInteger();

    Member(Path directory) {
      this.directory = directory;
      IrohNetwork[] made = new IrohNetwork[1];
      PeerBlobs[] brought = new PeerBlobs[1];
      stores =
          new IrohStores(
              directory,
              Clocks.SYSTEM,
              opened -> {
                made[0] = network(opened);
                brought[0] = peers(opened, made[0]);
                return List.of(brought[0]);
              });
      network = made[0];
      peers = brought[0];
      mirror = new Mirror(stores.index(), peers);
      shelf =
          new HeldShelf(
              new Provenance(stores.index()), stores.content().peerRecords(), this, transfers[0]);
      tampered = new TamperedShelf(shelf);
      provider = stores.node().provide(tampered);
    }

    private Stream<Member> others() {
      return Stream.concat(other.stream(), more.stream());
    }

    /** What it fetches, and has fetched. */
    Transfers transfers() {
      return transfers[0];
    }

    /** The bytes that came from others since it was opened. */
    FetchedBytes fetched() {
      return fetched[0];
    }

    /** Limits what it gives in a second. */
    void limit(long bytes) {
      network.limit(new Rates(bytes, 0), Rates.UNLIMITED);
    }

    private PeerBlobs peers(IrohStores opened, IrohNetwork own) {
      fetched[0] = new FetchedBytes(own.blobs());
      transfers[0] =
          new Transfers(opened.index(), new TransferBook.Rule(1000, Duration.ofDays(1)), () -> {});
      transfers[0].open();
      return new PeerBlobs(
          new PeerBlobs.Ground(
              opened.content(),
              opened.content().peerRecords(),
              fetched[0],
              this,
              new Provenance(opened.index())),
          transfers[0]);
    }

    private static IrohNetwork network(IrohStores opened) {
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      return opened.node().network(Reach.at(List.of(new InetSocketAddress(loopback, 0))));
    }

    @Override
    public boolean isShared(BucketId bucket) {
      return shared.contains(bucket);
    }

    @Override
    public HolderSearch search(BucketId bucket, BlobHash blob) {
      Iterator<Holder> holders =
          Stream.concat(
                  liar.stream().map(each -> each.holder(new Holding.Whole())),
                  others()
                      .map(each -> each.holder(each.shelf.holding(network.self(), bucket, blob))))
              .filter(each -> !(each.holding() instanceof Holding.Nothing))
              .iterator();
      return new HolderSearch() {
        @Override
        public Optional<Holder> next(boolean far) {
          return holders.hasNext() ? Optional.of(holders.next()) : Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    private Holder holder(Holding holding) {
      return new Holder(new Source(network.self(), network.listen()), holding);
    }

    @Override
    public List<byte[]> parts(Source member, TreeQuestion question) {
      asked.addAndGet(question.subtrees().size());
      return Stream.concat(liar.stream(), other.stream())
          .filter(each -> each.network.self().equals(member.peer()))
          .findFirst()
          .map(each -> each.told.apply(each.shelf.parts(network.self(), question)))
          .orElse(List.of());
    }

    @Override
    public boolean mayRead(NodeId peer, BucketId bucket) {
      return readableBy(peer).contains(bucket);
    }

    @Override
    public List<BucketId> readableBy(NodeId peer) {
      return others().anyMatch(each -> each.network.self().equals(peer))
          ? List.copyOf(shared)
          : List.of();
    }

    TestingObjects objects() {
      return new TestingObjects(stores.stores().objects());
    }

    Bucket create(String name) {
      Bucket bucket = stores.stores().buckets().create(new BucketName(name), OWNER);
      shared.add(bucket.id());
      return bucket;
    }

    /** The bucket that another node made, here too. */
    Bucket join(Bucket bucket) {
      stores
          .index()
          .write(
              Durability.STRICT,
              tables ->
                  tables
                      .buckets()
                      .insert(
                          new BucketRow(
                              0,
                              bucket.id(),
                              bucket.name(),
                              OWNER,
                              Instant.now(),
                              Durability.STRICT,
                              bucket.document())));
      shared.add(bucket.id());
      return stores.stores().buckets().find(bucket.name()).orElseThrow();
    }

    /** Writes a record that names a blob, whose length it says. */
    void name(Bucket bucket, ObjectKey key, byte[] bytes, long length) {
      Part part = Part.plain(1, hash(bytes), length, List.of());
      Draft draft =
          new Draft.Write(TestingObjects.object("e"), new ObjectBody.Blobs(List.of(part)), false);
      var _ = objects().make(bucket, key, draft).orElseThrow();
    }

    List<StoreFile> files() {
      return Await.value(stores.node().store().files(), PATIENCE);
    }

    void learn(Bucket bucket, StoredVersion version) {
      stores.stores().objects().merge(bucket.id(), List.of(TestingVersions.arrival(version)));
    }

    BlobHash hash(byte[] bytes) {
      return stores.node().manifestHash().of(bytes);
    }

    BlobStatus status(byte[] bytes) {
      return stores.content().status(hash(bytes));
    }

    /** Whether the index has a blob. */
    boolean isKnown(byte[] bytes) {
      BlobHash hash = hash(bytes);
      return stores.index().read(tables -> tables.blobs().find(hash)).isPresent();
    }

    Place place(byte[] bytes) {
      BlobHash hash = hash(bytes);
      return stores.index().read(tables -> tables.blobs().find(hash).orElseThrow().requirePlace());
    }

    /** Flips a bit of a blob on the disk. */
    void damage(byte[] bytes, long at) throws IOException {
      Place place = place(bytes);
      Path file = new ContentFiles(directory).path(place.file());
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(channel.read(one, place.offset() + at)).isEqualTo(1);
        one.put(0, (byte) (one.get(0) ^ 1)).flip();
        assertThat(channel.write(one, place.offset() + at)).isEqualTo(1);
      }
    }

    @Override
    public void close() {
      tampered.be(TamperedShelf.Manner.HONEST);
      network.close();
      provider.close();
      stores.close();
    }
  }

  @BeforeEach
  void open() {
    giver = new Member(giverFolder);
    taker = new Member(takerFolder);
    giver.other = Optional.of(taker);
    taker.other = Optional.of(giver);
  }

  @AfterEach
  void close() {
    taker.close();
    giver.close();
  }

  Bucket shared(String name, byte[] bytes) {
    Bucket bucket = giver.create(name);
    Bucket here = taker.join(bucket);
    taker.learn(here, giver.objects().put(bucket, KEY, bytes));
    return here;
  }

  /** The last reader need not wait until a blob is kept as a whole. */
  void awaitHeld(Bucket bucket) {
    awaitHeld(bucket, LARGE);
  }

  void awaitHeld(Bucket bucket, byte[] bytes) {
    BlobHash hash = taker.hash(bytes);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                taker
                    .stores
                    .index()
                    .read(
                        tables ->
                            tables
                                .uses()
                                .isHeld(tables.buckets().require(bucket.id()).id(), hash)));
  }

  void reopenTaker(Bucket bucket) {
    taker.close();
    taker = new Member(takerFolder);
    taker.other = Optional.of(giver);
    giver.other = Optional.of(taker);
    taker.shared.add(bucket.id());
  }

  byte[] read(Bucket bucket, ByteRange range) {
    return read(taker, bucket, range);
  }

  static byte[] read(Member member, Bucket bucket, ByteRange range) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StoredVersion version = member.objects().require(bucket, KEY);
    for (Content content : member.stores.stores().objects().open(bucket, version, range)) {
      try (content;
          ContentReader reader = content.reader()) {
        for (Optional<ByteBuffer> piece = reader.next(); piece.isPresent(); piece = reader.next()) {
          byte[] bytes = new byte[piece.get().remaining()];
          piece.get().duplicate().get(bytes);
          out.writeBytes(bytes);
        }
      }
    }
    return out.toByteArray();
  }

  static byte[] slice(ByteRange range) {
    int from = Math.toIntExact(range.offset());
    return Arrays.copyOfRange(LARGE, from, Math.toIntExact(range.end()));
  }

  void assertClosed(Bucket bucket, ByteRange range) {
    assertThatThrownBy(() -> read(bucket, range))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }
}
