package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.home.CasHistory.Answer;
import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private static final int CLIENTS = 2;

  /** Steps of one key: enough for whatever happens to the home to be in their midst. */
  private static final int STEPS = 40;

  @TempDir Path directory;
  private volatile HomeNode one;
  private volatile HomeNode two;
  private final CasClients cas = new CasClients(HomeNode.NAME);
  private final AtomicBoolean ended = new AtomicBoolean();

  @BeforeEach
  void open() throws IOException {
    one = new HomeNode(directory.resolve("one"));
    two = new HomeNode(directory.resolve("two"));
    one.begin();
    one.admit(two, MemberMode.OWNER);
    one.decide(Deciding.ALL_AT_HOME, two);
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

    cas.assertLinearizable("seed " + SEED);
    assertThat(cas.histories()).allMatch(history -> history.count(Answer.UNKNOWN) == 0);
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

    cas.assertLinearizable("seed " + SEED);
    awaitNumber(two, 3);
    assertThat(one.homes().moves().of(HomeNode.NAME).home().orElseThrow().isForced()).isFalse();
  }

  @Test
  void aHomeThatDiesAmongThem_comesBackWithAllThatItAnswered() throws Exception {
    // Those on the home die with it.
    List<Thread> clients = clients(() -> two);
    awaitSteps(STEPS / 3);
    one.close();
    Awaitility.await().atMost(HomeNode.LONG).until(() -> cas.unanswered() > 0);
    one = new HomeNode(directory.resolve("one"));
    awaitSteps(STEPS);
    end(clients);

    cas.assertLinearizable("seed " + SEED);
  }

  @Test
  void anOwner_takesOverFromAHomeThatIsGone() {
    TestingObjects objects = two.objects();
    objects.put(two.bucket(), CasClients.key(0), Bytes.of("a"));
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

    assertThat(objects.put(two.bucket(), CasClients.key(0), Bytes.of("b")).stamp().writer())
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
      cas.step(node.get(), dice, Integer.MAX_VALUE);
    }
  }

  private void awaitSteps(int steps) {
    Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> cas.haveDone(steps));
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
}
