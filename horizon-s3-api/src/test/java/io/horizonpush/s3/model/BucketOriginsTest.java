package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BucketOrigins.Writes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketOriginsTest {

  private static final ListedOrigin ONE =
      new ListedOrigin("s3", "https://s3.example.com", "one", true, "a b/ c");
  private static final ListedOrigin TWO =
      new ListedOrigin("gcs", "https://storage.googleapis.com", "two", false, "");

  @Test
  void whatIsStored_isReadAgain() {
    BucketOrigins origins =
        new BucketOrigins(List.of(ONE, TWO), Writes.WRITE_BACK, new Freshness.Always());
    assertThat(BucketOrigins.storedList(origins.listText())).contains(List.of(ONE, TWO));
    for (Writes each : Writes.values()) {
      assertThat(Writes.stored(each.text())).contains(each);
    }
    for (Freshness each :
        List.of(
            new Freshness.Immutable(),
            new Freshness.Ttl(Duration.ofMinutes(5)),
            new Freshness.Always())) {
      assertThat(Freshness.stored(each.text())).contains(each);
    }
  }

  @Test
  void whatANewerNodeWrote_isNothing() {
    assertThat(BucketOrigins.storedList("")).isEmpty();
    assertThat(BucketOrigins.storedList(ONE.text() + "\nglacier xx https://a b c")).isEmpty();
    assertThat(BucketOrigins.storedList("s3 rw https://s3.example.com ")).isEmpty();
    assertThat(BucketOrigins.storedList("gcs ro https://a.b c \ngcs rw https://a.b c ")).isEmpty();
    assertThat(Freshness.stored("ttl=0s")).isEmpty();
    assertThat(Freshness.stored("ttl=999999999s")).isEmpty();
    assertThat(Writes.stored("write-sideways")).isEmpty();
  }

  @Test
  void whatIsWritten_goesToTheFirstThatTakesIt() {
    BucketOrigins origins =
        new BucketOrigins(List.of(ONE, TWO), Writes.WRITE_BACK, Freshness.USUAL);
    assertThat(origins.destination()).contains(TWO);
    assertThat(BucketOrigins.NONE.destination()).isEmpty();
    assertThat(new BucketOrigins(List.of(TWO), Writes.LOCAL_ONLY, Freshness.USUAL).destination())
        .isEmpty();
  }

  @Test
  void aListThatNamesAPlaceTwice_isRefused() {
    assertThatThrownBy(
            () -> new BucketOrigins(List.of(TWO, TWO), Writes.WRITE_BACK, Freshness.USUAL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ListedOrigin("s3", "https://s3.example.com", "b c", false, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
