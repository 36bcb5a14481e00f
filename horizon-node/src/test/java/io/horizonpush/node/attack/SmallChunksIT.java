package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Chunks of one byte, which cost the node many times as much as they are long. */
@Timeout(300)
class SmallChunksIT {

  private static final long MIB = 1 << 20;
  private static final String CHUNKED = "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String CHUNK = "1\r\nx\r\n";

  @TempDir Path data;

  /** An object whose answer does not fit into what lies between the node and its client. */
  private static void storeLarge(Attack attack) {
    byte[] large = new byte[20_000_000];
    assertThat(attack.honest().put("/attacked/large", large).status()).isEqualTo(200);
    // What was read once leaves without a look, and takes no memory for that.
    assertThat(attack.honest().get("/attacked/large").body()).hasSize(large.length);
  }

  @Test
  void bodiesThatNobodyReads_takeNoMoreThanTheirBytes() throws IOException {
    try (Attack attack = new Attack(data, "-Xmx256m");
        Crowd crowd = new Crowd(attack.port(), 32)) {
      storeLarge(attack);
      crowd.send(number -> "GET /s3/attacked/large HTTP/1.1\r\n" + CHUNKED);
      assertThat(crowd.flood(CHUNK, 3_500_000)).isGreaterThan(32 * MIB);
      assertThat(attack.bodies().path("used").asLong()).isLessThan(crowd.size() * MIB / 2);
      attack.assertOthersAreServed();
    }
  }

  @Test
  void bodiesThatAreStored_areStoredAsTheyAre() throws IOException {
    int length = 400_000;
    try (Attack attack = new Attack(data, "-Xmx96m");
        Crowd crowd = new Crowd(attack.port(), 8)) {
      crowd.send(number -> "PUT /s3/attacked/small-%d HTTP/1.1\r\n".formatted(number) + CHUNKED);
      assertThat(crowd.flood(CHUNK, (long) length * CHUNK.length()))
          .isGreaterThanOrEqualTo((long) crowd.size() * length * CHUNK.length());
      crowd.send(number -> "0\r\n\r\n");
      assertThat(crowd.answers()).allMatch(answer -> answer.startsWith("HTTP/1.1 200 "));
      assertThat(attack.honest().get("/attacked/small-7").text())
          .matches("x+")
          .hasSizeGreaterThanOrEqualTo(length);
      attack.assertOthersAreServed();
    }
  }

  /** A request in a few bytes is many times as long when it is understood. */
  @Test
  void requestsThatWaitForTheirTurn_takeNoMoreThanTheirBytes() throws IOException {
    String waiting = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(7_000);
    List<Crowd> crowds = new ArrayList<>();
    try (Attack attack = new Attack(data, "-Xmx96m")) {
      storeLarge(attack);
      for (int number = 0; number < Crowd.SIZE; number++) {
        Crowd one = new Crowd(attack.port(), 1);
        crowds.add(one);
        warmUp(one);
        one.send(_ -> "GET /s3/attacked/large HTTP/1.1\r\nHost: localhost\r\n\r\n" + waiting);
      }
      attack.assertOthersAreServed();
      assertThat(attack.node().stop()).as(attack.node().log()).isZero();
    } finally {
      for (Crowd one : crowds) {
        one.close();
      }
    }
  }

  /** Makes the node read much at once from each connection. */
  private static void warmUp(Crowd crowd) throws IOException {
    crowd.send(
        _ -> "PUT /s3/attacked/warm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n");
    crowd.flood("x", 200_000);
    assertThat(crowd.answers()).allMatch(answer -> answer.startsWith("HTTP/1.1 200 "));
  }
}
