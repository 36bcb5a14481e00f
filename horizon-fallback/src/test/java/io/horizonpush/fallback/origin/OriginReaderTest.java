package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.server.Fault;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.s3.model.ByteRange;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop that reads from an origin, against one that fails. */
class OriginReaderTest {

  private static final int SIZE = 1 << 20;
  private static final OriginLimits SHORT =
      new OriginLimits(Duration.ofSeconds(2), Duration.ofMillis(700), Duration.ofSeconds(3));
  private static final Patience PATIENCE =
      new Patience(
          3, 8, Duration.ofMillis(100), Duration.ofSeconds(10), 1024, Duration.ofSeconds(1));

  private final byte[] bytes = new byte[SIZE];
  private final Origins origins = new Origins(SHORT);
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final CircuitBreaker breaker = new CircuitBreaker(InstantSource.system());
  private final OriginTraffic traffic = new OriginTraffic();
  private FaultyOrigin server;
  private Origin origin;
  private OriginReader reader;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(bytes);
    server = FaultyOrigin.start();
    server.put("key", bytes, 1);
    origin =
        origins.open(
            new OriginConnection(
                OriginDescription.of(
                    OriginDescription.Input.of(OriginType.S3, "bucket")
                        .withEndpoint(server.url().toString())),
                new OriginCredentials.AccessKey("key", new Secret("secret")),
                true));
    reader = reader(OriginBudget.UNLIMITED);
  }

  @AfterEach
  void stop() throws IOException {
    origins.close();
    server.close();
  }

  @Test
  void aBodyThatBreaksOff_goesOnFromThatByte_underTheCondition() throws IOException {
    server.fail(new Fault.Cut(1000), new Fault.Reset(200_000), new Fault.Stall(300_000));

    try (ResumingBody body = reader.open("key", Optional.empty(), Optional.empty())) {
      assertThat(body.readAllBytes()).isEqualTo(bytes);
      assertThat(body.resumes()).isEqualTo(3);
    }

    assertThat(server.requests()).hasSize(4);
    for (FaultyOrigin.Request resumed : server.requests().subList(1, 4)) {
      assertThat(resumed.header("if-match")).contains("\"1\"");
      assertThat(resumed.header("range").orElseThrow()).endsWith("-" + (SIZE - 1));
    }
    assertThat(server.requests().get(1).header("range")).contains("bytes=1000-" + (SIZE - 1));
  }

  @Test
  void aRange_goesOnInsideOfIt() throws IOException {
    server.fail(new Fault.Cut(10));
    ByteRange range = new ByteRange(5000, 100);

    try (ResumingBody body = reader.open("key", Optional.of(range), Optional.of("1"))) {
      assertThat(body.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 5000, 5100));
    }

    assertThat(server.requests().get(1).header("range")).contains("bytes=5010-5099");
  }

  @Test
  void anObjectThatChangesInBetween_isNeverMixed() throws IOException {
    server.fail(new Fault.Cut(1000));
    try (ResumingBody body = reader.open("key", Optional.empty(), Optional.empty())) {
      assertThat(body.readNBytes(1000)).hasSize(1000);
      server.put("key", new byte[SIZE], 2);

      assertFault(body::read, OriginFault.Changed.class);
    }
  }

  @Test
  void anOriginThatIgnoresTheCondition_isNeverMixedIn() throws IOException {
    server.fail(new Fault.Cut(1000), new Fault.IgnoredCondition());
    try (ResumingBody body = reader.open("key", Optional.empty(), Optional.empty())) {
      assertThat(body.readNBytes(1000)).hasSize(1000);

      assertFault(body::read, OriginFault.Changed.class);
    }
  }

  @Test
  void aBodyThatIsAlwaysCut_endsAtLast() throws IOException {
    for (int cut = 0; cut < 50; cut++) {
      server.fail(new Fault.Cut(10_000));
    }
    try (ResumingBody body = reader.open("key", Optional.empty(), Optional.empty())) {
      assertFault(body::readAllBytes, OriginFault.Broken.class);
    }

    assertThat(server.requests()).hasSize(1 + PATIENCE.resumes());
  }

  @Test
  void aBodyThatBringsNothing_endsSooner() throws IOException {
    for (int cut = 0; cut < 50; cut++) {
      server.fail(new Fault.Cut(1));
    }
    try (ResumingBody body = reader.open("key", Optional.empty(), Optional.empty())) {
      assertFault(body::readAllBytes, OriginFault.Broken.class);
    }

    assertThat(server.requests()).hasSize(PATIENCE.attempts());
  }

  @Test
  void aBodyThatTrickles_isLeft() throws IOException {
    for (int answer = 0; answer < 10; answer++) {
      server.fail(new Fault.Trickle());
    }
    try (ResumingBody body = reader.open("key", Optional.empty(), Optional.empty())) {
      assertFault(body::readAllBytes, OriginFault.TimedOut.class);
    }

    assertThat(server.requests()).hasSize(PATIENCE.attempts());
  }

  @Test
  void anOriginThatIsBusy_isWaitedFor_asLongAsItSays() throws IOException {
    server.fail(
        new Fault.Refusal(503, "SlowDown", Map.of("Retry-After", "3")),
        new Fault.Refusal(500, "InternalError"));

    try (ResumingBody body = reader.open("key", Optional.empty(), Optional.empty())) {
      assertThat(body.readAllBytes()).isEqualTo(bytes);
    }

    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(0)).isEqualTo(Duration.ofSeconds(3));
    assertThat(pauses.get(1)).isBetween(Duration.ZERO, Duration.ofMillis(200));
  }

  @Test
  void anOriginThatWantsALongPause_isLeft() {
    server.fail(new Fault.Refusal(503, "SlowDown", Map.of("Retry-After", "60")));

    assertFault(
        () -> reader.open("key", Optional.empty(), Optional.empty()), OriginFault.Throttled.class);
    assertThat(pauses).isEmpty();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anAnswer_isNotAskedForAgain() {
    server.fail(new Fault.Refusal(403, ""));

    assertFault(() -> reader.head("key"), OriginFault.Denied.class);
    assertFault(() -> reader.head("nothing"), OriginFault.Missing.class);
    assertThat(server.requests()).hasSize(2);
    assertThat(pauses).isEmpty();
  }

  @Test
  void anOriginThatFailsOnAndOn_isLeftAlone() {
    for (int failure = 0; failure < 10; failure++) {
      server.fail(new Fault.Refusal(500, ""));
    }
    assertFault(() -> reader.head("key"), OriginFault.Unavailable.class);
    assertFault(() -> reader.head("key"), OriginFault.Unavailable.class);

    assertThat(breaker.isOpen()).isTrue();
    int asked = server.requests().size();
    assertThat(asked).isEqualTo(CircuitBreaker.LIMIT);
    Meter requests =
        new Meter(
            new Meter.Limit(10, Duration.ofDays(1)), InstantSource.system(), new MeterTest.Kept());
    OriginReader frugal = reader(new OriginBudget(Optional.empty(), Optional.of(requests)));
    assertThatThrownBy(() -> frugal.head("key")).hasMessageContaining("left alone");
    assertThat(server.requests()).hasSize(asked);
    assertThat(requests.spent().amount()).isZero();
  }

  @Test
  void requestsOverTheBudget_areNotMade() {
    MeterTest.Kept kept = new MeterTest.Kept();
    Meter requests =
        new Meter(new Meter.Limit(2, Duration.ofDays(1)), InstantSource.system(), kept);
    OriginReader frugal = reader(new OriginBudget(Optional.empty(), Optional.of(requests)));
    frugal.head("key");
    frugal.head("key");

    assertFault(() -> frugal.head("key"), OriginFault.OverBudget.class);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void bytesOverTheBudget_areNotRead_andThoseThatAreLeftAreGivenBack() throws IOException {
    Meter spent =
        new Meter(
            new Meter.Limit(SIZE, Duration.ofDays(1)),
            InstantSource.system(),
            new MeterTest.Kept());
    OriginReader frugal = reader(new OriginBudget(Optional.of(spent), Optional.empty()));

    try (ResumingBody body = frugal.open("key", Optional.empty(), Optional.empty())) {
      assertFault(
          () -> frugal.open("key", Optional.of(new ByteRange(0, 1)), Optional.empty()),
          OriginFault.OverBudget.class);
      assertThat(body.readNBytes(1000)).hasSize(1000);
    }

    assertThat(spent.spent().amount()).isEqualTo(1000);
    try (ResumingBody body =
        frugal.open("key", Optional.of(new ByteRange(0, SIZE - 1000)), Optional.empty())) {
      assertThat(body.readAllBytes()).hasSize(SIZE - 1000);
    }
    assertThat(spent.spent().amount()).isEqualTo(SIZE);
  }

  private OriginReader reader(OriginBudget budget) {
    return new OriginReader(origin, budget, traffic, PATIENCE, breaker, pauses::add);
  }

  @Test
  void whatIsAskedAndRead_isCounted() {
    byte[] some = new byte[1000];
    try (ResumingBody body = reader.open("key", Optional.empty(), Optional.empty())) {
      int read = body.read(some, 0, some.length);
      assertThat(traffic.bytesRead()).isEqualTo(read);
    }
    assertFault(() -> reader.head("absent"), OriginFault.Missing.class);

    assertThat(traffic.requests(OriginTraffic.Outcome.DONE)).isEqualTo(1);
    assertThat(traffic.requests(OriginTraffic.Outcome.MISSING)).isEqualTo(1);
    assertThat(traffic.bytesWritten()).isZero();
  }

  @Test
  void aRequestBesideTheLoop_isPaidForAndCounted_too() {
    Meter.Store store = new KeptNowhere();
    Meter requests =
        new Meter(new Meter.Limit(2, Duration.ofDays(1)), InstantSource.system(), store);
    Origin metered =
        new MeteredOrigin(
            origin, new OriginBudget(Optional.empty(), Optional.of(requests)), traffic);

    assertThat(metered.head("key").size()).isEqualTo(SIZE);
    assertFault(() -> metered.head("absent"), OriginFault.Missing.class);
    assertFault(() -> metered.head("key"), OriginFault.OverBudget.class);
    assertThat(requests.hasRefused()).isTrue();
    assertThat(traffic.requests(OriginTraffic.Outcome.DONE)).isEqualTo(1);
  }

  private static final class KeptNowhere implements Meter.Store {

    @Override
    public Optional<Meter.Spent> load() {
      return Optional.empty();
    }

    @Override
    public void save(Meter.Spent spent) {}
  }

  private static void assertFault(ThrowingCallable call, Class<? extends OriginFault> fault) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OriginException.class,
            failure -> assertThat(failure.fault()).as(failure.getMessage()).isInstanceOf(fault));
  }
}
