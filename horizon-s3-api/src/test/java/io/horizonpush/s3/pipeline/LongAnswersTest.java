package io.horizonpush.s3.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.TestingFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongAnswersTest {

  private static final int PIECE = 30_000;

  private final BodyMemory memory = new BodyMemory(BodyMemory.SMALLEST);
  private final LongAnswers answers = new LongAnswers(memory, TestingFile::write);

  @Test
  void aShortAnswer_staysAsItIs() {
    S3Response answer = answer(1, 16 << 10);
    assertThat(answers.settle(answer)).isSameAs(answer);
    assertThat(memory.used()).isZero();
  }

  @Test
  void aLongAnswer_countsUntilItsPiecesAreSent() {
    S3Response answer = answer(4, PIECE);
    S3Response settled = answers.settle(answer);
    assertThat(settled.length()).isEqualTo(answer.length());
    assertThat(settled.headers()).isEqualTo(answer.headers());
    List<Long> used = new ArrayList<>();
    try (Content content = settled.body().getFirst();
        ContentReader reader = content.reader()) {
      assertThat(content.length()).isEqualTo(4 * PIECE);
      for (Content piece : answer.body()) {
        assertThat(reader.next()).hasValue(((Content.Memory) piece).bytes());
        used.add(memory.used());
      }
      assertThat(reader.next()).isEmpty();
      assertThat(memory.used()).isZero();
    }
    assertThat(used).containsExactly(4L * PIECE, 3L * PIECE, 2L * PIECE, 1L * PIECE);
  }

  @Test
  void answersThatAreDropped_giveTheirMemoryBack() {
    int many = (int) (BodyMemory.SMALLEST / (2 * PIECE));
    for (int round = 0; round < many; round++) {
      S3Response settled = answers.settle(answer(4, PIECE));
      assertThat(settled.body().getFirst()).isInstanceOf(Content.Streamed.class);
      if (round % 2 == 0) {
        assertThat(((Content.Streamed) settled.body().getFirst()).reader().next()).isPresent();
      }
      settled.close();
      settled.close();
      assertThat(memory.used()).isZero();
    }
  }

  /** However many clients take theirs slowly, bodies have most of the memory. */
  @Test
  void answersThatFindNoRoom_waitOnTheDisk() {
    List<S3Response> settled = new ArrayList<>();
    long sent = 0;
    while (sent < BodyMemory.SMALLEST) {
      S3Response answer = answer(20, PIECE);
      S3Response waiting = answers.settle(answer);
      assertThat(waiting.length()).isEqualTo(answer.length());
      settled.add(waiting);
      sent += 20 * PIECE;
    }
    assertThat(memory.used()).isPositive().isLessThanOrEqualTo(memory.limit() / 8);
    S3Response last = settled.getLast();
    assertThat(last.body().getFirst()).isInstanceOf(Content.FileSlice.class);
    assertThat(read(last)).isEqualTo(read(answer(20, PIECE)));
    settled.forEach(S3Response::close);
    assertThat(memory.used()).isZero();
  }

  @Test
  void answersWithoutAnyRoom_areToComeLater() {
    LongAnswers noDisk =
        new LongAnswers(
            memory,
            bytes -> {
              throw S3Exception.slowDown();
            });
    S3Response tooLong = answer(200, PIECE);
    assertThatThrownBy(() -> noDisk.settle(tooLong))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SLOW_DOWN));
    assertThat(memory.used()).isZero();
  }

  @Test
  void anObjectOnTheDisk_staysThere() {
    Content file = TestingFile.write(List.of(ByteBuffer.allocate(PIECE)));
    S3Response answer = new S3Response(200, Map.of(), List.of(file), PIECE);
    assertThat(answers.settle(answer)).isSameAs(answer);
    answer.close();
  }

  private static S3Response answer(int pieces, int length) {
    Random random = new Random(42);
    List<Content> body = new ArrayList<>();
    for (int number = 0; number < pieces; number++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      body.add(new Content.Memory(ByteBuffer.wrap(bytes)));
    }
    return new S3Response(
        200, Map.of("content-type", "application/xml"), body, (long) pieces * length);
  }

  private static byte[] read(S3Response answer) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Content content : answer.body()) {
      ContentReader reader = content.reader();
      for (Optional<ByteBuffer> next = reader.next(); next.isPresent(); next = reader.next()) {
        byte[] piece = new byte[next.get().remaining()];
        next.get().duplicate().get(piece);
        all.writeBytes(piece);
      }
    }
    return all.toByteArray();
  }
}
