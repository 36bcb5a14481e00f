package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every suite needs: an endpoint, a client that may make buckets there (an unsigned one,
 * unless the suite has another), and a new bucket for each test.
 */
abstract class S3ApiContract {

  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** A name no other test uses, with an underscore because that must work. */
  final String bucket = "contract_" + COUNTER.incrementAndGet();

  TestingS3Client client = new TestingS3Client(URI.create("http://localhost"));

  /** The endpoint, without a slash at the end. */
  protected abstract URI endpoint();

  /** The client that owns the bucket of each test. */
  TestingS3Client connect() {
    return new TestingS3Client(endpoint());
  }

  @BeforeEach
  void createBucket() {
    client = connect();
    assertThat(client.send("PUT", "/" + bucket).status()).isEqualTo(200);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A document of JSON, in which apostrophes stand for quotation marks. */
  static String json(String text) {
    return text.replace('\'', '"');
  }

  /** The target of a key that needs no encoding. */
  String at(String key) {
    return "/" + bucket + "/" + key;
  }
}
