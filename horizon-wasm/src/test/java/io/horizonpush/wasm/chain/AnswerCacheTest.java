package io.horizonpush.wasm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {

  private static final BucketId BUCKET = new BucketId(0, 1);
  private static final Duration TTL = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong();
  private final AnswerCache cache = new AnswerCache(3, 1 << 20, now::get);

  private static AnswerCache.Key key(int number) {
    return new AnswerCache.Key(BUCKET, ByteBuffer.wrap(new byte[] {(byte) number}));
  }

  private static AnswerCache.Answer answer(int number) {
    return new AnswerCache.Answer(
        new ObjectHead(Map.of("etag", "\"" + number + "\""), 1), new BlobHash(0, 0, 0, number));
  }

  private boolean keep(String entry, int number, String... tags) {
    return cache.keep(cache.begin(entry, key(number)), answer(number), TTL, List.of(tags));
  }

  @Test
  void anAnswer_isFoundByItsEntryAndKey_untilItIsTooOld() {
    assertThat(keep("a", 1)).isTrue();

    assertThat(cache.find("a", key(1))).contains(answer(1));
    assertThat(cache.find("b", key(1))).isEmpty();
    assertThat(cache.find("a", key(2))).isEmpty();
    assertThat(cache.find("a", new AnswerCache.Key(new BucketId(0, 2), key(1).key()))).isEmpty();

    now.addAndGet(TTL.toNanos());
    assertThat(cache.find("a", key(1))).isPresent();
    now.incrementAndGet();
    assertThat(cache.find("a", key(1))).isEmpty();
    assertThat(cache.size("a")).isZero();
  }

  @Test
  void whatWasUsedLongestAgo_goesFirst() {
    keep("a", 1);
    keep("a", 2);
    keep("a", 3);
    cache.find("a", key(1));
    keep("a", 4);

    assertThat(cache.find("a", key(2))).isEmpty();
    assertThat(cache.find("a", key(1))).isPresent();
    assertThat(cache.size("a")).isEqualTo(3);
  }

  @Test
  void aTag_forgetsWhatHasIt_andNothingElse() {
    keep("a", 1, "x", "y");
    keep("a", 2, "y");
    keep("b", 1, "x");

    cache.invalidate("a", "x");

    assertThat(cache.find("a", key(1))).isEmpty();
    assertThat(cache.find("a", key(2))).isPresent();
    assertThat(cache.find("b", key(1))).isPresent();
    cache.invalidate("a", "");
    assertThat(cache.size("a")).isZero();
    assertThat(cache.size("b")).isEqualTo(1);
  }

  /** What a request has begun to read before is what was just declared old. */
  @Test
  void whatWasOnItsWay_whenItsTagWasInvalidated_isNotKept() {
    AnswerCache.Ticket before = cache.begin("a", key(1));
    cache.invalidate("a", "x");

    assertThat(cache.keep(before, answer(1), TTL, List.of("x"))).isFalse();
    assertThat(cache.keep(before, answer(1), TTL, List.of("y"))).isTrue();
    assertThat(keep("a", 2, "x")).isTrue();

    AnswerCache.Ticket again = cache.begin("a", key(3));
    cache.invalidate("a", "");
    assertThat(cache.keep(again, answer(3), TTL, List.of())).isFalse();
  }

  @Test
  void invalidations_thatAreForgotten_keepNothingOldAlive() {
    AnswerCache.Ticket before = cache.begin("a", key(1));
    cache.invalidate("a", "x");
    for (int i = 0; i < 10_001; i++) {
      cache.invalidate("a", "tag" + i);
    }

    assertThat(cache.keep(before, answer(1), TTL, List.of("x"))).isFalse();
    assertThat(keep("a", 1, "x")).isTrue();
  }

  @Test
  void whatAnEntryKeeps_goesWithIt() {
    keep("a", 1);
    keep("b", 1);

    cache.retain(Set.of("b"));

    assertThat(cache.size("a")).isZero();
    assertThat(cache.size("b")).isEqualTo(1);
  }
}
