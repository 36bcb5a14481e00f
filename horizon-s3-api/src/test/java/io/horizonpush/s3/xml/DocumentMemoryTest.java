package io.horizonpush.s3.xml;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class DocumentMemoryTest {

  private static final int LARGE = 100_000;

  private final DocumentMemory memory = new DocumentMemory(200_000);

  @Test
  void documentsBeyondTheBound_areSlowedDown_untilOthersEnd() {
    try (DocumentMemory.Share first = memory.begin();
        DocumentMemory.Share third = memory.begin()) {
      first.cover(LARGE / 2);
      first.cover(LARGE);
      try (DocumentMemory.Share second = memory.begin()) {
        second.cover(LARGE);
        assertThatThrownBy(() -> third.cover(LARGE))
            .isInstanceOfSatisfying(
                S3Exception.class,
                e -> Assertions.assertThat(e.code()).isEqualTo(S3ErrorCode.SLOW_DOWN));
        assertThatNoException().isThrownBy(() -> third.cover(DocumentMemory.FREE));
      }
      assertThatNoException().isThrownBy(() -> third.cover(LARGE));
    }
  }

  @Test
  void smallDocuments_areNeverSlowedDown() {
    DocumentMemory none = new DocumentMemory(0);
    try (DocumentMemory.Share share = none.begin()) {
      assertThatNoException().isThrownBy(() -> share.cover(DocumentMemory.FREE));
      assertThatThrownBy(() -> share.cover(DocumentMemory.FREE + 1))
          .isInstanceOf(S3Exception.class);
    }
  }
}
