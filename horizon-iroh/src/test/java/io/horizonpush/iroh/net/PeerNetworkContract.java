package io.horizonpush.iroh.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.net.PeerException.Reason;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all {@link PeerNetwork}s do. */
public abstract class PeerNetworkContract {

  /** Longer than anything takes on a loaded machine. */
  protected static final Duration PATIENCE = Duration.ofSeconds(60);

  /** So short that nothing can come meanwhile. */
  private static final Duration SHORT = Duration.ofMillis(100);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The network that is called. */
  protected abstract PeerNetwork called();

  /** The network of another node. */
  protected abstract PeerNetwork caller();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  protected void frames_goBothWaysInOrder() throws Exception {
    Pair ends = stream();
    assertThat(ends.near().peer()).isEqualTo(called().self());
    assertThat(ends.far().peer()).isEqualTo(caller().self());
    List<byte[]> frames = frames(0, 1, 1000, 70_000, 3);
    for (byte[] frame : frames) {
      ends.out().send(frame, PATIENCE);
      ends.in().send(frame, PATIENCE);
    }
    for (byte[] frame : frames) {
      assertThat(ends.in().receive(70_000, PATIENCE)).hasValue(frame);
      assertThat(ends.out().receive(70_000, PATIENCE)).hasValue(frame);
    }
    ends.out().finish();
    assertThat(ends.in().receive(1, PATIENCE)).isEmpty();
    // The other direction goes on.
    ends.in().send(frames.get(2), PATIENCE);
    assertThat(ends.out().receive(1000, PATIENCE)).hasValue(frames.get(2));
  }

