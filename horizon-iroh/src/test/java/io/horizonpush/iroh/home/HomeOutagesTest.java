package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.store.HomeDecisions;
import io.horizonpush.iroh.store.HomeDecisions.Outcome;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests while their home is not there, or not heard. */
@Timeout(300)
class HomeOutagesTest {

  private static final ObjectKey KEY = new ObjectKey("key");

  @TempDir Path directory;
  private HomeNode home;
  private HomeNode member;

  @BeforeEach
  void open() throws IOException {
    home = new HomeNode(directory.resolve("home"));
    member =
        new HomeNode(
            directory.resolve("member"), HomeNode.Surroundings.waiting(Duration.ofSeconds(3)));
    home.begin();
    home.admit(member, MemberMode.WRITE);
    home.decide(Deciding.WRITES_AT_HOME, member);
  }

  @AfterEach
  void close() {
    member.close();
    home.close();
  }

  private Bucket bucket() {
    return member.bucket();
  }

  @Test
  void withoutItsHome_nothingIsDecided_andReadsThatNeedNotAskGoOn() throws IOException {
    StoredVersion made = member.objects().put(bucket(), KEY, Bytes.of("before"));
    RequestId id = new RequestId("0f".repeat(16));
    Outcome decided = decide(id, put("one"));
    home.close();

    assertUnavailable(() -> member.objects().put(bucket(), KEY, Bytes.of("after")));
    assertThat(member.objects().require(bucket(), KEY).id()).isEqualTo(made.id());
    assertThatThrownBy(() -> member.here().change(delete()))
        .as("not even past the home")
        .isInstanceOf(S3Exception.class);
    home = new HomeNode(directory.resolve("home"));
    Awaitility.await()
        .atMost(HomeNode.LONG)
        .ignoreException(S3Exception.class)
        .untilAsserted(() -> member.objects().put(bucket(), KEY, Bytes.of("later")));
    assertThat(decide(id, put("one"))).as("it forgot nothing").isEqualTo(decided);
  }

  @Test
  void aBody_outlivesAnAnswerThatNeverCame() {
    byte[] bytes = Bytes.random(3, 700_000);
    member.between = stream -> new LosingAnswers(stream, new AtomicInteger(Integer.MAX_VALUE));

    assertUnavailable(() -> member.objects().put(bucket(), KEY, bytes));
    member.stores().stores().collectAllGarbage();
    member.between = stream -> stream;
    Awaitility.await()
        .atMost(HomeNode.LONG)
        .until(() -> member.here().find(bucket(), KEY).present().isPresent());

    assertThat(member.objects().read(bucket(), KEY)).isEqualTo(bytes);
    Awaitility.await()
        .atMost(HomeNode.LONG)
        .until(
            () -> {
              member.homes().settleOpen();
              return member.index().read(tables -> tables.asked().all()).isEmpty();
            });
    member.stores().stores().collectAllGarbage();
    assertThat(member.objects().read(bucket(), KEY)).isEqualTo(bytes);
  }

  private Outcome decide(RequestId id, Change change) {
    return home.stores()
        .stores()
        .homeDecisions()
        .decide(
            new HomeDecisions.Request(
                member.id(), id.hex(), RequestId.hash(ChangeCodec.encode(change))),
            change);
  }

  private Change put(String etag) {
    try (StagedBody staged = home.here().stage(home.bucket(), Bytes.reader(Bytes.of(etag)))) {
      return new Change(
          bucket().id(),
          new ObjectKey("another"),
          new Expectation.OfWrite(TestingObjects.ifAbsent()),
          Draft.Write.of(TestingObjects.object(etag), staged));
    }
  }

  private Change delete() {
    return new Change(bucket().id(), KEY, new Expectation.Anything(), new Draft.Delete());
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class,
            error -> {
              assertThat(error.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE);
              assertThat(error.getMessage()).contains("home");
            });
  }
}
