package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The AWS SDK for Java 2 with its default settings, which sign every chunk and send checksums as
 * trailers.
 */
class AwsSdkIT {

  @TempDir static Path folder;

  private static NodeUnderTest node;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start(folder.resolve("data"), "--set", "s3.anonymous=never");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void syncClient_putsGetsListsAndUploadsInParts() {
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(node.s3())
            .region(Region.US_EAST_1)
            .credentialsProvider(rootKey())
            .build()) {
      s3.createBucket(b -> b.bucket("sync-bucket"));
      byte[] body = random(300_000, 1);

      s3.putObject(b -> b.bucket("sync-bucket").key("dir/a key"), RequestBody.fromBytes(body));
      String upload =
          s3.createMultipartUpload(b -> b.bucket("sync-bucket").key("parts")).uploadId();
      List<CompletedPart> parts =
          IntStream.rangeClosed(1, 3)
              .mapToObj(
                  number -> {
                    var answer =
                        s3.uploadPart(
                            b ->
                                b.bucket("sync-bucket")
                                    .key("parts")
                                    .uploadId(upload)
                                    .partNumber(number),
                            RequestBody.fromBytes(random(5 << 20, number)));
                    return CompletedPart.builder()
                        .partNumber(number)
                        .eTag(answer.eTag())
                        .checksumCRC32(answer.checksumCRC32())
                        .build();
                  })
              .toList();
      s3.completeMultipartUpload(
          b ->
              b.bucket("sync-bucket")
                  .key("parts")
                  .uploadId(upload)
                  .multipartUpload(m -> m.parts(parts)));

      assertThat(s3.getObjectAsBytes(b -> b.bucket("sync-bucket").key("dir/a key")).asByteArray())
          .isEqualTo(body);
      assertThat(s3.listObjectsV2Paginator(b -> b.bucket("sync-bucket").maxKeys(1)).contents())
          .extracting(S3Object::key)
          .containsExactly("dir/a key", "parts");
      assertThat(s3.headObject(b -> b.bucket("sync-bucket").key("parts")).contentLength())
          .isEqualTo(3L * (5 << 20));
      assertThat(s3.getObjectAsBytes(b -> b.bucket("sync-bucket").key("parts")).asByteArray())
          .startsWith(random(5 << 20, 1))
          .endsWith(random(5 << 20, 3));
    }
  }

  /** Those of its algorithms that the SDK computes without a native library. */
  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32_C", "SHA1", "SHA256", "SHA512"})
  void syncClient_sendsAndVerifiesItsChecksums(ChecksumAlgorithm algorithm) {
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(node.s3())
            .region(Region.US_EAST_1)
            .credentialsProvider(rootKey())
            .build()) {
      s3.createBucket(b -> b.bucket("checksums"));
      byte[] body = random(300_000, 3);

      s3.putObject(
          b -> b.bucket("checksums").key("key").checksumAlgorithm(algorithm),
          RequestBody.fromBytes(body));

      assertThat(
              s3.getObjectAsBytes(
                      b -> b.bucket("checksums").key("key").checksumMode(ChecksumMode.ENABLED))
                  .asByteArray())
          .isEqualTo(body);
      assertThat(
              s3.headObject(
                      b -> b.bucket("checksums").key("key").checksumMode(ChecksumMode.ENABLED))
                  .toString())
          .contains("Checksum" + algorithm.toString());
    }
  }

  @Test
  void asyncClient_putsGetsAndUploadsInParts() {
    try (S3AsyncClient s3 =
        S3AsyncClient.builder()
            .endpointOverride(node.s3())
            .region(Region.US_EAST_1)
            .credentialsProvider(rootKey())
            .multipartEnabled(true)
            .build()) {
      s3.createBucket(b -> b.bucket("async-bucket")).join();
      byte[] small = "hello".getBytes(StandardCharsets.UTF_8);
      byte[] large = random(40 << 20, 9);

      s3.putObject(b -> b.bucket("async-bucket").key("small"), AsyncRequestBody.fromBytes(small))
          .join();
      s3.putObject(b -> b.bucket("async-bucket").key("large"), AsyncRequestBody.fromBytes(large))
          .join();

      assertThat(
              s3.getObject(
                      b -> b.bucket("async-bucket").key("small"),
                      AsyncResponseTransformer.toBytes())
                  .join()
                  .asByteArray())
          .isEqualTo(small);
      assertThat(
              s3.getObject(
                      b -> b.bucket("async-bucket").key("large"),
                      AsyncResponseTransformer.toBytes())
                  .join()
                  .asByteArray())
          .isEqualTo(large);
      assertThat(s3.listObjectsV2(b -> b.bucket("async-bucket")).join().keyCount()).isEqualTo(2);
    }
  }

  private static StaticCredentialsProvider rootKey() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(node.rootAccessKeyId(), node.rootSecretAccessKey()));
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
