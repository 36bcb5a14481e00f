package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.fallback.writeback.WriteBack;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.OriginJournal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is only at an origin outlives what is uploaded over it, where its version stays. */
@Timeout(120)
class OverwrittenAtOriginTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final VersionName NULL = new VersionName.Null();

  @TempDir Path directory;
  @TempDir Path store;
  private S3ProxyServer server;
  private ReadingNode node;
  private KnownOrigin origin;
  private Bucket bucket;
  private OriginJournal journal;

  @BeforeEach
  void start() throws IOException {
    server = S3ProxyServer.start(store);
    node = new ReadingNode(directory);
    origin =
        node.know(
            "cloud",
            server.url(),
            S3ProxyServer.BUCKET,
            "",
            new OriginCredentials.AccessKey(
                S3ProxyServer.ACCESS_KEY, new Secret(S3ProxyServer.SECRET_KEY)));
    Bucket made = node.create("bucket", Freshness.USUAL, origin);
    node.stores().stores().buckets().setVersioning(made.id(), Versioning.ENABLED);
    bucket = node.stores().stores().bucket(made.id());
    SecretBox box = new SecretBox(new SecretKeySpec(new byte[32], "AES"));
    journal = node.stores().stores().originJournal(box);
  }

  @AfterEach
  void stop() {
    if (server != null) { // There is none where it could not be fetched.
      node.close();
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 100_000, 3_000_000})
  void aVersionThatWasOnlyThere_isReadAfterANewerOneWasUploaded(int length) {
    byte[] old = Bytes.random(1, length);
    StoredVersion learnt = learn(old);

    node.here().put(bucket, KEY, Bytes.of("newer"));
    workOff();

    assertThat(there()).contains(5L);
    assertThat(node.here().read(bucket, KEY)).isEqualTo(Bytes.of("newer"));
    StoredVersion still = node.here().store().find(bucket, KEY, NULL).present().orElseThrow();
    assertThat(still.id()).isEqualTo(learnt.id());
    assertThat(node.here().read(bucket, still)).isEqualTo(old);
  }

  @Test
  void aVersionThatWasOnlyThere_isReadAfterADeleteMarkerDeletedItThere() {
    byte[] old = Bytes.random(2, 1000);
    learn(old);

    node.here().delete(bucket, KEY);
    workOff();

    assertThat(there()).isEmpty();
    StoredVersion still = node.here().store().find(bucket, KEY, NULL).present().orElseThrow();
    assertThat(node.here().read(bucket, still)).isEqualTo(old);
  }

  @Test
  void whatSomebodyElseOverwroteThere_holdsNothingUp() {
    learn(Bytes.of("first"));
    putThere(Bytes.of("somebody's"));

    node.here().delete(bucket, KEY);
    node.here().put(bucket, KEY, Bytes.of("newer"));
    workOff();

    assertThat(node.here().find(bucket, KEY)).isPresent();
  }

  private StoredVersion learn(byte[] bytes) {
    putThere(bytes);
    StoredVersion learnt = node.objects().require(bucket, KEY);
    assertThat(learnt.body()).isInstanceOf(ObjectBody.Remote.class);
    return learnt;
  }

  private void putThere(byte[] bytes) {
    origin
        .origin()
        .put(OriginWrite.of(KEY.value(), bytes.length), () -> new ByteArrayInputStream(bytes));
  }

  private Optional<Long> there() {
    return origin.origin().find(KEY.value()).map(object -> object.size());
  }

  private void workOff() {
    WriteBack.Ground ground =
        new WriteBack.Ground(
            journal, node.here().store(), id -> node.stores().stores().bucket(id), node.known());
    try (WriteBack back = new WriteBack(ground)) {
      back.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> journal.origins().isEmpty());
    }
  }
}
