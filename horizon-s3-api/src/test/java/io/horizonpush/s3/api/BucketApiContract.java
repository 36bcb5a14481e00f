package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets as clients see them. */
public abstract class BucketApiContract extends S3ApiContract {

  @ParameterizedTest
  @ValueSource(strings = {"/key", ".absent", ".absent/key"})
  void headThatFails_tellsTheRegion(String target) {
    Answer head = client.send("HEAD", "/" + bucket + target);

    assertThat(head.status()).isEqualTo(404);
    assertThat(head.header("x-amz-bucket-region")).isEqualTo("us-east-1");
    assertThat(client.get("/" + bucket + target).header("x-amz-bucket-region")).isEmpty();
  }

  @Test
  void createBucket_again_succeedsForItsOwner() {
    assertThat(client.send("PUT", "/" + bucket).status()).isEqualTo(200);
  }

  @Test
  void createBucket_withALocation_succeeds() {
    String body =
        "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>eu-central-1"
            + "</LocationConstraint></CreateBucketConfiguration>";

    assertThat(client.put("/" + bucket + ".located", body).status()).isEqualTo(200);
  }

  @Test
  void createBucket_withABrokenBody_isMalformed() {
    Answer answer = client.put("/" + bucket + ".broken", "<CreateBucketConfiguration>");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo("MalformedXML");
    assertThat(client.send("HEAD", "/" + bucket + ".broken").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "has%20space", "umlaut%C3%BC", "a%00b"})
  void createBucket_withANameOutsideTheRule_isRefused(String name) {
    Answer answer = client.send("PUT", "/" + name);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isIn("InvalidBucketName", "InvalidURI");
  }

  @Test
  void createBucket_withANameOf64Characters_isRefused() {
    assertThat(client.send("PUT", "/" + "a".repeat(63)).status()).isEqualTo(200);
    assertThat(client.send("PUT", "/" + "a".repeat(64)).errorCode()).isEqualTo("InvalidBucketName");
  }

  @Test
  void headBucket_tellsTheRegion() {
    Answer answer = client.send("HEAD", "/" + bucket);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("x-amz-bucket-region")).isEqualTo("us-east-1");
  }

  @Test
  void headBucket_thatDoesNotExist_is404WithoutABody() {
    Answer answer = client.send("HEAD", "/absent-bucket");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void listBuckets_namesThemInOrder() {
    client.send("PUT", "/" + bucket + ".b");
    client.send("PUT", "/" + bucket + ".a");

    Answer answer = client.get("/");

    assertThat(answer.elements("Name")).contains(bucket, bucket + ".a", bucket + ".b").isSorted();
    assertThat(answer.element("CreationDate").orElseThrow()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
  }

  @Test
  void getBucketLocation_inUsEast1_isEmpty() {
    Answer answer = client.get("/" + bucket + "?location");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("<LocationConstraint xmlns").doesNotContain("us-east-1");
  }

  @Test
  void deleteBucket_thatHasObjects_isRefused() {
    client.put(at("key"), "x");

    Answer answer = client.send("DELETE", "/" + bucket);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.errorCode()).isEqualTo("BucketNotEmpty");
  }

  @Test
  void deleteBucket_onceEmpty_removesIt() {
    client.put(at("key"), "x");
    client.send("DELETE", at("key"));

    assertThat(client.send("DELETE", "/" + bucket).status()).isEqualTo(204);
    assertThat(client.send("HEAD", "/" + bucket).status()).isEqualTo(404);
    assertThat(client.send("DELETE", "/" + bucket).errorCode()).isEqualTo("NoSuchBucket");
    assertThat(client.get(at("key")).errorCode()).isEqualTo("NoSuchBucket");
  }

  @Test
  void deletedBucket_canBeMadeAgainAndIsEmpty() {
    client.put(at("key"), "x");
    client.send("DELETE", at("key"));
    client.send("DELETE", "/" + bucket);

    assertThat(client.send("PUT", "/" + bucket).status()).isEqualTo(200);
    assertThat(client.get(at("key")).errorCode()).isEqualTo("NoSuchKey");
  }
}
