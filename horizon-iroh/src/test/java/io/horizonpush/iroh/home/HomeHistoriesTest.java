package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.home.CasHistory.Action;
import io.horizonpush.iroh.home.CasHistory.Answer;
import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients on two nodes compare and swap a few keys of a bucket with a home, and read them: whatever
 * happens to the home, what all of them saw is what one register for each key could have shown.
 */
@Timeout(300)
class HomeHistoriesTest {

  private static final long SEED =
      Long.parseLong(System.getenv().getOrDefault("HORIZON_HISTORIES_SEED", "14"));

  private static final int KEYS = 3;
  private static final int CLIENTS = 2;

  /** Steps of one key: enough for whatever happens to the home to be in their midst. */
  private static final int STEPS = 40;

  @TempDir Path directory;
  private volatile HomeNode one;
  private volatile HomeNode two;
  private final List<CasHistory> histories = new ArrayList<>();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  @BeforeEach
  void open() throws IOException {
    one = new HomeNode(directory.resolve("one"));
    two = new HomeNode(directory.resolve("two"));
    one.begin();
    one.admit(two, MemberMode.OWNER);
    one.decide(Deciding.ALL_AT_HOME, two);
    for (int i = 0; i < KEYS; i++) {
      histories.add(new CasHistory());
    }
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void whileAllGoesWell_oneOfAllWins() throws Exception {
    List<Thread> clients = clients(() -> one, () -> two);
    awaitSteps(STEPS);
    end(clients);

    assertLinearizable();
    assertThat(histories).allMatch(history -> history.count(Answer.UNKNOWN) == 0);
  }

  @Test
  void aHomeThatIsMovedInUse_losesNothing_andDoublesNothing() throws Exception {
    List<Thread> clients = clients(() -> one, () -> two);
    awaitSteps(STEPS / 3);
    one.homes().moves().move(HomeNode.NAME, two.id(), false);
    awaitSteps(2 * STEPS / 3);
    awaitNumber(two, 2);
    two.homes().moves().move(HomeNode.NAME, one.id(), false);
    awaitSteps(STEPS);
    end(clients);

    assertLinearizable();
    awaitNumber(two, 3);
    assertThat(one.homes().moves().of(HomeNode.NAME).home().orElseThrow().isForced()).isFalse();
  }

  @Test
  void aHomeThatDiesAmongThem_comesBackWithAllThatItAnswered() throws Exception {
    // Those on the home die with it.
    List<Thread> clients = clients(() -> two);
    awaitSteps(STEPS / 3);
    one.close();
    Awaitility.await().atMost(HomeNode.LONG).until(() -> unanswered.get() > 0);
    one = new HomeNode(directory.resolve("one"));
    awaitSteps(STEPS);
    end(clients);

    assertLinearizable();
  }

  @Test
  void anOwner_takesOverFromAHomeThatIsGone() {
    TestingObjects objects = two.objects();
    objects.put(two.bucket(), key(0), Bytes.of("a"));
    one.close();
    Awaitility.await()
        .atMost(HomeNode.LONG)
        .until(
            () -> {
              try {
                two.homes().moves().move(HomeNode.NAME, two.id(), false);
                return false;
              } catch (ShareException e) {
                return e.reason() == ShareException.Reason.UNREACHABLE
                    && String.valueOf(e.getMessage()).contains("--force");
              }
            });

    two.homes().moves().move(HomeNode.NAME, two.id(), true);

    assertThat(objects.put(two.bucket(), key(0), Bytes.of("b")).stamp().writer())
        .isEqualTo(two.stores().node().author());
    assertThat(two.homes().moves().of(HomeNode.NAME).home().orElseThrow().isForced()).isTrue();
  }

  @Test
  void theHome_cannotLeave_norBeRemoved() {
    assertThat(refusal(() -> one.sharing().leave(HomeNode.NAME, true))).contains("bucket home");
    one.homes().moves().move(HomeNode.NAME, two.id(), false);
    assertThat(refusal(() -> one.sharing().members().remove(HomeNode.NAME, two.id())))
        .contains("bucket home");
  }

  private static String refusal(Runnable call) {
    try {
      call.run();
      return "";
    } catch (ShareException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static ObjectKey key(int number) {
    return new ObjectKey("key-" + number);
  }

  @SafeVarargs
  private List<Thread> clients(Supplier<HomeNode>... nodes) {
    List<Thread> clients = new ArrayList<>();
    for (Supplier<HomeNode> node : nodes) {
      for (int i = 0; i < CLIENTS; i++) {
        SplittableRandom dice = new SplittableRandom(SEED + clients.size());
        clients.add(Thread.ofPlatform().start(() -> work(node, dice)));
      }
    }
    return clients;
  }

  private void work(Supplier<HomeNode> node, SplittableRandom dice) {
    while (!ended.get()) {
      int key = dice.nextInt(KEYS);
      Optional<Optional<String>> seen = read(node.get(), key);
      if (seen.isPresent() && dice.nextInt(4) > 0) {
        swap(node.get(), key, seen.get());
      }
    }
  }

  /** What is there; nothing where nobody says. */
  private Optional<Optional<String>> read(HomeNode node, int key) {
    long begun = System.nanoTime();
    try {
      Optional<String> saw =
          node.objects().find(node.bucket(), key(key)).map(each -> each.etag().value());
      histories.get(key).add(new Action.Read(saw), Answer.DONE, begun, System.nanoTime());
      return Optional.of(saw);
    } catch (S3Exception e) {
      assertThat(e.code()).as(e.toString()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE);
      unanswered.incrementAndGet();
      return Optional.empty();
    }
  }

  private void swap(HomeNode node, int key, Optional<String> expected) {
    String value = "v" + values.incrementAndGet();
    WriteConditions conditions =
        expected
            .map(each -> TestingObjects.ifMatch(new ETag(each)))
            .orElseGet(TestingObjects::ifAbsent);
    long begun = System.nanoTime();
    Answer answer = Answer.DONE;
    try {
      node.objects()
          .put(node.bucket(), key(key), TestingObjects.object(value), Bytes.of(value), conditions);
    } catch (S3Exception e) {
      answer =
          e.code() == S3ErrorCode.PRECONDITION_FAILED || e.code() == S3ErrorCode.NO_SUCH_KEY
              ? Answer.REFUSED
              : Answer.UNKNOWN;
    }
    histories.get(key).add(new Action.Write(expected, value), answer, begun, System.nanoTime());
  }

  private void awaitSteps(int steps) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> histories.stream().allMatch(history -> history.size() >= steps));
  }

  private void end(List<Thread> clients) throws InterruptedException {
    ended.set(true);
    for (Thread client : clients) {
      client.join();
    }
  }

  private static void awaitNumber(HomeNode node, long number) {
    Awaitility.await().atMost(HomeNode.LONG).until(() -> node.number() == number);
  }

  private void assertLinearizable() {
    for (CasHistory history : histories) {
      assertThat(history.isLinearizable()).as("seed %d: %s", SEED, history).isTrue();
    }
  }
}
