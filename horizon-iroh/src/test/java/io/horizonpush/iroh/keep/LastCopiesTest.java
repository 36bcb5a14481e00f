package io.horizonpush.iroh.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.PositionTable.Seen;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.Contact;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.iroh.swarm.Holder;
import io.horizonpush.iroh.swarm.HolderSearch;
import io.horizonpush.iroh.swarm.Holders;
import io.horizonpush.iroh.swarm.Holding;
import io.horizonpush.iroh.swarm.TreeQuestion;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What of a bucket would go with the node that leaves it. */
@Timeout(120)
class LastCopiesTest {

  private static final NodeId SELF = node(1);
  private static final NodeId OTHER = node(2);
  private static final int LONG = 100_000;

  @TempDir Path directory;

  private final Set<BlobHash> elsewhere = new HashSet<>();
  private final Connected connected = new Connected();
  private Holding holding = new Holding.Whole();
  private Optional<Duration> promised = Optional.empty();
  private StoreFixture fixture;
  private Bucket bucket;
  private LastCopies copies;

  private static NodeId node(int number) {
    byte[] id = new byte[NodeId.LENGTH];
    id[0] = (byte) number;
    return NodeId.of(id);
  }

  /** Members of whom one says that it has what a test says. */
  private final class Others implements Holders {

    @Override
    public boolean isShared(BucketId id) {
      return true;
    }

