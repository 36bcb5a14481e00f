package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.origin.OriginDescription.Input;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginDescriptionTest {

  /** Computed apart: SHA-256 of each field with its length in four bytes before it. */
  @ParameterizedTest
  @CsvSource({
    "aws-s3, , eu-central-1, , photos, '', afff2961b5f9298aa400b752f97609505e59e75b34f336993e6653ab1f45f88e",
    "s3, HTTPS://S3.Example.com:9000/base/, , , photos, a/b/, 619367f4a978a3d55bbce26db84a4705c906738831778e396ff78c33d776fe00",
    "gcs, , , , photos, über/, 427a31da42edd2b7549f3438ec1ce31f10d3331f61c48a9d47ed4e438624c3c3",
    "gcs, https://storage.googleapis.com:443/, , , photos, über/, 427a31da42edd2b7549f3438ec1ce31f10d3331f61c48a9d47ed4e438624c3c3",
    "azure-blob, , , account1, photos, '', d0a73ca42e27dff7846232096959e57eaf5c06aecf4e7276c3b26b05fe47a0c6"
  })
  void theId_followsFromThePlaceAlone(
      String type,
      String endpoint,
      String region,
      String account,
      String bucket,
      String prefix,
      String id) {
    OriginDescription description =
        OriginDescription.of(
            new Input(
                OriginType.named(type),
                Optional.ofNullable(endpoint),
                Optional.ofNullable(region),
                Optional.ofNullable(account),
                bucket,
                prefix,
                Optional.empty(),
                true));

    assertThat(description.place().id()).hasToString(id);
  }

  @Test
  void whatFollowsFromTheType_isFilledIn() {
    assertThat(OriginDescription.of(aws().withRegion("cn-north-1")).place().endpoint())
        .hasToString("https://s3.cn-north-1.amazonaws.com.cn");
    OriginDescription compatible =
        OriginDescription.of(Input.of(OriginType.S3, "b").withEndpoint("http://10.0.0.1:9000"));
    assertThat(compatible.region()).isEqualTo("us-east-1");
    assertThat(compatible.pathStyle()).isTrue();
    assertThat(OriginDescription.of(aws().withRegion("eu-west-1")).pathStyle()).isFalse();
  }

  @Test
  void whatCannotBe_isRefused_withWhatToDo() {
    assertRefused(() -> OriginType.named("s4"), "aws-s3, s3, gcs, azure-blob");
    assertRefused(() -> OriginDescription.of(aws()), "needs a region");
    assertRefused(() -> OriginDescription.of(aws().withRegion("EU 1")), "is no region");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.S3, "bucket")), "needs an endpoint");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.AZURE_BLOB, "bucket")), "needs an account");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.AZURE_BLOB, "b--x").withAccount("abc")),
        "no name of a container");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.AZURE_BLOB, "box").withAccount("A_B")),
        "no name of an Azure account");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.GCS, "bucket").withRegion("eu")),
        "neither a region nor path style");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.GCS, "bucket").withAccount("abc")),
        "has no account");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.GCS, "Bucket")), "no name of a bucket");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.GCS, "bucket").withPrefix("/a")),
        "begins with a slash");
    assertRefused(
        () -> OriginDescription.of(Input.of(OriginType.GCS, "bucket").withPrefix("a\nb")),
        "control characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "host:9000",
        "https://",
        "https:///path",
        "https://user:geheim@host",
        "https://host/?sig=geheim",
        "https://host/#geheim",
        "https://ho st/geheim"
      })
  void anEndpointThatIsNone_isRefused_andNoSecretRepeated(String endpoint) {
    assertThatThrownBy(
            () -> OriginDescription.of(Input.of(OriginType.S3, "bucket").withEndpoint(endpoint)))
        .isInstanceOf(OriginException.class)
        .hasMessageNotContaining("geheim");
  }

  @Test
  void aKey_hasThePrefix_andABound() {
    OriginPlace place =
        OriginDescription.of(Input.of(OriginType.GCS, "bucket").withPrefix("a/")).place();

    assertThat(place.keyOf("b")).isEqualTo("a/b");
    assertThat(place.keyOf("ü".repeat(511))).hasSize(513);
    assertThatThrownBy(() -> place.keyOf("ü".repeat(512)))
        .isInstanceOfSatisfying(
            OriginException.class,
            failure -> assertThat(failure.fault()).isInstanceOf(OriginFault.Unsupported.class));
  }

  private static Input aws() {
    return Input.of(OriginType.AWS_S3, "bucket");
  }

  private static void assertRefused(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OriginException.class,
            failure -> assertThat(failure.fault()).isInstanceOf(OriginFault.Misconfigured.class))
        .hasMessageContaining(words);
  }
}
