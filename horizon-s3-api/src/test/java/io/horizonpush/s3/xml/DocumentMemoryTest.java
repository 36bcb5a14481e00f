package io.horizonpush.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.xml.DocumentMemory.Document;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DocumentMemoryTest {

  private static final int LARGE = 100_000;

  private final AtomicLong nanos = new AtomicLong();
  private final DocumentMemory memory = new DocumentMemory(200_000, nanos::get);

  private static void add(Document document, int bytes) {
    document.add(ByteBuffer.allocate(bytes));
  }

  private static void assertRefused(S3ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void theOldestOnItsWay_makesRoomForOthers() {
    try (Document oldest = memory.begin();
        Document second = memory.begin();
        Document third = memory.begin()) {
      add(oldest, LARGE);
      add(second, LARGE);
      add(third, LARGE);
      assertThat(oldest.length()).isZero();
      assertRefused(S3ErrorCode.SLOW_DOWN, () -> add(oldest, 1));
      assertRefused(S3ErrorCode.SLOW_DOWN, oldest::whole);
      assertThat(second.whole()).hasSize(LARGE);
      assertThat(third.whole()).hasSize(LARGE);
    }
  }

  @Test
  void whatIsWhole_isNotDropped_andOthersHaveItsRoomWhenItIsUnderstood() {
    try (Document first = memory.begin();
        Document third = memory.begin()) {
      add(first, LARGE);
      assertThat(first.whole()).hasSize(LARGE);
      try (Document second = memory.begin()) {
        add(second, LARGE);
        assertThat(second.whole()).hasSize(LARGE);
        add(third, DocumentMemory.FREE);
        assertRefused(S3ErrorCode.SLOW_DOWN, () -> add(third, LARGE));
      }
      add(third, LARGE);
      assertThat(third.whole()).hasSize(DocumentMemory.FREE + LARGE);
    }
  }

  @Test
  void smallDocuments_areNeverSlowedDown() {
    DocumentMemory none = new DocumentMemory(0);
    try (Document document = none.begin()) {
      assertThatNoException().isThrownBy(() -> add(document, DocumentMemory.FREE));
      assertRefused(S3ErrorCode.SLOW_DOWN, () -> add(document, 1));
    }
  }

  @Test
  void aLargeDocument_hasToComeInTime() {
    try (Document small = memory.begin();
        Document large = memory.begin()) {
      add(small, 1000);
      add(large, LARGE);
      nanos.addAndGet(DocumentMemory.LONGEST.toNanos() + 1);
      add(small, 1000);
      assertRefused(S3ErrorCode.REQUEST_TIMEOUT, () -> add(large, 1));
    }
  }
}
