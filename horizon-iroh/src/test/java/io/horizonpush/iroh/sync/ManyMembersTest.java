package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.net.TestingNetworks;
import io.horizonpush.iroh.sync.RunningMembers.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bucket that many have: nobody is connected with everybody, and all have everything. */
@Timeout(600)
class ManyMembersTest {

  private static final int MEMBERS = 50;

  /** For the median: beside builds one of ten may miss it. */
  private static final Duration LAG = Duration.ofSeconds(3);

  /** What a member may have of its connections for one bucket. */
  private static final int CONNECTIONS = 16;

  @TempDir Path directory;
  private final TestingNetworks networks = new TestingNetworks();
  private RunningMembers members;

  @BeforeEach
  void open() throws IOException {
    members = new RunningMembers(networks, directory, MEMBERS);
    IntStream.range(0, MEMBERS)
        .forEach(one -> IntStream.range(0, one).forEach(two -> members.share(one, two)));
    members.start();
  }

  @AfterEach
  void close() {
    members.close();
  }

  /** Waits for one after the other, and looks at once and often: it is the time that counts. */
  private void awaitAll(String key) {
    Deque<Member> left = new ArrayDeque<>(members.all());
    Awaitility.await()
        .atMost(RunningMembers.SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              while (!left.isEmpty() && left.peek().has(key)) {
                left.remove();
              }
              return left.isEmpty();
            });
  }

  @Test
  void fifty_areConnectedWithFew_andHaveWhatAnyOfThemWrites() {
    members.get(0).put("first", "a");
    awaitAll("first");
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String key = "key-" + i;
      long begun = System.nanoTime();
      members.get(i * 5).put(key, "b");
      awaitAll(key);
      millis.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }
    Collections.sort(millis);
    long median = millis.get(millis.size() / 2);
    System.out.println(
        "all of %d have a record after %d ms, at the longest %d ms"
            .formatted(MEMBERS, median, millis.getLast()));
    assertThat(median).isLessThan(LAG.toMillis());
    assertThat(members.all())
        .allSatisfy(member -> assertThat(member.peers().states()).hasSizeBetween(1, CONNECTIONS));
  }

  @Test
  void whenAFifthOfThemEnd_theOthersHaveWhatIsWritten() {
    members.get(0).put("first", "a");
    awaitAll("first");
    for (int i = 0; i < MEMBERS; i += 5) {
      networks.of(members.get(i).id()).close();
      members.get(i).peers().close();
    }
    members.get(1).put("later", "b");
    Awaitility.await()
        .atMost(RunningMembers.SOON)
        .until(
            () ->
                IntStream.range(0, MEMBERS)
                    .filter(number -> number % 5 != 0)
                    .mapToObj(members::get)
                    .allMatch(ManyMembersTest::hasLater));
  }

  private static boolean hasLater(Member member) {
    return member.has("later");
  }
}
