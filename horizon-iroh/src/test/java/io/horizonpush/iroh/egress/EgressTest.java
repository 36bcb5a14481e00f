package io.horizonpush.iroh.egress;

import static io.horizonpush.iroh.egress.TestingMember.BUCKET;
import static io.horizonpush.iroh.egress.TestingMember.ORIGIN;
import static io.horizonpush.iroh.egress.TestingMember.TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MemberOrigins.Body;
import io.horizonpush.s3.store.MemberOrigins.Turn;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.PinnedObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who fetches what from an origin for whom, and what becomes of members that do not. */
@Timeout(120)
class EgressTest {

  /** Long enough for a busy machine where nothing hangs. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  private static final Duration USUAL = Duration.ofMillis(100);

  private final NavigableMap<String, byte[]> objects = new TreeMap<>();

  private static PinnedObject pinned(String key) {
    return new PinnedObject(BUCKET, ORIGIN, new ObjectKey(key), TAG);
  }

  private static Optional<Body> open(TestingMember member, String key) {
    return member.egress.open(pinned(key), Optional.empty(), Turn.WHOEVER_HAS_IT);
  }

  private static byte[] read(Optional<Body> body) throws IOException {
    try (var bytes = body.orElseThrow().bytes()) {
      return bytes.readAllBytes();
    }
  }

  private void put(int count) {
    for (int i = 0; i < count; i++) {
      objects.put("key-" + i, Bytes.random(i, 25_000));
    }
  }

  /** A key that the second of two members is to fetch. */
  private String keyOf(TestingMember asker) {
    for (int i = 0; ; i++) {
      String key = "key-" + i;
      objects.putIfAbsent(key, Bytes.random(i, 25_000));
      Optional<Body> body = open(asker, key);
      if (body.isPresent()) {
        return key;
      }
    }
  }

