package io.horizonpush.iroh.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.keep.Evictor.Outcome;
import io.horizonpush.iroh.keep.KeepQuestion.What;
import io.horizonpush.iroh.keep.PromiseBook.Noted;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.BlobStore.Eviction;
import io.horizonpush.s3.store.BlobStore.Eviction.Reason;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What nodes promise each other, and what they let go by that. */
@Timeout(120)
class KeepingTest {

  private static final byte[] CONTENT = Bytes.random(1, 300_000);

  @TempDir Path directory;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private final List<KeepingNode> nodes = new ArrayList<>();
  private final BucketId bucket = BucketId.of(Bytes.random(2, 16));
  private KeepingNode one;
  private KeepingNode two;
  private KeepingNode three;
  private BlobHash blob;

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < 3; i++) {
      nodes.add(
          new KeepingNode(i, Files.createDirectories(directory.resolve("node-" + i)), now::get));
    }
    one = nodes.get(0);
    two = nodes.get(1);
    three = nodes.get(2);
    Set<NodeId> ids = nodes.stream().map(node -> node.id).collect(Collectors.toSet());
    for (KeepingNode node : nodes) {
      node.join(bucket, "photos", ids);
      node.line = (member, question) -> Optional.of(find(member).desk.answer(node.id, question));
    }
    blob = one.put(bucket, CONTENT);
    two.name(bucket, blob, CONTENT);
    three.name(bucket, blob, CONTENT);
  }

  @AfterEach
  void close() {
    nodes.forEach(KeepingNode::close);
  }

  private KeepingNode find(NodeId id) {
    return nodes.stream().filter(node -> node.id.equals(id)).findFirst().orElseThrow();
  }

  private static Outcome evict(KeepingNode node, BlobHash blob) {
    return node.evictor.evict(List.of(blob));
  }

  private void assertEvicted(KeepingNode node) {
    assertThat(evict(node, blob)).isEqualTo(new Outcome(1, CONTENT.length, 0));
    assertThat(node.holds(bucket, blob)).isFalse();
  }

  private void assertStays(KeepingNode node) {
    assertThat(evict(node, blob)).isEqualTo(new Outcome(0, 0, 1));
    assertThat(node.holds(bucket, blob)).isTrue();
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private KeepAnswer ask(KeepingNode asked, NodeId from, What what) {
    KeepQuestion question = new KeepQuestion(what, bucket, Duration.ofDays(1), List.of(blob));
    return KeepAnswer.decode(asked.desk.answer(from, question.encode()));
  }

  private static KeepAnswer answer(Duration lasts, boolean yes) {
    BitSet places = new BitSet();
    places.set(0, yes);
    return new KeepAnswer.Given(lasts, places);
  }

  @Test
  void whatNobodyElseHas_stays() {
    assertStays(one);
  }

  @Test
  void whatAnotherMemberPromisesToKeep_goes_andStaysThere() {
    two.take(bucket, blob);
    assertEvicted(one);
    assertStays(two);
    assertThat(two.stores.content().evict(blob)).isEqualTo(new Eviction.Kept(Reason.PROMISED));
    assertThat(one.keepers(bucket, blob)).containsExactly(two.id);
    assertThat(ask(two, three.id, What.HOLDS)).isEqualTo(answer(Duration.ZERO, true));
    assertThat(ask(one, three.id, What.HOLDS)).isEqualTo(answer(Duration.ZERO, false));
  }

  @Test
  void aPromise_survivesARestart_andEndsWithItsTimeOfRunning() {
    two.take(bucket, blob);
    assertEvicted(one);
    two.restart();
    assertStays(two);
    three.take(bucket, blob);
    pass(Duration.ofHours(25).minusMinutes(1));
    two.keepOn();
    assertStays(two);
    pass(Duration.ofMinutes(1));
    two.keepOn();
    assertEvicted(two);
  }

  @Test
  void aWallClockThatIsMoved_endsNoPromise() {
    two.take(bucket, blob);
    assertEvicted(one);
    two.ahead = Duration.ofDays(10);
    two.keepOn();
    assertStays(two);
    two.restart();
    two.keepOn();
    assertStays(two);
  }

  @Test
  void aClockThatIsBehindAtTheStart_countsOnNothingThatWasPromisedBefore() {
    two.take(bucket, blob);
    Noted noted = one.book.note(one.row(bucket), two.id, List.of(blob));
    assertThat(one.book.take(noted, ask(two, one.id, What.PROMISE))).containsExactly(blob);
    one.ahead = Duration.ofHours(-2);
    one.restart();
    assertThat(one.keepers(bucket, blob)).isEmpty();
    assertThat(one.stores.content().evict(blob, one.rule))
        .isEqualTo(new Eviction.Kept(Reason.UNCONFIRMED));
  }

  /** Or it would be asked for again and again, and the bytes not fetched in time. */
  @Test
  void aPromiseForAShortTime_isNotCountedOn() {
    two.take(bucket, blob);
    Noted noted = one.book.note(one.row(bucket), two.id, List.of(blob));
    assertThat(one.book.take(noted, answer(Duration.ofHours(1), true))).isEmpty();
    assertThat(one.stores.content().evict(blob, one.rule))
        .isEqualTo(new Eviction.Kept(Reason.UNCONFIRMED));
  }

  @Test
  void ofTwoThatAskEachOther_neitherGoesByAnAnswerThatComesAfterItsOwnPromise() {
    two.take(bucket, blob);
    Noted ofOne = one.book.note(one.row(bucket), two.id, List.of(blob));
    Noted ofTwo = two.book.note(two.row(bucket), one.id, List.of(blob));
    KeepAnswer toOne = ask(two, one.id, What.PROMISE);
    KeepAnswer toTwo = ask(one, two.id, What.PROMISE);
    assertThat(one.book.take(ofOne, toOne)).isEmpty();
    assertThat(two.book.take(ofTwo, toTwo)).isEmpty();
    pass(Duration.ofDays(2));
    nodes.forEach(node -> node.keepOn());
    assertThat(one.stores.content().evict(blob, one.rule)).isInstanceOf(Eviction.Kept.class);
    assertThat(two.stores.content().evict(blob, two.rule)).isInstanceOf(Eviction.Kept.class);
  }

  @Test
  void anAnswerToAnEarlierQuestion_countsForNothing() {
    two.take(bucket, blob);
    Noted earlier = one.book.note(one.row(bucket), two.id, List.of(blob));
    Noted later = one.book.note(one.row(bucket), two.id, List.of(blob));
    KeepAnswer yes = ask(two, one.id, What.PROMISE);
    assertThat(one.book.take(earlier, yes)).isEmpty();
    assertThat(one.book.take(later, yes)).containsExactly(blob);
  }

  @Test
  void aPromise_isRenewedWhenHalfOfItIsOver_andWhatNobodyKeepsIsFetched() {
    two.take(bucket, blob);
    assertEvicted(one);
    pass(Duration.ofHours(13));
    one.keepOn();
    pass(Duration.ofHours(13));
    assertThat(one.keepers(bucket, blob)).as("renewed").containsExactly(two.id);

    one.line = (_, _) -> Optional.empty();
    pass(Duration.ofHours(10));
    one.keepOn();
    assertThat(one.holds(bucket, blob)).isFalse();
    assertThat(one.reliances.lacking()).as("nobody can be asked").isOne();
    one.hasSource = (_, _) -> true;
    pass(Duration.ofMinutes(2));
    one.keepOn();
    assertThat(one.holds(bucket, blob)).isTrue();
    assertThat(one.reliances.lacking()).isZero();
    assertThat(one.relies(bucket, blob)).isFalse();
  }

  @Test
  void aShareOfCopiesThatNobodyGives_isNotAskedForAgainAtOnce() {
    two.stores.stores().buckets().setCopies(bucket, OptionalInt.of(3));
    AtomicInteger asked = new AtomicInteger();
    two.hasSource = (_, _) -> asked.incrementAndGet() > 2;
    Copies copies = two.copies();

    copies.run();
    pass(Duration.ofMinutes(1));
    copies.run();
    assertThat(asked).hasValue(1);
    pass(Duration.ofMinutes(5));
    copies.run();
    assertThat(asked).hasValue(2);
    assertThat(two.holds(bucket, blob)).isFalse();
    pass(Duration.ofMinutes(6));
    copies.run();
    assertThat(two.holds(bucket, blob)).isTrue();
  }

  @Test
  void whatIsFetchedAgain_takesNoTimeFromRenewals() {
    two.take(bucket, blob);
    assertEvicted(one);
    one.line = (_, _) -> Optional.empty();
    AtomicInteger asked = new AtomicInteger();
    one.hasSource = (_, _) -> asked.incrementAndGet() > 0;
    pass(Duration.ofHours(23));

    one.reliances.run();
    assertThat(asked).as("nothing is fetched while promises are renewed").hasValue(0);
    one.reliances.fetch();
    assertThat(asked).hasValue(1);
    assertThat(one.holds(bucket, blob)).isTrue();
    one.reliances.fetch();
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatAMemberPromisedThatIsNoneAnyMore_isLookedForAtOnce() {
    two.take(bucket, blob);
    three.take(bucket, blob);
    assertEvicted(one);
    NodeId keeper = one.keepers(bucket, blob).getFirst();
    one.remove(bucket, keeper);
    one.keepOn();
    NodeId other = keeper.equals(two.id) ? three.id : two.id;
    assertThat(one.keepers(bucket, blob)).containsExactly(other);
  }

  @Test
  void whatIsDeleted_staysWithWhoeverPromised_untilTheOtherKnows() {
    two.take(bucket, blob);
    assertEvicted(one);
    two.delete(bucket, blob);
    assertThat(two.stores.content().collect()).isEmpty();
    assertThat(two.holds(bucket, blob)).isTrue();

    one.delete(bucket, blob);
    pass(Duration.ofHours(13));
    one.keepOn();
    assertThat(two.stores.content().collect()).containsExactly(blob);
  }

  @Test
  void aPartOfABlob_andOneOfAnotherBucket_arePromisedToNobody_norAnythingToAStranger() {
    BucketId other = BucketId.of(Bytes.random(3, 16));
    two.join(other, "private", Set.of(two.id));
    two.put(other, CONTENT);
    assertThat(ask(two, one.id, What.PROMISE)).isEqualTo(answer(Duration.ofDays(1), false));
    two.take(bucket, blob);
    assertThat(ask(two, one.id, What.PROMISE)).isEqualTo(answer(Duration.ofDays(1), true));
    NodeId stranger = NodeId.of(Bytes.random(9, NodeId.LENGTH));
    for (What what : What.values()) {
      assertThat(ask(two, stranger, what)).isEqualTo(new KeepAnswer.Denied());
    }
  }

  @Test
  void bytesThatCameThroughTwoBuckets_goOnceOthersKeepThemForBoth() {
    two.take(bucket, blob);
    BucketId other = BucketId.of(Bytes.random(3, 16));
    Set<NodeId> both = Set.of(one.id, two.id);
    one.join(other, "more", both);
    two.join(other, "more", both);
    one.put(other, CONTENT);
    two.name(other, blob, CONTENT);
    assertStays(one);
    two.take(other, blob);
    assertEvicted(one);
  }

  @Test
  void whatStays_isNotKeptByOthersForIt() {
    two.take(bucket, blob);
    try (var _ = one.stores.content().keep(blob)) {
      assertStays(one);
    }
    three.take(bucket, blob);
    assertEvicted(two);
  }

  @Test
  void whatANodeLeaves_itPromisesNoMore() {
    two.take(bucket, blob);
    Instant stopped = two.promiseClocks.ofGiven().plus(Duration.ofDays(2));
    two.index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.promises().stop(two.row(bucket).id(), stopped);
              return stopped;
            });
    assertStays(one);
    pass(Duration.ofDays(2));
    assertEvicted(one);
  }
}
