package io.horizonpush.wasm.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.wasm.testing.TestingEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that take their answers slowly, and the instances that these have meanwhile. */
class SlowClientsTest {

  private final AtomicInteger reclaimed = new AtomicInteger();

  private ChainGround ground(Duration grace) {
    return new ChainGround(
        new ChainSettings(new ChainSettings.SlowClients(grace, 1L << 40), 10, 1 << 20),
        new ChainMetrics() {
          @Override
          public void reclaimed(String entry) {
            reclaimed.incrementAndGet();
          }
        });
  }

  private static TestingEntry entry(int instances) {
    return TestingEntry.of("a", "response").response("write").in("body", "x").instances(instances);
  }

  private static ContentReader body(S3Response response) {
    return ((Content.Streamed) response.body().getFirst()).reader();
  }

  @Test
  void anAnswer_thatIsTakenTooSlowly_givesItsInstanceBack_andBreaksOff() {
    try (ChainGround ground = ground(Duration.ZERO)) {
      ground.have(entry(1));
      S3Response slow = ground.serve(ground.get("key"), 1_000_000);
      body(slow).next();
      assertThat(ground.chain.status().getFirst().pool().used()).isEqualTo(1);

      ground.chain.tidy();

      assertThat(reclaimed).hasValue(1);
      assertThat(ground.chain.status().getFirst().pool().used()).isZero();
      assertThatThrownBy(
              () -> {
                while (body(slow).next().isPresent()) {
                  // What was there already may still come.
                }
              })
          .isInstanceOf(S3Exception.class);
      slow.close();
      try (S3Response other = ground.serve(ground.get("key"), 10)) {
        assertThat(body(other).next()).isPresent();
      }
    }
  }

  /** Who looks for answers to take instances from may have found it just before it ended. */
  @Test
  void anAnswer_thatHasEnded_isNotBrokenOff_thoughItsClientHasNotSeenTheEnd() {
    try (ChainGround ground = ground(Duration.ZERO)) {
      ground.have(entry(1));
      try (S3Response ended = ground.serve(ground.get("key"), 10)) {
        AnswerStream stream = (AnswerStream) body(ended);
        long length = 0;
        while (!stream.stages().isEnded()) {
          length += stream.next().orElseThrow().remaining();
        }
        assertThat(stream.letGo()).isFalse();

        Optional<ByteBuffer> piece = stream.next();
        while (piece.isPresent()) {
          length += piece.get().remaining();
          piece = stream.next();
        }
        assertThat(length).isEqualTo(12);
      }
    }
  }

  /** Nobody has to look after the node for that, however many ask. */
  @Test
  void whoeverFindsNoInstanceFree_isToldToSlowDown() {
    try (ChainGround ground = ground(Duration.ofMinutes(1))) {
      ground.have(entry(1));
      try (S3Response slow = ground.serve(ground.get("key"), 1_000_000)) {
        assertThat(body(slow).next()).isPresent();

        assertThatThrownBy(() -> ground.serve(ground.get("key"), 10))
            .isInstanceOfSatisfying(
                S3Exception.class,
                refused -> {
                  assertThat(refused.code()).isEqualTo(S3ErrorCode.SLOW_DOWN);
                  assertThat(refused.headers()).containsKey("retry-after");
                  assertThat(refused).hasMessageContaining("a of this node is busy");
                });
      }
    }
  }

  @Test
  void anAnswer_keepsItsInstance_whileThereAreOthers_orWithinTheGrace() {
    try (ChainGround ground = ground(Duration.ZERO)) {
      ground.have(entry(2));
      try (S3Response slow = ground.serve(ground.get("key"), 1_000_000)) {
        ground.chain.tidy();
        assertThat(reclaimed).hasValue(0);
        assertThat(body(slow).next()).isPresent();
      }
    }
    try (ChainGround ground = ground(Duration.ofMinutes(1))) {
      ground.have(entry(1));
      ground.serve(ground.get("key"), 1_000_000).close();
      S3Response slow = ground.serve(ground.get("key"), 1_000_000);
      ground.chain.tidy();
      assertThat(reclaimed).hasValue(0);
      slow.close();
      assertThat(ground.chain.status().getFirst().pool().used()).isZero();
    }
  }
}
