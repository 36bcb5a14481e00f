package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.home.CasHistory.Action;
import io.horizonpush.iroh.home.CasHistory.Answer;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.TestingObjects;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Clients that compare and swap a few keys of a bucket, and what all of them saw. Thread-safe. */
final class CasClients {

  private static final int KEYS = 3;

  private final BucketName bucket;
  private final List<CasHistory> histories = Stream.generate(CasHistory::new).limit(KEYS).toList();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();

  CasClients(BucketName bucket) {
    this.bucket = bucket;
  }

  static ObjectKey key(int number) {
    return new ObjectKey("key-" + number);
  }

  List<CasHistory> histories() {
    return histories;
  }

  /** The reads that nobody answered. */
  int unanswered() {
    return unanswered.get();
  }

  /** Whether each key was asked for so often. */
  boolean haveDone(int steps) {
    return histories.stream().allMatch(history -> history.size() >= steps);
  }

  /** Reads a key of which not enough is known yet, and most often swaps it. */
  void step(HomeNode node, SplittableRandom dice, int most) {
    int key = dice.nextInt(KEYS);
    if (histories.get(key).size() >= most) {
      return;
    }
    Optional<Optional<String>> seen = read(node, key);
    if (seen.isPresent() && dice.nextInt(4) > 0) {
      swap(node, key, seen.get());
    }
  }

  /** What is there; nothing where nobody says. */
  private Optional<Optional<String>> read(HomeNode node, int key) {
    long begun = System.nanoTime();
    try {
      Optional<String> saw =
          node.objects().find(node.bucket(bucket), key(key)).map(each -> each.etag().value());
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
          .put(
              node.bucket(bucket),
              key(key),
              TestingObjects.object(value),
              Bytes.of(value),
              conditions);
    } catch (S3Exception e) {
      answer =
          e.code() == S3ErrorCode.PRECONDITION_FAILED || e.code() == S3ErrorCode.NO_SUCH_KEY
              ? Answer.REFUSED
              : Answer.UNKNOWN;
    }
    histories.get(key).add(new Action.Write(expected, value), answer, begun, System.nanoTime());
  }

  void assertLinearizable(String name) {
    for (CasHistory history : histories) {
      assertThat(history.isLinearizable()).as("%s: %s", name, history).isTrue();
    }
  }
}
