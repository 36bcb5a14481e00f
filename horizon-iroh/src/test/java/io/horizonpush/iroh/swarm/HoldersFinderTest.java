package io.horizonpush.iroh.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamPair;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.BlobFill;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is asked for a blob, and who is heard. */
@Timeout(60)
class HoldersFinderTest {

  private static final BucketId BUCKET = BucketId.of(bytes(BucketId.LENGTH, 7));
  private static final BlobHash BLOB = BlobHash.of(bytes(32, 9));
  private static final long GROUP = BlobFill.GROUP;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Members members = new Members();
  private final HoldersFinder finder = new HoldersFinder(members);

  private static byte[] bytes(int length, int first) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) first;
    return bytes;
  }

  private static Source member(int number) {
    return new Source(NodeId.of(bytes(NodeId.LENGTH, number)), List.of());
  }

  private static List<Source> members(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(HoldersFinderTest::member).toList();
  }

  /** Members that answer by what they are said to be. */
  private static final class Members implements HoldersFinder.Lines {

    final Set<NodeId> connected = ConcurrentHashMap.newKeySet();
    final Set<NodeId> holding = ConcurrentHashMap.newKeySet();
    final Set<NodeId> silent = ConcurrentHashMap.newKeySet();
    final AtomicInteger dialled = new AtomicInteger();
    final AtomicInteger dialling = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final CountDownLatch late = new CountDownLatch(1);

    @Override
    public Optional<PeerStream> open(NodeId member) {
      return connected.contains(member) ? Optional.of(answering(member)) : Optional.empty();
    }

    private PeerStream answering(NodeId member) {
      StreamPair pair = new StreamPair();
      Thread.ofVirtual().start(() -> answer(member, pair.there()));
      return pair.here();
    }

    private void answer(NodeId member, PeerStream stream) {
      try (stream) {
        if (silent.contains(member)) {
          late.await();
        }
        HoldQuestion asked = HoldQuestion.decode(stream.receive(1000, PATIENCE).orElseThrow());
        assertThat(asked).isEqualTo(new HoldQuestion(BUCKET, BLOB));
        stream.send(
            HoldQuestion.encodeAnswer(
                holding.contains(member) ? new Holding.Whole() : new Holding.Nothing()),
            PATIENCE);
        stream.finish();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public PeerConnection connect(
        NodeId member, List<InetSocketAddress> addresses, Duration patience) {
      dialled.incrementAndGet();
      most.accumulateAndGet(dialling.incrementAndGet(), Math::max);
      if (silent.contains(member)) {
        dialling.decrementAndGet();
        throw new PeerException(PeerException.Reason.UNREACHABLE, "gone");
      }
      return new PeerConnection() {
        @Override
        public NodeId peer() {
          return member;
        }

        @Override
        public PeerStream open() {
          return answering(member);
        }

        @Override
        public Optional<PeerStream> accept() {
          return Optional.empty();
        }

        @Override
        public Path path() {
          return new Path(Optional.empty(), Duration.ZERO);
        }

        @Override
        public void close() {
          dialling.decrementAndGet();
        }
      };
    }
  }

  private static List<NodeId> all(HolderSearch search) {
    List<NodeId> found = new ArrayList<>();
    for (Optional<Holder> next = search.next(true); next.isPresent(); next = search.next(true)) {
      found.add(next.get().source().peer());
    }
    return found;
  }

  @Test
  void everyMemberThatSaysYes_isHeard_alsoTheLate() {
    List<Source> all = members(5);
    all.forEach(member -> members.connected.add(member.peer()));
    List<NodeId> holding = List.of(all.get(1).peer(), all.get(4).peer());
    members.holding.addAll(holding);
    members.silent.add(holding.getLast());

    try (HolderSearch search = finder.search(all, BUCKET, BLOB)) {
      assertThat(search.next(true).map(each -> each.source().peer())).hasValue(holding.getFirst());
      members.late.countDown();
      assertThat(search.next(true).map(each -> each.source().peer())).hasValue(holding.getLast());
      assertThat(search.next(true)).isEmpty();
    }
    assertThat(members.dialled).hasValue(0);
  }

  /** A node of a large bucket is connected with some of it only. */
  @Test
  void ofTwelveMembersTheOneThatHasIt_isFound_althoughNobodyIsConnectedWithIt() {
    List<Source> all = members(12);
    all.subList(0, 6).forEach(member -> members.connected.add(member.peer()));
    members.silent.add(all.get(7).peer());
    members.holding.add(all.get(11).peer());

    assertThat(all(finder.search(all, BUCKET, BLOB))).containsExactly(all.get(11).peer());

    assertThat(members.most.get()).isLessThanOrEqualTo(4);
    int before = members.dialled.get();
    assertThat(all(finder.search(all, BUCKET, BLOB))).containsExactly(all.get(11).peer());
    assertThat(members.dialled.get() - before)
        .as("who was not reached is not dialled again at once")
        .isEqualTo(5);
  }

  @Test
  void whoIsNotConnected_isNotDialledForWhatAConnectedOneGives() {
    List<Source> all = members(12);
    members.connected.add(all.getFirst().peer());
    members.holding.add(all.getFirst().peer());

    try (HolderSearch search = finder.search(all, BUCKET, BLOB)) {
      assertThat(search.next(true).map(each -> each.source().peer()))
          .hasValue(all.getFirst().peer());
    }
    assertThat(members.dialled).hasValue(0);
  }

  @Test
  void aBucketWithoutOthers_hasNobodyToAsk() {
    assertThat(all(finder.search(List.of(), BUCKET, BLOB))).isEmpty();
  }

  @Test
  void theQuestion_isRead_andNothingElse() {
    HoldQuestion question = new HoldQuestion(BUCKET, BLOB);
    byte[] frame = question.encode();
    assertThat(HoldQuestion.decode(frame)).isEqualTo(question);
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> HoldQuestion.decode(cut)).isInstanceOf(CodecException.class);
    }
    byte[] longer = Arrays.copyOf(frame, frame.length + 1);
    assertThatThrownBy(() -> HoldQuestion.decode(longer)).isInstanceOf(CodecException.class);
  }

  @Test
  void theAnswer_saysWhatThereIs_andOfManyRunsTheLongest() {
    ByteRange run = new ByteRange(3 * GROUP, 2 * GROUP);
    List<Holding> holdings =
        List.of(
            new Holding.Nothing(),
            new Holding.Whole(),
            new Holding.Parts(List.of()),
            new Holding.Parts(List.of(run, new ByteRange(1L << 40, GROUP))));
    for (Holding holding : holdings) {
      assertThat(HoldQuestion.decodeAnswer(HoldQuestion.encodeAnswer(holding))).isEqualTo(holding);
    }

    List<ByteRange> runs = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      runs.add(new ByteRange((1L << 50) + 10L * i * GROUP, (i % 9 + 1) * GROUP));
    }
    byte[] many = HoldQuestion.encodeAnswer(new Holding.Parts(runs));
    assertThat(many.length).isLessThanOrEqualTo(HoldQuestion.LONGEST_ANSWER);
    assertThat(HoldQuestion.decodeAnswer(many))
        .isInstanceOfSatisfying(
            Holding.Parts.class,
            parts ->
                assertThat(parts.ranges())
                    .hasSize(64)
                    .allMatch(each -> each.length() == 9 * GROUP)
                    .isSubsetOf(runs));
  }

  @Test
  void anAnswerWhoseRunsAreNone_isRefused() {
    for (List<Long> borders :
        List.of(List.of(5L, 5L), List.of(3L, 9L, 4L, 10L), List.of(-1L, 2L))) {
      byte[] frame =
          CborWriter.write(out -> out.tuple(2, each -> each.number(2).list(borders, each::number)));
      assertThatThrownBy(() -> HoldQuestion.decodeAnswer(frame)).isInstanceOf(CodecException.class);
    }
    byte[] beyond =
        CborWriter.write(
            out ->
                out.tuple(
                    2, each -> each.number(2).list(List.of(0L, Long.MAX_VALUE), each::number)));
    assertThatThrownBy(() -> HoldQuestion.decodeAnswer(beyond)).isInstanceOf(CodecException.class);
  }

  /** Nobody is called for what those who are connected give. */
  @Test
  void whoIsFar_isAskedOnlyIfThatIsWanted() {
    List<Source> all = members(3);
    members.connected.add(all.getFirst().peer());
    members.holding.add(all.getLast().peer());
    try (HolderSearch search = finder.search(all, BUCKET, BLOB)) {
      assertThat(search.next(false)).isEmpty();
      assertThat(members.dialled).hasValue(0);
      assertThat(search.next(true).map(Holder::source)).hasValue(all.getLast());
    }
  }
}
