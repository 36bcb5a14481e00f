package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;

/**
 * What suites about access need: an endpoint that trusts nobody who does not sign, and two owners.
 * The bucket of each test belongs to the first.
 */
abstract class TwoOwnersContract extends S3ApiContract {

  static final byte[] NOTHING = new byte[0];

  /** Another owner, who may do what the first one allows. */
  TestingS3Client other = new TestingS3Client(URI.create("http://localhost"));

  /** Somebody without a key. */
  TestingS3Client anybody = new TestingS3Client(URI.create("http://localhost"));

  /** The key of the owner of the buckets. */
  protected abstract TestingKey ownerKey();

  /** The key of another owner, who has no rights but what the first one gives. */
  protected abstract TestingKey otherKey();

  @Override
  TestingS3Client connect() {
    return new TestingS3Client(endpoint(), ownerKey());
  }

  @BeforeEach
  void connectOthers() {
    other = new TestingS3Client(endpoint(), otherKey());
    anybody = new TestingS3Client(endpoint());
  }

  /** The target of a subresource of the bucket. */
  String sub(String name) {
    return "/" + bucket + "?" + name;
  }

  /** Sets a policy of statements in which apostrophes are quotation marks. */
  void setPolicy(String... statements) {
    String document =
        json("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}");
    assertThat(client.put(sub("policy"), document).status()).as(document).isEqualTo(204);
  }

  /** A statement about the bucket, or about objects of it. */
  String statement(String effect, String principal, String action, String resource) {
    return "{'Effect':'%s','Principal':%s,'Action':'%s','Resource':'arn:aws:s3:::%s%s'}"
        .formatted(effect, principal, action, bucket, resource);
  }

  /** The other owner as a policy names it. */
  String otherPrincipal() {
    return "{'AWS':'arn:aws:iam:::user/" + otherKey().ownerId() + "'}";
  }

  static void assertDenied(Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.errorCode()).isEqualTo("AccessDenied");
  }
}