  @Test
  protected void theLongestFrame_comesAndNoLongerOneIsSent() throws Exception {
    Pair ends = stream();
    byte[] longest = frames(PeerStream.LONGEST_FRAME).getFirst();
    Future<?> sending = threads.submit(() -> ends.out().send(longest, PATIENCE));

    assertThat(ends.in().receive(PeerStream.LONGEST_FRAME, PATIENCE)).hasValue(longest);
    sending.get();
    assertThatThrownBy(() -> ends.out().send(new byte[longest.length + 1], PATIENCE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ends.in().receive(longest.length + 1, PATIENCE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  protected void aFrameThatIsLongerThanIsTaken_endsItsStreamAndNoOther() throws Exception {
    Pair ends = stream();
    Pair other = ends.another();
    ends.out().send(new byte[101], PATIENCE);

    assertFails(Reason.TOO_LONG, () -> ends.in().receive(100, PATIENCE));
    assertFails(Reason.CLOSED, () -> ends.in().receive(200, PATIENCE));
    assertFails(Reason.CLOSED, () -> ends.out().receive(100, PATIENCE));
    other.out().send(new byte[100], PATIENCE);
    assertThat(other.in().receive(100, PATIENCE)).hasValue(new byte[100]);
  }

  @Test
  protected void whoSendsNothing_isWaitedForAsLongAsPatienceGoes() throws Exception {
    Pair ends = stream();

    assertFails(Reason.TIMEOUT, () -> ends.in().receive(100, SHORT));
    ends.out().send(new byte[] {1}, PATIENCE);
    assertThat(ends.in().receive(100, PATIENCE)).hasValue(new byte[] {1});
  }

  @Test
  protected void whoTakesNothing_isWaitedForAsLongAsPatienceGoes() throws Exception {
    Pair ends = stream();
    byte[] longest = frames(PeerStream.LONGEST_FRAME).getFirst();

    assertFails(
        Reason.TIMEOUT,
        () -> {
          for (int i = 0; i < 1000; i++) {
            ends.out().send(longest, SHORT);
          }
        });
    assertFails(Reason.CLOSED, () -> ends.out().send(new byte[1], PATIENCE));
    Pair other = ends.another();
    other.out().send(new byte[] {1}, PATIENCE);
    assertThat(other.in().receive(1, PATIENCE)).hasValue(new byte[] {1});
  }

  @Test
  protected void aStreamThatIsGivenUp_endsAtBothEnds() throws Exception {
    for (boolean near : new boolean[] {true, false}) {
      Pair ends = stream();
      PeerStream closed = near ? ends.out() : ends.in();
      PeerStream open = near ? ends.in() : ends.out();
      Future<?> waiting = threads.submit(() -> closed.receive(100, PATIENCE));
      closed.close();
      closed.close();

      assertThatThrownBy(waiting::get).cause().isInstanceOf(PeerException.class);
      assertFails(Reason.CLOSED, () -> open.receive(100, PATIENCE));
      assertFails(Reason.CLOSED, () -> closed.send(new byte[1], PATIENCE));
      assertFails(Reason.CLOSED, () -> sendUntilItFails(open));
    }
  }

  private static void sendUntilItFails(PeerStream stream) {
    for (int i = 0; i < 1000; i++) {
      stream.send(new byte[100_000], PATIENCE);
    }
  }

  @Test
  protected void whatWasSentAndFinished_comesAlthoughTheStreamIsClosed() throws Exception {
    Pair ends = stream();
    ends.out().send(new byte[] {1}, PATIENCE);
    ends.out().finish();
    ends.out().close();

    assertThat(ends.in().receive(100, PATIENCE)).hasValue(new byte[] {1});
    assertThat(ends.in().receive(100, PATIENCE)).isEmpty();
  }

  @Test
  protected void aConnectionThatEnds_endsWhatWaitsAtBothEnds() throws Exception {
    for (boolean near : new boolean[] {true, false}) {
      Pair ends = stream();
      Future<Optional<PeerStream>> here = threads.submit(() -> ends.near().accept());
      Future<Optional<PeerStream>> there = threads.submit(() -> ends.far().accept());
      Future<?> waiting = threads.submit(() -> ends.in().receive(100, PATIENCE));
      PeerConnection closed = near ? ends.near() : ends.far();
      closed.close();
      closed.close();

      assertThat(here.get()).isEmpty();
      assertThat(there.get()).isEmpty();
      assertThatThrownBy(waiting::get).cause().isInstanceOf(PeerException.class);
      assertFails(Reason.CLOSED, () -> ends.out().send(new byte[1], PATIENCE));
      assertFails(Reason.CLOSED, () -> ends.near().open());
      assertFails(Reason.CLOSED, () -> ends.far().path());
    }
  }

  @Test
  protected void manyStreams_areOpenAtOnceAndAnswered() throws Exception {
    Pair ends = stream();
    Future<?> answering =
        threads.submit(
            () -> {
              for (int i = 0; i < 200; i++) {
                PeerStream stream = ends.far().accept().orElseThrow();
                Future<?> _ = threads.submit(() -> echo(stream));
              }
            });
    List<Future<String>> questions = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String question = "question " + i;
      questions.add(threads.submit(() -> ask(ends.near(), question)));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(questions.get(i).get()).isEqualTo("question " + i);
    }
    answering.get();
  }

  private static String ask(PeerConnection connection, String question) {
    try (PeerStream stream = connection.open()) {
      stream.send(question.getBytes(StandardCharsets.UTF_8), PATIENCE);
      stream.finish();
      byte[] answer = stream.receive(100, PATIENCE).orElseThrow();
      return new String(answer, StandardCharsets.UTF_8);
    }
  }

  private static void echo(PeerStream stream) {
    try (stream) {
      stream.send(stream.receive(100, PATIENCE).orElseThrow(), PATIENCE);
      stream.finish();
    }
  }

  @Test
  protected void path_namesTheOtherEndAndHowFarItIs() throws Exception {
    Pair ends = stream();

    PeerConnection.Path path = ends.near().path();
    assertThat(path.address()).isPresent();
    assertThat(path.roundTrip()).isPositive().isLessThan(PATIENCE);
    assertThat(ends.far().path().address()).isPresent();
  }

  @Test
  protected void connect_toAnotherNodeThanTheOneThatAnswers_isRefused() {
    List<InetSocketAddress> addresses = called().listen();
    // The public key of a secret of zeros.
    NodeId nobody = new NodeId("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29");

    assertFails(Reason.REFUSED, () -> caller().connect(nobody, addresses, PATIENCE));
    assertFails(Reason.REFUSED, () -> called().connect(called().self(), addresses, PATIENCE));
  }

  @Test
  protected void close_endsWhatWaits() throws Exception {
    Pair ends = stream();
    Future<Optional<PeerConnection>> waiting = threads.submit(() -> called().accept());
    called().close();
    called().close();

    assertThat(waiting.get()).isEmpty();
    assertThat(called().accept()).isEmpty();
    assertFails(Reason.CLOSED, () -> ends.out().receive(1, PATIENCE));
    assertFails(Reason.CLOSED, () -> called().listen());
    assertFails(Reason.CLOSED, () -> called().connect(caller().self(), List.of(), PATIENCE));
  }

  /** Fails a call for a reason. */
  protected static void assertFails(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PeerException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private static List<byte[]> frames(int... lengths) {
    Random random = new Random(7);
    return Arrays.stream(lengths)
        .mapToObj(
            length -> {
              byte[] frame = new byte[length];
              random.nextBytes(frame);
              return frame;
            })
        .toList();
  }

  /** A new connection of the two, with a stream over which something came. */
  private Pair stream() throws Exception {
    List<InetSocketAddress> addresses = called().listen();
    Future<Optional<PeerConnection>> accepted = threads.submit(() -> called().accept());
    PeerConnection near = caller().connect(called().self(), addresses, PATIENCE);
    return Pair.over(near, accepted.get().orElseThrow());
  }

  /** Both ends of a connection, and of a stream that the near end began. */
  private record Pair(PeerConnection near, PeerConnection far, PeerStream out, PeerStream in) {

    static Pair over(PeerConnection near, PeerConnection far) {
      PeerStream out = near.open();
      out.send(new byte[] {42}, PATIENCE);
      PeerStream in = far.accept().orElseThrow();
      assertThat(in.receive(1, PATIENCE)).hasValue(new byte[] {42});
      return new Pair(near, far, out, in);
    }

    Pair another() {
      return over(near, far);
    }
  }
}
