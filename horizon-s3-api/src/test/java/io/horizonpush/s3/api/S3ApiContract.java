package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every suite needs: an endpoint that accepts unsigned requests, and a new bucket for each
 * test.
 */
abstract class S3ApiContract {

  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** A name no other test uses, with an underscore because that must work. */
  final String bucket = "contract_" + COUNTER.incrementAndGet();

  TestingS3Client client = new TestingS3Client(URI.create("http://localhost"));

  /** The endpoint, without a slash at the end. */
  protected abstract URI endpoint();

  @BeforeEach
  void createBucket() {
    client = new TestingS3Client(endpoint());
    assertThat(client.send("PUT", "/" + bucket).status()).isEqualTo(200);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The target of a key that needs no encoding. */
  String at(String key) {
    return "/" + bucket + "/" + key;
  }
}