    @Override
    public HolderSearch search(BucketId id, BlobHash blob) {
      return new HolderSearch() {

        private boolean asked;

        @Override
        public Optional<Holder> next(boolean far) {
          boolean first = !asked;
          asked = true;
          Holder other = new Holder(new Source(OTHER, List.of()), holding);
          return Optional.of(other).filter(_ -> first && elsewhere.contains(blob));
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<byte[]> parts(Source member, TreeQuestion question) {
      return List.of();
    }
  }

  /** A connected member, which has the blobs that a test says, and counts the questions. */
  private static final class Connected implements Fellows {

    private final Set<BlobHash> blobs = new HashSet<>();
    private int asked;

    @Override
    public boolean mayRead(NodeId peer, BucketId id) {
      return true;
    }

    @Override
    public List<NodeId> members(BucketId id) {
      return List.of(OTHER);
    }

    @Override
    public List<NodeId> connected(BucketId id) {
      return List.of(OTHER);
    }

    @Override
    public Optional<byte[]> ask(NodeId member, byte[] question, int longestAnswer) {
      asked++;
      List<BlobHash> named = KeepQuestion.decode(question).blobs();
      BitSet places = new BitSet();
      for (int place = 0; place < named.size(); place++) {
        places.set(place, blobs.contains(named.get(place)));
      }
      return Optional.of(new KeepAnswer.Given(Duration.ZERO, places).encode());
    }
  }

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    bucket = fixture.create("bucket");
    ShareStore shares = fixture.stores().shares(fixture.box());
    NodeId _ =
        shares.change(
            bucket.id(),
            draft -> {
              draft.found();
              draft.say(SELF, Named.founder(fixture.writer(), Contact.NONE), 0);
              draft.say(OTHER, Named.founder(new WriterId(7, 7, 7, 7), Contact.NONE), 0);
              return SELF;
            });
    copies = new LastCopies(fixture.index(), shares, new Others(), connected, SELF, _ -> promised);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private long row() {
    return fixture.row(bucket).id();
  }

  /** Has the other member say that it has all that there is. */
  private void follow() {
    long row = row();
    long _ =
        fixture
            .index()
            .write(
                Durability.STRICT,
                tables -> {
                  long latest = tables.entries().latest(row);
                  tables.positions().see(row, OTHER, new Seen(latest, Instant.now()));
                  return latest;
                });
  }

  @Test
  void recordsThatNobodySaidToHave_areTheLast() {
    fixture.publish();
    assertThat(copies.of(bucket.id()).orElseThrow()).contains("said yet");
    follow();
    assertThat(copies.of(bucket.id())).isEmpty();
    fixture.objects().put(bucket, new ObjectKey("later"), Bytes.of("small"));
    assertThat(copies.of(bucket.id()).orElseThrow()).contains("said yet");
    fixture.publish();
    assertThat(copies.of(bucket.id()).orElseThrow()).contains("said yet");
    follow();
    assertThat(copies.of(bucket.id())).isEmpty();
  }

  @Test
  void bytesThatNobodyIsReachedWhoHasThem_areTheLast() {
    fixture.objects().put(bucket, new ObjectKey("one"), Bytes.random(1, LONG));
    fixture.objects().put(bucket, new ObjectKey("two"), Bytes.random(2, LONG));
    fixture.publish();
    follow();
    Set<BlobHash> all = fixture.blobs();
    assertThat(all).hasSize(2);
    BlobHash first = all.iterator().next();

    assertThat(copies.of(bucket.id()).orElseThrow()).contains("bytes");
    elsewhere.addAll(all);
    elsewhere.remove(first);
    assertThat(copies.of(bucket.id()).orElseThrow()).contains(first.hex().substring(0, 16));
    elsewhere.add(first);
    assertThat(copies.of(bucket.id())).isEmpty();
  }

  @Test
  void manyBlobsAreAskedForAtOnce_ofThoseThatAreConnected() {
    for (int each = 0; each < 300; each++) {
      fixture.objects().put(bucket, new ObjectKey("key-" + each), Bytes.random(each, 17_000));
    }
    fixture.publish();
    follow();
    Set<BlobHash> all = fixture.blobs();
    assertThat(all).hasSize(300);
    connected.blobs.addAll(all);

    assertThat(copies.of(bucket.id())).isEmpty();
    assertThat(connected.asked).isEqualTo(2);
    BlobHash last = all.iterator().next();
    connected.blobs.remove(last);
    assertThat(copies.of(bucket.id()).orElseThrow()).contains(last.hex().substring(0, 16));
    elsewhere.add(last);
    assertThat(copies.of(bucket.id())).isEmpty();
  }

  @Test
  void whatIsToBePublishedAnew_isTheLast_whateverWasSaidBefore() {
    fixture.publish();
    follow();
    fixture.replicas().delete(fixture.document(bucket));
    fixture.restart();

    assertThat(copies(fixture).of(bucket.id()).orElseThrow()).contains("said yet");
  }

  private LastCopies copies(StoreFixture again) {
    return new LastCopies(
        again.index(),
        again.stores().shares(again.box()),
        new Others(),
        connected,
        SELF,
        _ -> promised);
  }

  @Test
  void bytesOfWhichAnotherHasAPart_areTheLast() {
    fixture.objects().put(bucket, new ObjectKey("one"), Bytes.random(1, LONG));
    fixture.publish();
    follow();
    elsewhere.addAll(fixture.blobs());
    holding = new Holding.Parts(List.of(new ByteRange(0, 16 << 10)));
    assertThat(copies.of(bucket.id())).isPresent();
    holding = new Holding.Whole();
    assertThat(copies.of(bucket.id())).isEmpty();
  }

  @Test
  void whatOthersCountOn_isTheLastThing() {
    fixture.publish();
    follow();
    promised = Optional.of(Duration.ofMinutes(20));
    assertThat(copies.of(bucket.id()).orElseThrow()).contains("21 more minutes");
    fixture.objects().put(bucket, new ObjectKey("k"), Bytes.random(9, LONG));
    fixture.publish();
    assertThat(copies.of(bucket.id()).orElseThrow()).doesNotContain("minutes");
  }

  @Test
  void aBucketThatIsNotShared_isNotAsked() {
    Bucket own = fixture.create("own");

    assertThat(copies.of(own.id())).isEmpty();
  }
}
