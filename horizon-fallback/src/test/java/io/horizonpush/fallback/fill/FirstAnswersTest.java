package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.server.Fault;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Found;
import io.horizonpush.s3.store.Reading;
import io.horizonpush.s3.store.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first question about a key, by somebody who reads all of it. */
@Timeout(120)
class FirstAnswersTest {

  private static final ObjectKey KEY = new ObjectKey("key");

  @TempDir Path directory;
  private FaultyOrigin server;
  private ReadingNode node;
  private Bucket bucket;

  @BeforeEach
  void start() throws IOException {
    server = FaultyOrigin.start();
    node = new ReadingNode(directory);
    KnownOrigin origin = node.know("cloud", server.url(), "bucket", "");
    bucket = node.create("bucket", Freshness.USUAL, origin);
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
    server.close();
  }

  private Found look() {
    return node.objects().store().read(bucket, KEY, Optional.empty(), Reading.WHOLE);
  }

  private byte[] open(Found found) {
    return Bytes.all(
        node.objects()
            .store()
            .open(bucket, found.version(), ByteRange.all(found.version().size())));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 300_000, 5_000_000})
  void aColdObjectThatIsReadWhole_costsOneRequest(int size) {
    byte[] bytes = Bytes.random(1, size);
    server.put("key", bytes, 7);

    Found found = look();

    assertThat(found.source()).isEqualTo(Source.origin("cloud"));
    assertThat(found.version().etag().value()).isEqualTo("7");
    assertThat(open(found)).isEqualTo(bytes);
    assertThat(open(found)).isEqualTo(bytes);
    assertThat(server.count("GET")).isEqualTo(1);
    assertThat(server.count("HEAD")).isZero();
    assertThat(server.sent()).isEqualTo(size);
    assertThat(node.counts().of(ReadCounts.Kind.FOUND)).containsEntry("cloud", 1L);
  }

  @Test
  void bytesThatBreakOff_goOnWhereTheyDid() {
    byte[] bytes = Bytes.random(1, 3_000_000);
    server.put("key", bytes, 7);
    server.failBodies(new Fault.Cut(1_000_000));

    assertThat(open(look())).isEqualTo(bytes);
    assertThat(server.count("HEAD")).isZero();
  }

  @Test
  void bytesThatNobodyOpens_holdNothingForLong() {
    server.put("key", Bytes.random(1, 100_000_000), 7);

    // More than may come from an origin at the same time.
    for (int i = 0; i < 2 * Permits.EACH; i++) {
      ObjectKey key = new ObjectKey("key-" + i);
      server.put(key.value(), Bytes.random(i, 1_000_000), i);
      assertThat(
              node.objects()
                  .store()
                  .read(bucket, key, Optional.empty(), Reading.WHOLE)
                  .version()
                  .size())
          .isEqualTo(1_000_000);
    }

    assertThat(open(look())).hasSize(100_000_000);
    await().untilAsserted(() -> assertThat(node.memoryUsed()).isZero());
  }

  @Test
  void whatIsNotThere_isMissing() {
    assertThatThrownBy(this::look)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.NO_SUCH_KEY));
    assertThat(server.count("GET")).isEqualTo(1);
    assertThat(server.count("HEAD")).isZero();
  }
}
