package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BucketOrigins.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  void whatIsWrittenInAClass_goesWhereThatGoes_ifItIsListedAndWrittenTo() {
    ListedOrigin cold = new ListedOrigin("s3", "https://s3.example.com", "cold", false, "");
    StorageClass glacier = new StorageClass("GLACIER");
    StorageClass archive = new StorageClass("DEEP_ARCHIVE");
    StorageClass rare = new StorageClass("STANDARD_IA");
    BucketOrigins origins =
        new BucketOrigins(List.of(ONE, TWO, cold), Writes.WRITE_BACK, Freshness.USUAL)
            .withClasses(
                Map.of(glacier, cold.id(), archive, ONE.id(), rare, OriginId.of("s3", "", "", "")));
    assertThat(origins.destination()).contains(TWO);
    assertThat(origins.destination(StorageClass.STANDARD)).contains(TWO);
    assertThat(origins.destination(glacier)).contains(cold);
    assertThat(origins.maps(glacier)).isTrue();
    assertThat(origins.destination(archive)).as("read-only").contains(TWO);
    assertThat(origins.maps(archive)).isFalse();
    assertThat(origins.destination(rare)).as("not listed").contains(TWO);
    assertThat(origins.destinations()).containsExactly(TWO, cold);
    BucketOrigins local =
        new BucketOrigins(List.of(TWO, cold), Writes.LOCAL_ONLY, Freshness.USUAL)
            .withClasses(Map.of(glacier, cold.id()));
    assertThat(local.destination(glacier)).isEmpty();
    assertThat(local.destinations()).isEmpty();
  }

  @Test
  void whereClassesGo_isStoredAndReadAgain() {
    BucketOrigins origins =
        new BucketOrigins(List.of(TWO), Writes.WRITE_BACK, Freshness.USUAL)
            .withClasses(
                Map.of(
                    new StorageClass("GLACIER"), TWO.id(),
                    new StorageClass("OF_A_NEWER_NODE"), ONE.id()));
    assertThat(BucketOrigins.storedClasses(origins.classesText())).contains(origins.classes());
    for (String none :
        List.of(
            "",
            "GLACIER",
            "GLACIER " + TWO.id() + "\n",
            "glacier " + TWO.id(),
            "GLACIER " + TWO.id() + "\nGLACIER " + TWO.id())) {
      assertThat(BucketOrigins.storedClasses(none)).as(none).isEmpty();
    }
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
