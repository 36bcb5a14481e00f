package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyGrantTest {

  @ParameterizedTest
  @CsvSource({
    "r:bucket, true, false, false",
    "w:bucket, false, true, false",
    "rw:bucket/in/, true, true, false",
    "rwd:bucket/in/, true, true, true"
  })
  void aGrant_saysWhatMayBeDone(String text, boolean reads, boolean writes, boolean removes) {
    KeyGrant grant = KeyGrant.parse(text);

    assertThat(grant.access().reads()).isEqualTo(reads);
    assertThat(grant.access().writes()).isEqualTo(writes);
    assertThat(grant.access().removes()).isEqualTo(removes);
    assertThat(grant).hasToString(text);
    KeyGrant stored = grant.of(new BucketId(1, 2));
    assertThat(KeyGrant.parseStored(stored.stored())).isEqualTo(stored);
  }

  @Test
  void anythingElse_isNoGrant_andTheMessageNamesAllThereAre() {
    for (String text : new String[] {"d:bucket", "rd:bucket", "rwx:bucket", "bucket", "rwd:"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyGrant.parse(text))
          .withMessageContaining("rwd:BUCKET");
    }
  }
}
