package io.horizonpush.node.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of many clients that want to be the first, one is, and all others learn that they are not. */
class ConditionalWritesIT {

  private static final int WRITERS = 32;
  private static final int ROUNDS = 20;
  private static final int INCREMENTS = 5;
  private static final String BUCKET = "conditional";

  @TempDir static Path data;

  private static NodeUnderTest node;

  @BeforeAll
  static void start() throws IOException {
    node = NodeUnderTest.start(data);
    assertThat(send(Request.of("PUT", Request.at(BUCKET, ""))).status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void writersOfANewKey_haveOneWinner() throws Exception {
    race(
        (round, writer) ->
            Request.of("PUT", Request.at(BUCKET, "new-" + round))
                .with("If-None-Match", "*")
                .withText("writer " + writer),
        (round, statuses) -> {
          assertOneWinner(statuses, 200, 412);
          int winner = statuses.indexOf(200);
          assertThat(send(Request.of("GET", Request.at(BUCKET, "new-" + round))).text())
              .isEqualTo("writer " + winner);
        });
  }

  @Test
  void puttersCopiersAndCompletersOfANewKey_haveOneWinner() throws Exception {
    assertThat(send(Request.of("PUT", Request.at(BUCKET, "source")).withText("s")).status())
        .isEqualTo(200);
    List<List<Request>> completions = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      completions.add(completions("mixed-" + round));
    }
    race(
        (round, writer) -> {
          Request put = Request.of("PUT", Request.at(BUCKET, "mixed-" + round));
          Request request =
              switch (writer % 3) {
                case 0 -> put.withText("p");
                case 1 -> put.with("x-amz-copy-source", BUCKET + "/source");
                default -> completions.get(round).get(writer / 3);
              };
          return request.with("If-None-Match", "*");
        },
        (_, statuses) -> assertOneWinner(statuses, 200, 412));
  }

  /** Uploads to a key that are ready to be completed. */
  private static List<Request> completions(String key) throws IOException {
    List<Request> ready = new ArrayList<>();
    String target = Request.at(BUCKET, key);
    for (int i = 0; i < WRITERS / 3 + 1; i++) {
      String id = send(Request.of("POST", target + "?uploads")).xml().value("UploadId");
      String etag =
          send(Request.of("PUT", target + "?partNumber=1&uploadId=" + id).withText("part"))
              .header("etag");
      ready.add(
          Request.of("POST", target + "?uploadId=" + id)
              .withText(
                  "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                      + etag
                      + "</ETag></Part></CompleteMultipartUpload>"));
    }
    return ready;
  }

  @Test
  void overwritersOfOneVersion_haveOneWinner() throws Exception {
    List<String> tags = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Request put = Request.of("PUT", Request.at(BUCKET, "old-" + round)).withText("o" + round);
      tags.add(send(put).header("etag"));
    }
    race(
        (round, writer) ->
            Request.of("PUT", Request.at(BUCKET, "old-" + round))
                .with("If-Match", tags.get(round))
                .withText("writer " + writer),
        (_, statuses) -> assertOneWinner(statuses, 200, 412));
  }

  @Test
  void incrementsByCompareAndSet_endAtTheirSum() throws Exception {
    Counter counter = new Counter(Request.at(BUCKET, "counter"));
    together(
        writer -> {
          try (Wire wire = connect()) {
            for (int done = 0; done < INCREMENTS; ) {
              done += counter.increment(wire) ? 1 : 0;
            }
          }
          return writer;
        });
    assertThat(counter.increased()).isEqualTo(WRITERS * INCREMENTS);
    assertThat(send(Request.of("GET", Request.at(BUCKET, "counter"))).text())
        .isEqualTo(Integer.toString(WRITERS * INCREMENTS));
  }

  /** What a writer sends in a round. */
  private interface Move {
    Request of(int round, int writer);
  }

  /** What must hold of the statuses of a round, by writer. */
  private interface Check {
    void of(int round, List<Integer> statuses) throws IOException;
  }

  /** Lets all writers send at the same moment, round after round. */
  private static void race(Move move, Check check) throws Exception {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    List<List<Integer>> byWriter =
        together(
            writer -> {
              List<Integer> statuses = new ArrayList<>();
              try (Wire wire = connect()) {
                for (int round = 0; round < ROUNDS; round++) {
                  Request request = move.of(round, writer);
                  int _ = start.await(30, TimeUnit.SECONDS);
                  statuses.add(wire.send(request).status());
                }
              }
              return statuses;
            });
    for (int round = 0; round < ROUNDS; round++) {
      int at = round;
      check.of(round, byWriter.stream().map(statuses -> statuses.get(at)).toList());
    }
  }

  private static void assertOneWinner(List<Integer> statuses, int winner, int loser) {
    List<Integer> expected = new ArrayList<>(Collections.nCopies(WRITERS - 1, loser));
    expected.add(winner);
    assertThat(statuses).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** What one writer does. */
  private interface Writer<T> {
    T run(int number) throws Exception;
  }

  private static <T> List<T> together(Writer<T> writer) throws Exception {
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int number = 0; number < WRITERS; number++) {
        int own = number;
        running.add(threads.submit(() -> writer.run(own)));
      }
      for (Future<T> each : running) {
        results.add(each.get(60, TimeUnit.SECONDS));
      }
    }
    return results;
  }

  private static Wire connect() throws IOException {
    return new Wire(node.s3().getPort());
  }

  private static Reply send(Request request) throws IOException {
    try (Wire wire = connect()) {
      return wire.send(request);
    }
  }
}