  @Test
  void eachKey_isFetchedByOneMember_andAllAgreeByWhich() throws IOException {
    put(60);
    List<TestingMember> members = TestingMember.make(4, objects, PATIENT);
    int[] shares = new int[4];
    for (String key : objects.keySet()) {
      List<Integer> own = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        Optional<Body> body = open(members.get(i), key);
        if (body.isEmpty()) {
          own.add(i);
        } else {
          assertThat(read(body)).isEqualTo(objects.get(key));
        }
      }
      assertThat(own).as(key).hasSize(1);
      shares[own.getFirst()]++;
    }
    assertThat(Arrays.stream(shares).min().orElse(0)).isGreaterThan(3);
    for (int i = 0; i < 4; i++) {
      assertThat(members.get(i).opened.get()).isEqualTo(3 * shares[i]);
    }
  }

  @Test
  void aRange_isThatOfTheObject() throws IOException {
    List<TestingMember> members = TestingMember.make(2, objects, PATIENT);
    String key = keyOf(members.getFirst());

    Optional<Body> body =
        members
            .getFirst()
            .egress
            .open(pinned(key), Optional.of(new ByteRange(9_990, 30)), Turn.WHOEVER_HAS_IT);

    assertThat(body.orElseThrow().size()).isEqualTo(25_000);
    assertThat(read(body)).isEqualTo(Arrays.copyOfRange(objects.get(key), 9_990, 10_020));
  }

  @Test
  void aMemberThatHangs_isWaitedForBriefly_andThenLeftAlone() {
    List<TestingMember> members = TestingMember.make(2, objects, USUAL);
    TestingMember asker = members.getFirst();
    String key = keyOf(asker);
    CountDownLatch never = new CountDownLatch(1);
    members.get(1).gate = Optional.of(never);

    long begun = System.nanoTime();
    assertThat(open(asker, key)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Paces.LONGEST);
    assertThat(asker.egress.late()).isEqualTo(1);

    int asked = members.get(1).opened.get();
    await()
        .untilAsserted(
            () -> {
              int before = members.get(1).opened.get();
              assertThat(open(asker, key)).isEmpty();
              assertThat(members.get(1).opened.get()).isEqualTo(before);
            });
    assertThat(members.get(1).opened.get()).isGreaterThanOrEqualTo(asked);
    never.countDown();
  }

  @Test
  void aMemberThatIsSlow_isWaitedForAsLongAsItTakes_onceThatIsKnown() {
    List<TestingMember> members = TestingMember.make(2, objects, USUAL);
    TestingMember asker = members.getFirst();
    String key = keyOf(asker);
    members.get(1).delay = Duration.ofMillis(400);

    assertThat(open(asker, key)).isEmpty();

    await().untilAsserted(() -> assertThat(open(asker, key)).isPresent());
  }

  @Test
  void whoeverIsNotToBeBelieved_isNotAsked() {
    put(20);
    List<TestingMember> members = TestingMember.make(3, objects, PATIENT);
    members.get(1).mayWrite = false;
    members.get(2).serves = false;

    for (String key : objects.keySet()) {
      assertThat(open(members.getFirst(), key)).isEmpty();
    }
    assertThat(members.getFirst().egress.serve(BUCKET, ORIGIN)).isFalse();
    assertThat(members.get(1).opened.get() + members.get(2).opened.get()).isZero();
    assertThatThrownBy(() -> members.getFirst().egress.find(BUCKET, ORIGIN, new ObjectKey("key-1")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
  }

  @Test
  void whoMayNotRead_isToldNothing() {
    put(20);
    List<TestingMember> members = TestingMember.make(2, objects, PATIENT);
    members.getFirst().mayRead = false;

    for (String key : objects.keySet()) {
      assertThat(open(members.getFirst(), key)).isEmpty();
    }
    assertThat(members.get(1).opened.get()).isZero();
  }

  @Test
  void aNodeWithoutAccess_asksOneAfterTheOther() throws IOException {
    put(10);
    List<TestingMember> members = TestingMember.make(3, objects, PATIENT);
    TestingMember without = members.getFirst();
    without.serves = false;
    members.get(1).instead = Optional.of(List.of(new EgressAnswer.Failed().encode()));
    read(without);
    members.get(1).instead = Optional.of(List.of()); // It breaks off.
    read(without);
  }

  private void read(TestingMember without) throws IOException {
    for (String key : objects.keySet()) {
      Optional<Body> body = without.egress.open(pinned(key), Optional.empty(), Turn.ANYBODY);
      assertThat(read(body)).isEqualTo(objects.get(key));
      assertThat(without.egress.find(BUCKET, ORIGIN, new ObjectKey(key)))
          .contains(TestingMember.version(new ObjectKey(key), 25_000));
    }
    assertThat(without.egress.find(BUCKET, ORIGIN, new ObjectKey("nowhere"))).isEmpty();
    List<String> listed = new ArrayList<>();
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      ObjectListing page =
          without.egress.list(BUCKET, ORIGIN, new ListQuery("key-", "", after.get(), 3));
      page.objects().forEach(object -> listed.add(object.key().value()));
      after = page.next();
    }
    assertThat(listed).containsExactlyElementsOf(objects.keySet());
  }

  @Test
  void bytesThatBreakOff_areNoBytesThatEnd() {
    List<TestingMember> members = TestingMember.make(2, objects, PATIENT);
    String key = keyOf(members.getFirst());
    members.get(1).breaksAfter = 10_000;

    // Or nothing comes at all, where the stream breaks off first.
    assertThatThrownBy(() -> read(open(members.getFirst(), key)))
        .isInstanceOfAny(IOException.class, NoSuchElementException.class);

    byte[] answer = new EgressAnswer.Body(25_000).encode();
    for (List<byte[]> wrong :
        List.of(
            List.of(answer, new byte[24_999]),
            List.of(answer, new byte[20_000], new byte[5_001]),
            List.of(answer, new byte[0], new byte[25_000]),
            List.of(answer, new byte[EgressAnswer.PIECE + 1]))) {
      members.get(1).instead = Optional.of(wrong);
      assertThatThrownBy(() -> read(open(members.getFirst(), key))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsNoAnswer_isNone() {
    List<TestingMember> members = TestingMember.make(2, objects, PATIENT);
    TestingMember asker = members.getFirst();
    String key = keyOf(asker);
    ListQuery query = new ListQuery("", "", "key-5", 3);
    byte[] backwards =
        new EgressAnswer.Listed(
                new ObjectListing(List.of(), List.of(), List.of(), Optional.of("key-5")))
            .encode();
    byte[] outside =
        new EgressAnswer.Listed(
                new ObjectListing(List.of(), List.of(), List.of("a", "b"), Optional.empty()))
            .encode();
    for (byte[] wrong : List.of(new byte[0], new byte[] {1, 2, 3}, backwards, outside)) {
      members.get(1).instead = Optional.of(List.of(wrong));
      assertThat(open(asker, key)).isEmpty();
      assertThatThrownBy(() -> asker.egress.find(BUCKET, ORIGIN, new ObjectKey(key)))
          .isInstanceOf(S3Exception.class);
      assertThatThrownBy(() -> asker.egress.list(BUCKET, ORIGIN, query))
          .isInstanceOf(S3Exception.class);
    }
  }

  @Test
  void oneMember_isAnsweredSoManyQuestionsAtATime() {
    List<TestingMember> members = TestingMember.make(2, objects, USUAL);
    TestingMember asker = members.getFirst();
    String key = keyOf(asker);
    CountDownLatch gate = new CountDownLatch(1);
    members.get(1).gate = Optional.of(gate);
    int before = members.get(1).opened.get();
    for (int i = 0; i < EgressDesk.AT_ONCE + 20; i++) {
      Thread.ofVirtual()
          .start(() -> asker.egress.open(pinned(key), Optional.empty(), Turn.ANYBODY));
    }
    await().until(() -> members.get(1).opened.get() == before + EgressDesk.AT_ONCE);

    assertThat(asker.egress.open(pinned(key), Optional.empty(), Turn.ANYBODY)).isEmpty();

    assertThat(members.get(1).opened.get()).isEqualTo(before + EgressDesk.AT_ONCE);
    gate.countDown();
  }
}
