package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.content.PeerRecords;
import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohNative.StoreFile;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.BlobProvider;
import io.horizonpush.iroh.net.IrohNetwork;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.Reach;
import io.horizonpush.iroh.swarm.HeldShelf;
import io.horizonpush.iroh.swarm.HolderSearch;
import io.horizonpush.iroh.swarm.Holders;
import io.horizonpush.iroh.swarm.Mirror;
import io.horizonpush.iroh.swarm.PeerBlobs;
import io.horizonpush.iroh.swarm.Prefetch;
import io.horizonpush.iroh.swarm.Provenance;
import io.horizonpush.iroh.swarm.PullPolicy;
import io.horizonpush.iroh.swarm.Readers;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that another member of a bucket has, between the real stores of two nodes. */
@Timeout(180)
class BytesOfMembersTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final Owner OWNER = new Owner("owner", "owner");
  private static final int GROUP = 16 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] LARGE = Bytes.random(5, (3 << 20) + 77);

  @TempDir Path giverFolder;
  @TempDir Path takerFolder;
  private Member giver;
  private Member taker;

  /** A node with its network. What it shares with the other one are the buckets in a set. */
  private static final class Member implements Holders, Readers, AutoCloseable {
    private final Path directory;
    private final IrohStores stores;
    private final IrohNetwork network;
    private final HeldShelf shelf;
    private final PeerBlobs peers;
    private final Mirror mirror;
    private final BlobProvider provider;
    private final Set<BucketId> shared = ConcurrentHashMap.newKeySet();
    private Optional<Member> other = Optional.empty();

    /** Who says to have everything, sooner than anybody else. */
    private Optional<Member> liar = Optional.empty();

    Member(Path directory) {
      this.directory = directory;
      IrohNetwork[] made = new IrohNetwork[1];
      PeerBlobs[] brought = new PeerBlobs[1];
      stores =
          new IrohStores(
              directory,
              opened -> {
                made[0] = network(opened);
                brought[0] = peers(opened, made[0]);
                return List.of(brought[0]);
              });
      network = made[0];
      peers = brought[0];
      mirror = new Mirror(stores.index(), peers);
      shelf = new HeldShelf(new Provenance(stores.index()), stores.content().peerRecords(), this);
      provider = stores.node().provide(shelf);
    }

    private PeerBlobs peers(IrohStores opened, IrohNetwork own) {
      return new PeerBlobs(
          opened.content(),
          opened.content().peerRecords(),
          own.blobs(),
          this,
          new Provenance(opened.index()));
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
      Iterator<Source> sources =
          Stream.concat(
                  liar.stream(),
                  other.stream().filter(each -> each.shelf.holds(network.self(), bucket, blob)))
              .map(each -> new Source(each.network.self(), each.network.listen()))
              .iterator();
      return new HolderSearch() {
        @Override
        public Optional<Source> next() {
          return sources.hasNext() ? Optional.of(sources.next()) : Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public boolean mayRead(NodeId peer, BucketId bucket) {
      return readableBy(peer).contains(bucket);
    }

    @Override
    public List<BucketId> readableBy(NodeId peer) {
      return other.filter(each -> each.network.self().equals(peer)).isPresent()
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

  private Bucket shared(String name, byte[] bytes) {
    Bucket bucket = giver.create(name);
    Bucket here = taker.join(bucket);
    taker.learn(here, giver.objects().put(bucket, KEY, bytes));
    return here;
  }

  @Test
  void bytesComeWhileTheyAreRead_andStay() {
    Bucket bucket = shared("photos", LARGE);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Absent());

    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);

    awaitHeld(bucket);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
    giver.shared.clear();
    taker.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).as("without anybody").isEqualTo(LARGE);
  }

  @Test
  void aRange_fetchesOnlyItsPart_whichStaysOverRestarts() {
    Bucket bucket = shared("photos", LARGE);
    ByteRange range = new ByteRange((1 << 20) + 5, 30_000);

    assertThat(read(bucket, range)).isEqualTo(slice(range));

    assertThat(taker.status(LARGE))
        .isInstanceOfSatisfying(
            BlobStatus.Partial.class,
            partial ->
                assertThat(partial.present()).containsExactly(new ByteRange(1 << 20, 2 * GROUP)));
    taker.close();
    taker = new Member(takerFolder);
    taker.shared.add(bucket.id());
    assertThat(read(bucket, range)).as("by this node alone").isEqualTo(slice(range));
    assertClosed(bucket, new ByteRange(0, 1));
  }

  @Test
  void manyReaders_getTheSameBytes() throws Exception {
    Bucket bucket = shared("photos", LARGE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> reads =
          IntStream.range(0, 8)
              .mapToObj(each -> threads.submit(() -> taker.objects().read(bucket, KEY)))
              .toList();
      for (Future<byte[]> read : reads) {
        assertThat(read.get()).isEqualTo(LARGE);
      }
    }
    awaitHeld(bucket);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
  }

  @Test
  void whoIsNoMember_getsNothing() {
    Bucket bucket = shared("photos", LARGE);
    giver.shared.clear();

    assertClosed(bucket, ByteRange.all(LARGE.length));
    assertThat(taker.status(LARGE)).isNotInstanceOf(BlobStatus.Complete.class);
  }

  /** A record can name whatever its writer has heard of. */
  @Test
  void aRecordThatNamesWhatTheGiverHasForAnotherBucket_opensItToNobody() {
    Bucket secret = giver.create("secret");
    StoredVersion named = giver.objects().put(secret, KEY, LARGE);
    giver.shared.remove(secret.id());
    Bucket bucket = giver.create("open");
    Bucket here = taker.join(bucket);
    taker.learn(here, named);
    giver.learn(bucket, named);

    assertClosed(here, ByteRange.all(LARGE.length));
    assertThatThrownBy(() -> giver.objects().read(bucket, KEY)).isInstanceOf(S3Exception.class);
  }

  @Test
  void bytesThatAreHereThroughAnotherBucket_areOpenOnceAMemberHasShownToHaveThem() {
    Bucket own = taker.create("own");
    taker.objects().put(own, KEY, LARGE);
    Bucket bucket = shared("photos", LARGE);

    giver.shared.clear();
    assertClosed(bucket, ByteRange.all(LARGE.length));
    giver.shared.add(bucket.id());
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    awaitHeld(bucket);
    giver.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).as("from now on").isEqualTo(LARGE);
  }

  /** Of a blob of which only parts are here they are as closed to others as the whole. */
  @Test
  void partsThatCameThroughOneBucket_areClosedToAnother() {
    Bucket bucket = shared("photos", LARGE);
    ByteRange range = new ByteRange(0, 10);
    assertThat(read(bucket, range)).isEqualTo(slice(range));
    Bucket other = giver.create("other");
    Bucket here = taker.join(other);
    taker.learn(here, taker.objects().require(bucket, KEY));

    assertClosed(here, range);
  }

  /** It would deny everybody every object that it says to have. */
  @Test
  void whoSaysToHaveABlobAndGivesNothing_keepsNobodyFromIt(@TempDir Path liarFolder) {
    Bucket bucket = shared("photos", LARGE);
    try (Member liar = new Member(liarFolder)) {
      taker.liar = Optional.of(liar);

      assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    }
  }

  @Test
  void aReadThatNobodyCanAnswer_leavesNothingBehind(@TempDir Path liarFolder) {
    Bucket bucket = shared("photos", LARGE);
    giver.shared.clear();

    assertThatThrownBy(() -> read(bucket, ByteRange.all(LARGE.length)))
        .hasMessageNotContaining(giver.network.self().hex());
    assertThat(taker.files()).isEmpty();
    try (Member liar = new Member(liarFolder)) {
      taker.liar = Optional.of(liar);
      assertThatThrownBy(() -> read(bucket, ByteRange.all(LARGE.length)))
          .isInstanceOf(S3Exception.class)
          .hasMessageContaining("none of the 1 members")
          .hasMessageNotContaining(liar.network.self().hex());
    }
  }

  /** Whoever names a hash first may say anything of its length. */
  @Test
  void aRecordThatGivesABlobAnotherLength_isShownWrong_andKeepsNobodyFromIt() {
    Bucket lies = taker.create("lies");
    List<Long> wrong = List.of(1L << 42, LARGE.length + 1L, LARGE.length - 1L, 5L);
    for (long length : wrong) {
      taker.name(lies, new ObjectKey("lie-" + length), LARGE, length);
    }
    Bucket bucket = shared("photos", LARGE);

    assertThat(read(bucket, new ByteRange(100, 10))).isEqualTo(slice(new ByteRange(100, 10)));
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    awaitHeld(bucket);
    for (long length : wrong) {
      ObjectKey lie = new ObjectKey("lie-" + length);
      assertThatThrownBy(() -> taker.objects().read(lies, lie))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    }
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
  }

  @Test
  void whatWasBegunWithAWrongLength_isBegunAnew() {
    Bucket other = giver.create("other");
    Bucket here = taker.join(other);
    taker.name(here, new ObjectKey("lie"), LARGE, LARGE.length - 1L);
    taker.learn(here, giver.objects().put(other, KEY, LARGE));
    assertThatThrownBy(() -> taker.objects().read(here, new ObjectKey("lie")))
        .isInstanceOf(S3Exception.class);
    assertThat(taker.files()).as("it was begun").hasSize(1);

    assertThat(taker.objects().read(here, KEY)).isEqualTo(LARGE);
    awaitHeld(here);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
  }

  /** Else each of its readers would fetch it for ever. */
  @Test
  void aBlobThatWasDamaged_isFetchedAnew_andIsSoundFromThen() throws IOException {
    Bucket bucket = shared("photos", LARGE);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    awaitHeld(bucket);
    Place before = taker.place(LARGE);
    taker.damage(LARGE, 100 * GROUP + 7);
    reopenTaker(bucket);
    ByteRange part = new ByteRange(100 * GROUP, 100);

    assertThat(read(bucket, part)).as("a part").isEqualTo(slice(part));

    await().atMost(PATIENCE).until(() -> !taker.place(LARGE).equals(before));
    giver.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).as("without anybody").isEqualTo(LARGE);
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Complete(LARGE.length));
  }

  /** What a member finds damaged while it gives it goes into quarantine at the member. */
  @Test
  void whatIsFoundDamagedWhileItIsGiven_isGivenToNobodyAnyMore() throws IOException {
    Bucket bucket = shared("photos", LARGE);
    giver.damage(LARGE, 100 * GROUP + 7);

    assertClosed(bucket, new ByteRange(100 * GROUP, 100));

    BlobHash hash = giver.hash(LARGE);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              try (PeerRecords.Kept kept =
                  giver.stores.content().peerRecords().read(hash).orElseThrow()) {
                assertThat(kept.parts())
                    .hasValue(
                        List.of(
                            new ByteRange(0, 100 * GROUP),
                            new ByteRange(101 * GROUP, LARGE.length - 101 * GROUP)));
              }
            });
    ByteRange sound = new ByteRange(101 * GROUP, 1000);
    assertThat(read(bucket, sound)).isEqualTo(slice(sound));
  }

  /** It has the same id, so whoever remembers what it held would open what others have. */
  @Test
  void aBucketThatIsLeftAndJoinedAgain_opensNothingOfWhatItHeld() {
    Bucket own = taker.create("own");
    taker.objects().put(own, KEY, LARGE);
    Bucket bucket = shared("photos", LARGE);
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    awaitHeld(bucket);
    assertThat(taker.objects().read(bucket, KEY)).as("which is remembered").isEqualTo(LARGE);
    StoredVersion version = taker.objects().require(bucket, KEY);
    SecretBox box = new SecretBox(taker.stores.node().secretsKey());

    taker.stores.stores().shares(box).leave(bucket.id());
    Bucket again = taker.join(bucket);
    taker.learn(again, version);
    giver.shared.clear();

    assertClosed(again, ByteRange.all(LARGE.length));
  }

  @Test
  void aMirroredBucket_hasAllThatAMemberHas_beforeAnybodyReads_alsoOverARestart() {
    Bucket bucket = shared("photos", LARGE);
    taker.mirror.run();
    assertThat(taker.mirror.missing()).as("not mirrored").isZero();

    taker.mirror.set(bucket.id(), PullPolicy.MIRROR);
    giver.shared.clear();
    taker.mirror.run();
    assertThat(taker.mirror.missing()).as("nobody gives it").isOne();
    reopenTaker(bucket);
    assertThat(taker.mirror.policy(bucket.id())).isEqualTo(PullPolicy.MIRROR);
    giver.shared.add(bucket.id());
    taker.mirror.run();

    assertThat(taker.mirror.missing()).isZero();
    giver.shared.clear();
    assertThat(taker.objects().read(bucket, KEY)).isEqualTo(LARGE);
    taker.mirror.set(bucket.id(), PullPolicy.ON_DEMAND);
    assertThat(taker.mirror.policy(bucket.id())).isEqualTo(PullPolicy.ON_DEMAND);
  }

  @Test
  void prefetching_bringsWhatBeginsAlike_andSaysWhatNobodyHas() {
    Bucket bucket = shared("photos", LARGE);
    byte[] other = Bytes.random(6, 400_000);
    ObjectKey far = new ObjectKey("far/object");
    taker.learn(bucket, giver.objects().put(bucket, far, other));
    taker.name(bucket, new ObjectKey("far/nowhere"), Bytes.random(7, 10), 500_000);

    Prefetch some = new Prefetch(taker.stores.stores().objects(), taker.peers, bucket, "far/");
    some.run();

    assertThat(some.progress())
        .isEqualTo(new Prefetch.Progress(Prefetch.State.DONE, 2, 1, 400_000, 1));
    assertThat(taker.status(LARGE)).isEqualTo(new BlobStatus.Absent());
    Prefetch all = new Prefetch(taker.stores.stores().objects(), taker.peers, bucket, "");
    all.run();
    assertThat(all.progress())
        .isEqualTo(new Prefetch.Progress(Prefetch.State.DONE, 3, 1, LARGE.length, 1));
  }

  /** The last reader need not wait until a blob is kept as a whole. */
  private void awaitHeld(Bucket bucket) {
    BlobHash hash = taker.hash(LARGE);
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

  private void reopenTaker(Bucket bucket) {
    taker.close();
    taker = new Member(takerFolder);
    taker.other = Optional.of(giver);
    giver.other = Optional.of(taker);
    taker.shared.add(bucket.id());
  }

  private byte[] read(Bucket bucket, ByteRange range) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StoredVersion version = taker.objects().require(bucket, KEY);
    for (Content content : taker.stores.stores().objects().open(bucket, version, range)) {
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

  private static byte[] slice(ByteRange range) {
    int from = Math.toIntExact(range.offset());
    return Arrays.copyOfRange(LARGE, from, Math.toIntExact(range.end()));
  }

  private void assertClosed(Bucket bucket, ByteRange range) {
    assertThatThrownBy(() -> read(bucket, range))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }
}
