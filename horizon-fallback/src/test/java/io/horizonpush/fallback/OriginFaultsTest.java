package io.horizonpush.fallback;

import static io.horizonpush.fallback.OriginContract.assertFault;
import static io.horizonpush.fallback.OriginContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.Fault;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.s3.model.ByteRange;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader sees of an origin that fails: the same, whatever SDK is between the two. */
class OriginFaultsTest {

  private static final int SIZE = 1 << 20;
  private static final OriginLimits SHORT =
      new OriginLimits(Duration.ofSeconds(2), Duration.ofMillis(700), Duration.ofSeconds(3));

  private final byte[] bytes = bytes(SIZE);
  private final Origins origins = new Origins(SHORT);
  private FaultyOrigin server;

  @BeforeEach
  void start() throws IOException {
    server = FaultyOrigin.start();
    server.put("key", bytes, 1);
  }

  @AfterEach
  void stop() throws IOException {
    origins.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void withoutAFault_allIsRead(OriginType type) throws IOException {
    Origin origin = origin(type);

    assertThat(origin.head("key").size()).isEqualTo(SIZE);
    try (OriginBody body = origin.open("key", Optional.empty(), Optional.of("1"))) {
      assertThat(body.readAllBytes()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsCut_isBroken_andAskedForOnce(OriginType type) {
    Origin origin = origin(type);
    for (long after : new long[] {0, 1, SIZE / 2, SIZE - 1}) {
      int before = server.requests().size();
      server.fail(new Fault.Cut(after));

      assertFault(() -> readAll(origin), OriginFault.Broken.class);
      assertThat(server.requests().size() - before).as("requests").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsReset_isBroken(OriginType type) {
    Origin origin = origin(type);
    server.fail(new Fault.Reset(SIZE / 2));

    assertFault(() -> readAll(origin), OriginFault.Broken.class);
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsShorterThanItsLength_isBroken(OriginType type) {
    Origin origin = origin(type);
    server.fail(new Fault.WrongLength(10));

    assertFault(() -> readAll(origin), OriginFault.Broken.class);
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatStalls_endsInTime(OriginType type) {
    Origin origin = origin(type);
    server.fail(new Fault.Stall(SIZE / 2));

    assertInTime(() -> readAll(origin));
  }

  @ParameterizedTest
  @EnumSource
  void anOriginThatSaysNothing_endsInTime(OriginType type) {
    Origin origin = origin(type);
    server.fail(new Fault.Silence(), new Fault.Silence());

    assertInTime(() -> readAll(origin));
    assertInTime(() -> origin.head("key"));
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatClosesWithoutAnAnswer_isNoAnswer(OriginType type) {
    Origin origin = origin(type);
    server.fail(new Fault.Close(), new Fault.Close());

    assertThatThrownBy(() -> readAll(origin))
        .isInstanceOfSatisfying(
            OriginException.class,
            failure -> assertThat(failure.fault().isPassing()).as(failure.getMessage()).isTrue());
    assertThat(server.requests()).as("requests").hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void aRangeThatWasNotAskedFor_isBroken(OriginType type) {
    Origin origin = origin(type);
    server.fail(new Fault.WrongRange(), new Fault.WrongRange());

    assertFault(() -> readAll(origin), OriginFault.Broken.class);
    assertFault(
        () -> origin.open("key", Optional.of(new ByteRange(10, 20)), Optional.empty()),
        OriginFault.Broken.class);
  }

  @ParameterizedTest
  @EnumSource
  void aConditionThatIsIgnored_isNoticed(OriginType type) {
    Origin origin = origin(type);
    server.fail(new Fault.IgnoredCondition());

    assertFault(
        () -> origin.open("key", Optional.empty(), Optional.of("1")), OriginFault.Changed.class);
  }

  @ParameterizedTest
  @EnumSource
  void anObjectThatChanged_isNotReadOn(OriginType type) {
    Origin origin = origin(type);
    server.put("key", bytes, 2);

    assertFault(
        () -> origin.open("key", Optional.of(new ByteRange(10, 20)), Optional.of("1")),
        OriginFault.Changed.class);
  }

  @ParameterizedTest
  @EnumSource
  void aRefusal_isToldAsWhatItIs_andNotTriedAgain(OriginType type) {
    Origin origin = origin(type);

    assertRefusal(origin, new Fault.Refusal(403, ""), OriginFault.Denied.class);
    assertRefusal(origin, new Fault.Refusal(404, ""), OriginFault.Missing.class);
    assertRefusal(origin, new Fault.Refusal(412, ""), OriginFault.Changed.class);
    assertRefusal(origin, new Fault.Refusal(500, ""), OriginFault.Unavailable.class);
    assertRefusal(origin, new Fault.Refusal(502, ""), OriginFault.Unavailable.class);
    assertRefusal(
        origin,
        new Fault.Refusal(307, "", Map.of("Location", "http://127.0.0.1:1/key")),
        OriginFault.Misconfigured.class);
  }

  @ParameterizedTest
  @EnumSource
  void anOriginThatIsTooBusy_saysForHowLong(OriginType type) {
    Origin origin = origin(type);
    server.fail(new Fault.Refusal(429, "", Map.of("Retry-After", "7")));
    assertThatThrownBy(() -> readAll(origin))
        .isInstanceOfSatisfying(
            OriginException.class,
            failure ->
                assertThat(failure.fault())
                    .isEqualTo(new OriginFault.Throttled(Optional.of(Duration.ofSeconds(7)))));

    server.fail(new Fault.Refusal(503, "", Map.of("Retry-After", "8")));
    assertThatThrownBy(() -> readAll(origin))
        .isInstanceOfSatisfying(
            OriginException.class,
            failure ->
                assertThat(failure.fault())
                    .isEqualTo(new OriginFault.Unavailable(Optional.of(Duration.ofSeconds(8)))));
  }

  @ParameterizedTest
  @EnumSource
  void anOriginThatIsGone_isUnavailable(OriginType type) throws IOException {
    Origin origin = origin(type);
    server.close();

    assertFault(() -> readAll(origin), OriginFault.Unavailable.class);
    assertFault(() -> origin.head("key"), OriginFault.Unavailable.class);
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsClosedEarly_isNotReadToItsEnd(OriginType type) throws IOException {
    int size = 64 << 20;
    server.put("large", new byte[size], 1);
    Origin origin = origin(type);

    try (OriginBody body = origin.open("large", Optional.empty(), Optional.empty())) {
      assertThat(body.read()).isZero();
      long sent = server.sent();
      // Nobody reads: the origin is not read from faster than its reader reads.
      assertThat(sent).isLessThan(size / 2);
    }

    await().during(Duration.ofMillis(300)).until(() -> server.sent() < size / 2);
  }

  private void assertRefusal(
      Origin origin, Fault.Refusal refusal, Class<? extends OriginFault> fault) {
    int before = server.requests().size();
    server.fail(refusal);

    assertFault(() -> readAll(origin), fault);
    assertThat(server.requests().size() - before).as("requests").isEqualTo(1);
  }

  private static void assertInTime(ThrowingCallable call) {
    long begin = System.nanoTime();
    assertFault(call, OriginFault.TimedOut.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
  }

  private static void readAll(Origin origin) throws IOException {
    try (OriginBody body = origin.open("key", Optional.empty(), Optional.empty())) {
      body.readAllBytes();
    }
  }

  private Origin origin(OriginType type) {
    OriginDescription.Input input =
        OriginDescription.Input.of(type, "bucket").withEndpoint(server.url().toString());
    return switch (type) {
      case AWS_S3, S3 ->
          open(
              input.withRegion("us-east-1").withPathStyle(true),
              new OriginCredentials.AccessKey("key", new Secret("secret")));
      case GCS -> open(input, TestAccounts.google());
      case AZURE_BLOB ->
          open(input, new OriginCredentials.AccountKey("account", new Secret("c2VjcmV0")));
    };
  }

  private Origin open(OriginDescription.Input input, OriginCredentials credentials) {
    return origins.open(new OriginConnection(OriginDescription.of(input), credentials, true));
  }
}
