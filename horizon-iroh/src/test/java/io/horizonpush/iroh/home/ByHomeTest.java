package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.AskedTable.Asked;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member whose home decides, over real connections. */
@Timeout(300)
class ByHomeTest extends ChangeDeciderContract {

  private static final byte[] NOTHING = {};

  @TempDir private static Path directory;
  private static HomeNode home;
  private static HomeNode member;

  @BeforeAll
  static void open() throws IOException {
    home = new HomeNode(directory.resolve("home"));
    member = new HomeNode(directory.resolve("member"));
    home.begin();
    home.admit(member, MemberMode.WRITE);
    home.decide(Deciding.ALL_AT_HOME, member);
  }

  @AfterEach
  void hearAll() {
    member.between = stream -> stream;
  }

  @AfterAll
  static void close() {
    member.close();
    home.close();
  }

  @Override
  TestingObjects objects() {
    return member.objects();
  }

  @Override
  MultipartStore uploads() {
    return member.stores().stores().uploads();
  }

  @Override
  Bucket bucket() {
    return member.bucket();
  }

  @Test
  void whatTheHomeDecides_isByTheHome_andBelongsToWhoAsked() {
    StoredVersion made = member.objects().put(bucket(), key, Bytes.of("a"));

    assertThat(made.stamp().writer()).isEqualTo(home.stores().node().author());
    assertThat(home.objects().require(home.bucket(), key).id()).isEqualTo(made.id());
  }

  @Test
  void aReadElsewhere_seesWhatTheHomeAnswered() {
    for (int i = 0; i < 20; i++) {
      StoredVersion made = home.objects().put(home.bucket(), key, Bytes.of("value " + i));

      assertThat(member.objects().require(bucket(), key).id()).isEqualTo(made.id());
      assertThat(
              member
                  .objects()
                  .store()
                  .list(bucket(), new ListQuery(key.value(), "", "", 10))
                  .objects()
                  .getFirst()
                  .etag())
          .isEqualTo(made.etag());
    }
  }

  @Test
  void aLostAnswer_isAskedForAgain_andNothingIsDoneTwice() {
    AtomicInteger lost = new AtomicInteger(3);
    member.between = stream -> new LosingAnswers(stream, lost);

    StoredVersion made =
        member
            .objects()
            .put(
                bucket(),
                key,
                TestingObjects.object("one"),
                Bytes.random(1, 400_000),
                TestingObjects.ifAbsent());

    assertThat(lost.get()).isNotPositive();
    assertThat(home.objects().require(home.bucket(), key).id()).isEqualTo(made.id());
    List<Asked> open = member.index().read(tables -> tables.asked().all());
    assertThat(open).isEmpty();
  }

  @Test
  void anotherRequestUnderTheSameId_isRefused_andTheSameAnswered() {
    RequestId id = id();
    HomeAnswer first = ask(id, put("one"));
    HomeAnswer again = ask(id, put("one"));
    HomeAnswer other = ask(id, put("two"));

    assertThat(first).isInstanceOf(HomeAnswer.Decided.class);
    assertThat(((HomeAnswer.Decided) again).version())
        .isEqualTo(((HomeAnswer.Decided) first).version());
    assertThat(other).isInstanceOf(HomeAnswer.OtherContent.class);
  }

  @Test
  void whatWasGivenUp_isNotDecidedAnyMore() {
    RequestId id = id();
    try (PeerStream stream = member.open(home.id())) {
      stream.send(new HomeQuestion.Settle(bucket().id(), id).encode(), HomeNode.LONG);
      assertThat(answer(stream)).isInstanceOf(HomeAnswer.Never.class);
    }

    assertThat(ask(id, put("one"))).isInstanceOf(HomeAnswer.Never.class);
    assertThat(home.objects().find(home.bucket(), key)).isEmpty();
  }

  @Test
  void whoMayOnlyRead_isDenied_andSoIsWhoAsksForMoreThanItMay() throws IOException {
    try (HomeNode reader = new HomeNode(directory.resolve("reader"))) {
      home.admit(reader, MemberMode.READ);
      assertThat(ask(reader, id(), put("one"))).isInstanceOf(HomeAnswer.Denied.class);
    }
    try (PeerStream stream = member.open(home.id())) {
      stream.send(
          new HomeQuestion.GiveUp(bucket().id(), member.id(), "00".repeat(16)).encode(),
          HomeNode.LONG);
      assertThat(answer(stream)).isInstanceOf(HomeAnswer.Denied.class);
    }
    assertThat(member.number()).isEqualTo(1);
  }

  @Test
  void aFlood_isTurnedAway_andDoesNotKeepOthersOut() throws IOException {
    List<PeerStream> open = new ArrayList<>();
    try {
      for (int i = 0; i < HomeDesk.AT_ONCE; i++) {
        PeerStream stream = member.open(home.id());
        open.add(stream);
        // The change never comes.
        stream.send(new HomeQuestion.Decide(bucket().id(), id(), 1000).encode(), HomeNode.LONG);
      }
      Awaitility.await().atMost(HomeNode.LONG).until(() -> howFar() instanceof HomeAnswer.Busy);
      assertThat(home.objects().put(home.bucket(), key, Bytes.of("a"))).isNotNull();
    } finally {
      open.forEach(PeerStream::close);
    }
    Awaitility.await().atMost(HomeNode.LONG).until(() -> howFar() instanceof HomeAnswer.Stands);
    try (PeerStream stream = member.open(home.id())) {
      stream.send(
          new HomeQuestion.Decide(bucket().id(), id(), HomeQuestion.LONGEST_CHANGE + 1).encode(),
          HomeNode.LONG);
      assertThatThrownBy(() -> answer(stream)).isInstanceOf(Exception.class);
    }
  }

  @Test
  void aChangeThatNoRequestAsksFor_isNotRead() {
    byte[] odd = ChangeCodec.encode(put("one"));
    odd[odd.length - 1]++;

    assertThatThrownBy(() -> ChangeCodec.decode(bucket().id(), odd))
        .isInstanceOf(RuntimeException.class);
  }

  private static RequestId id() {
    byte[] id = new byte[RequestId.LENGTH];
    ThreadLocalRandom.current().nextBytes(id);
    return RequestId.of(id);
  }

  private Change put(String etag) {
    byte[] bytes = Bytes.of(etag);
    try (var staged = home.here().stage(home.bucket(), Bytes.reader(bytes))) {
      return new Change(
          bucket().id(),
          key,
          new Expectation.OfWrite(TestingObjects.ifAbsent()),
          Draft.Write.of(TestingObjects.object(etag), staged));
    }
  }

  private HomeAnswer howFar() {
    try (PeerStream stream = member.open(home.id())) {
      stream.send(new HomeQuestion.HowFar(bucket().id()).encode(), HomeNode.LONG);
      return answer(stream);
    }
  }

  private HomeAnswer ask(RequestId id, Change change) {
    return ask(member, id, change);
  }

  private HomeAnswer ask(HomeNode who, RequestId id, Change change) {
    byte[] content = ChangeCodec.encode(change);
    try (PeerStream stream = who.open(home.id())) {
      stream.send(
          new HomeQuestion.Decide(change.bucket(), id, content.length).encode(), HomeNode.LONG);
      try {
        stream.send(content, HomeNode.LONG);
      } catch (PeerException e) {
        assertThat(e).isNotNull(); // It was answered before that.
      }
      return answer(stream);
    }
  }

  private static HomeAnswer answer(PeerStream stream) {
    return HomeAnswer.decode(stream.receive(HomeAnswer.LONGEST, HomeNode.LONG).orElse(NOTHING));
  }
}
