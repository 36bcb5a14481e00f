package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients on three nodes write what they like into buckets that the nodes share, while connections
 * are cut, nodes end and come back, the home among them, and clocks are wrong: nothing that was
 * answered is lost, and in the end all have the same.
 *
 * <p>{@code HORIZON_SHARING_HISTORIES} of them, the first with {@code HORIZON_HISTORIES_SEED}.
 */
@Timeout(3600)
class SharingHistoriesTest {

  private static final int HISTORIES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_SHARING_HISTORIES", "10"));

  private static final int NODES = 3;
  private static final Duration LENGTH = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Steps of one key that is decided about at home: as many as can be looked through. */
  private static final int STEPS = 40;

  private static final BucketName PLAIN = new BucketName("plain");
  private static final BucketName VERSIONS = new BucketName("versions");
  private static final BucketName LOCKS = new BucketName("locks");

  @TempDir Path directory;
  private Duration longest = Duration.ZERO;

  @Test
  void nothingAnsweredIsLost_andAllHaveTheSame_whateverHappens() throws Exception {
    long seed =
        Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
            .map(Long::parseLong)
            .orElseGet(System::nanoTime);
    System.out.println("seed " + seed + ", " + HISTORIES + " histories");
    for (int i = 0; i < HISTORIES; i++) {
      try (History history = new History(directory.resolve("run-" + i), seed + i)) {
        history.run();
      }
    }
    System.out.println("in step at most " + longest.toMillis() + " ms after all was whole again");
  }

  /** A place for a node, in which it ends and comes back. */
  private static final class Place {

    private final Path folder;
    private final HomeNode.Surroundings around;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** Shared by clients while they wait for an answer: those of a node die with it. */
    private final ReadWriteLock alive = new ReentrantReadWriteLock();

    private volatile HomeNode node;

    Place(Path folder, CutNetworks networks) throws IOException {
      this.folder = folder;
      around =
          new HomeNode.Surroundings(
              PATIENCE, networks::over, () -> Instant.now().plus(ahead.get()), freePort());
      node = new HomeNode(folder, around);
    }

    /** The same one after each start: who ended is found where it was. */
    private static int freePort() throws IOException {
      try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }

    void restart() throws IOException {
      alive.writeLock().lock();
      try {
        node.close();
        node = new HomeNode(folder, around);
      } finally {
        alive.writeLock().unlock();
      }
    }
  }

  /** One history. */
  private final class History implements AutoCloseable {

    private final String name;
    private final SplittableRandom dice;
    private final CutNetworks networks = new CutNetworks();
    private final List<Place> places = new ArrayList<>();
    private final Promises plain = new Promises(PLAIN);
    private final VersionPromises versions = new VersionPromises(VERSIONS);
    private final CasClients cas = new CasClients(LOCKS);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CountDownLatch broken = new CountDownLatch(1);
    private final AtomicReference<Optional<Throwable>> failure =
        new AtomicReference<>(Optional.empty());

    History(Path folder, long seed) throws IOException {
      name = "seed " + seed;
      dice = new SplittableRandom(seed);
      for (int i = 0; i < NODES; i++) {
        places.add(new Place(folder.resolve("node-" + i), networks));
      }
    }

    private int restarts;

    private HomeNode node(int number) {
      return places.get(number).node;
    }

    void run() throws Exception {
      share();
      List<Thread> clients =
          IntStream.range(0, NODES)
              .mapToObj(number -> client(places.get(number), new SplittableRandom(dice.nextLong())))
              .toList();
      long end = System.nanoTime() + LENGTH.toNanos();
      while (System.nanoTime() < end && failure.get().isEmpty()) {
        harm();
        boolean _ = broken.await(dice.nextInt(50, 300), TimeUnit.MILLISECONDS);
      }
      ended.set(true);
      for (Thread client : clients) {
        client.join();
      }
      assertThat(failure.get()).as(name).isEmpty();
      settle();
      plain.check(name, node(0));
      versions.check(name, node(0));
      cas.assertLinearizable(name);
      System.out.printf(
          "%s: %s, %s, %d restarts%n", name, plain.summary(), versions.summary(), restarts);
    }

    private void share() {
      HomeNode first = node(0);
      for (BucketName bucket : List.of(PLAIN, VERSIONS, LOCKS)) {
        first.begin(bucket);
        for (int i = 1; i < NODES; i++) {
          first.admit(bucket, node(i), i == 1 ? MemberMode.OWNER : MemberMode.WRITE);
        }
      }
      first.decide(LOCKS, Deciding.ALL_AT_HOME, node(1), node(2));
      var buckets = first.stores().stores().buckets();
      buckets.setVersioning(first.bucket(VERSIONS).id(), Versioning.ENABLED);
      buckets.setObjectLock(first.bucket(VERSIONS).id(), Optional.empty());
      Awaitility.await()
          .atMost(HomeNode.LONG)
          .until(
              () ->
                  places.stream()
                      .allMatch(place -> place.node.bucket(VERSIONS).configuration().objectLock()));
    }

    private Thread client(Place place, SplittableRandom own) {
      return Thread.ofPlatform()
          .start(
              () -> {
                while (!ended.get() && failure.get().isEmpty()) {
                  place.alive.readLock().lock();
                  try {
                    step(place.node, own);
                  } catch (Throwable e) {
                    failure.set(Optional.of(e));
                    broken.countDown();
                  } finally {
                    place.alive.readLock().unlock();
                  }
                }
              });
    }

    private void step(HomeNode node, SplittableRandom own) {
      switch (own.nextInt(3)) {
        case 0 -> plain.step(node, own);
        case 1 -> versions.step(node, own);
        default -> cas.step(node, own, STEPS);
      }
    }

    /** Does something that happens to networks and machines. */
    private void harm() throws IOException {
      int one = dice.nextInt(NODES);
      int two = (one + dice.nextInt(1, NODES)) % NODES;
      switch (dice.nextInt(8)) {
        case 0, 1, 2 -> networks.cut(node(one).id(), node(two).id());
        case 3, 4 -> networks.heal();
        case 5, 6 -> places.get(one).ahead.set(Duration.ofSeconds(dice.nextInt(-240, 240)));
        default -> {
          Place place = places.get(one);
          place.restart();
          restarts++;
          plain.checkOwn(name, place.node);
          versions.checkOwn(name, place.node);
        }
      }
    }

    /** Waits until all have the same. */
    private void settle() {
      networks.heal();
      long begun = System.nanoTime();
      for (BucketName bucket : List.of(PLAIN, VERSIONS, LOCKS)) {
        Awaitility.await(name + ", " + bucket)
            .atMost(HomeNode.LONG)
            .untilAsserted(
                () -> {
                  List<String> first = Shown.of(node(0), bucket);
                  assertThat(Shown.of(node(1), bucket)).isEqualTo(first);
                  assertThat(Shown.of(node(2), bucket)).isEqualTo(first);
                });
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }

    @Override
    public void close() {
      ended.set(true);
      places.forEach(place -> place.node.close());
    }
  }
}
