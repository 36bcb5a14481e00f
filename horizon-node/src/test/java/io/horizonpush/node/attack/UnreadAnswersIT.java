package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers as long as they get, which their clients do not take, or do not take soon. */
@Timeout(300)
class UnreadAnswersIT {

  private static final int KEYS = 1000;
  private static final int WRITERS = 16;
  private static final String LIST = "/attacked?list-type=2";
  private static final long LONGEST_PAGE = 6_000_000;
  private static final String END = "Host: localhost\r\nConnection: close\r\n\r\n";

  @TempDir Path data;

  /** Stores keys that are six times as long in a page of a list. */
  private static void storeLongKeys(Attack attack, int keys) throws Exception {
    String long1000 = "%22".repeat(1000);
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Answer>> stored =
          IntStream.range(0, keys)
              .mapToObj(number -> "/attacked/%s-%04d".formatted(long1000, number))
              .map(target -> threads.submit(() -> attack.honest().put(target, "x")))
              .toList();
      for (Future<Answer> each : stored) {
        assertThat(each.get().status()).isEqualTo(200);
      }
    }
  }

  private static void assertPage(Attack attack) {
    Answer page = attack.honest().get(LIST);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body().length).isGreaterThan((int) LONGEST_PAGE);
    assertThat(page.text()).endsWith("</ListBucketResult>").contains("<KeyCount>1000</KeyCount>");
  }

  private static void awaitNothingHeld(Attack attack) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> attack.bodies().path("used").asLong() == 0);
  }

  /** Sixty pages are four times as much as the heap. */
  @Test
  void pagesOfListsThatNobodyReads_takeNoHeap() throws Exception {
    try (Attack attack = new Attack(data, "-Xmx96m")) {
      storeLongKeys(attack, KEYS);
      try (Crowd crowd = new Crowd(attack.port(), 60)) {
        crowd.send(_ -> "GET /s3" + LIST + " HTTP/1.1\r\n" + END);
        assertThat(crowd.answers()).allMatch(answer -> answer.startsWith("HTTP/1.1 200 "));
        attack.assertOthersAreServed();
        assertPage(attack);
        assertThat(crowd.drain()).allMatch(rest -> rest > LONGEST_PAGE);
      }
      awaitNothingHeld(attack);
    }
  }

  @Test
  void pagesOfListsThatNobodyReads_takeNoBuffers() throws Exception {
    try (Attack attack = new Attack(data, "-Xmx256m -XX:MaxDirectMemorySize=8m")) {
      storeLongKeys(attack, KEYS);
      assertThat(attack.honest().put("/attacked/large", new byte[3_000_000]).status())
          .isEqualTo(200);
      try (Crowd crowd = new Crowd(attack.port(), Crowd.SIZE)) {
        String[] targets = {LIST, "/attacked/large", LIST + "&encoding-type=url"};
        crowd.send(number -> "GET /s3" + targets[number % 3] + " HTTP/1.1\r\n" + END);
        attack.assertOthersAreServed();
      }
      awaitNothingHeld(attack);
      assertPage(attack);
    }
  }

  /** It costs the connection that it was for; no other waits for it, and nothing stays reserved. */
  @Test
  void anAnswerThatIsRefusedABuffer_endsItsConnection() throws Exception {
    try (Attack attack = new Attack(data, "-Xmx128m -XX:MaxDirectMemorySize=2m")) {
      storeLongKeys(attack, 10);
      try (Crowd uploads = new Crowd(attack.port(), Crowd.SIZE / 2);
          Crowd crowd = new Crowd(attack.port(), Crowd.SIZE)) {
        uploads.send(
            number ->
                "PUT /s3/attacked/slow-%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n"
                    .formatted(number));
        uploads.flood("x", 150_000);
        crowd.send(_ -> "GET /s3" + LIST + "&max-keys=9 HTTP/1.1\r\n" + END);
        assertThat(crowd.drain()).hasSize(crowd.size());
      }
      assertThat(attack.node().log()).contains("OutOfDirectMemoryError");
      awaitNothingHeld(attack);
      attack.assertOthersAreServed();
      assertThat(attack.node().stop()).as(attack.node().log()).isZero();
    }
  }
}
