package io.horizonpush.fallback.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.TestingObjects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a member wrote and does not bring to the origin is brought there by another one. */
@Timeout(120)
class TakeoverTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private static Path folder;
  private static S3ProxyServer server;
  private static final AtomicInteger PLACES = new AtomicInteger();

  @TempDir Path directory;
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final AtomicInteger others = new AtomicInteger();
  private ScriptedOrigin origin;
  private CloudMember writer;
  private CloudMember other;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3ProxyServer.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    Origin real =
        origins.open(
            S3WriteBackTest.connection(server, "takeover-" + PLACES.incrementAndGet() + "/"));
    origin = new ScriptedOrigin(real);
    writer = member("writer", real);
    other = member("other", origin);
  }

  private CloudMember member(String name, Origin at) {
    return new CloudMember(directory.resolve(name), now::get, at, (_, _, _) -> others.get());
  }

  @AfterEach
  void close() {
    writer.close();
    other.close();
    origins.close();
  }

  private StoredVersion written(String text) {
    byte[] bytes = Bytes.of(text);
    StoredVersion version =
        writer
            .objects()
            .put(
                writer.bucket(),
                KEY,
                TestingObjects.object(md5(bytes)),
                bytes,
                WriteConditions.NONE);
    tell();
    return version;
  }

  /** As a node answers for what comes with one request. */
  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void tell() {
    other.pull(writer, List.of(KEY));
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Test
  void whatItsWriterBroughtThere_isLookedAtOnce_andConfirmedHere() {
    StoredVersion version = written("theirs");
    writer.start();
    awaitDone(writer);
    other.takeOver(HOUR);
    assertThat(origin.calls()).as("it is left to its writer").isEmpty();

    pass(HOUR);
    other.takeOver(HOUR);
    assertThat(origin.calls()).containsExactly("HEAD");
    assertThat(other.journal().origins()).isEmpty();
    assertThat(other.objects().store().local(other.bucket(), KEY, version.id()))
        .map(LocalState::confirmations)
        .get()
        .satisfies(all -> assertThat(all).hasSize(1));
    other.takeOver(HOUR);
    assertThat(origin.calls()).hasSize(1);
    assertThat(other.awaitsNothing()).isTrue();
  }

  @Test
  void whatItsWriterDoesNotBringThere_isBroughtThereByAnother() {
    written("theirs");
    other.start();
    pass(HOUR.minusSeconds(1));
    other.takeOver(HOUR);
    assertThat(other.journal().origins()).isEmpty();

    pass(Duration.ofSeconds(1));
    other.takeOver(HOUR);
    awaitDone(other);
    assertThat(there()).isEqualTo("theirs");

    // Who was gone finds it there, and sends nothing.
    String tag = origin.head(keyThere()).tag();
    writer.start();
    awaitDone(writer);
    assertThat(origin.head(keyThere()).tag()).isEqualTo(tag);
    assertThat(there()).isEqualTo("theirs");
  }

  @Test
  void aDeleteOfAMemberThatIsGone_isMadeThere() {
    written("theirs");
    writer.start();
    awaitDone(writer);
    writer.stop();
    writer.objects().delete(writer.bucket(), KEY);
    tell();
    other.start();
    pass(HOUR);
    other.takeOver(HOUR);
    awaitDone(other);
    assertThat(origin.find(keyThere())).isEmpty();
  }

  @Test
  void whatIsWrittenHereSince_isNotAwaitedAnyMore() {
    written("theirs");
    other.objects().put(other.bucket(), KEY, Bytes.of("ours"));
    assertThat(other.awaitsNothing()).isTrue();
    other.start();
    awaitDone(other);
    assertThat(there()).isEqualTo("ours");
    writer.start();
    awaitDone(writer);
    assertThat(there()).as("what is older does not go over it").isEqualTo("ours");
  }

  @Test
  void whoIsSecond_waitsTwiceAsLong() {
    written("theirs");
    others.set(1);
    pass(HOUR);
    other.takeOver(HOUR);
    assertThat(origin.calls()).isEmpty();
    pass(HOUR);
    other.takeOver(HOUR);
    assertThat(other.journal().origins()).hasSize(1);
  }

  @Test
  void anOriginThatDoesNotAnswer_isLookedAtAgain() {
    written("theirs");
    pass(HOUR);
    origin.fail("HEAD", new OriginFault.TimedOut());
    other.takeOver(HOUR);
    assertThat(other.journal().origins()).isEmpty();
    assertThat(other.awaitsNothing()).isFalse();
    pass(HOUR);
    other.takeOver(HOUR);
    assertThat(other.journal().origins()).hasSize(1);
  }

  @Test
  void manyChanges_areLookedAtInOneGo() {
    List<ObjectKey> keys = IntStream.range(0, 40).mapToObj(i -> new ObjectKey("key-" + i)).toList();
    keys.forEach(key -> writer.objects().put(writer.bucket(), key, Bytes.of("x")));
    other.pull(writer, keys);
    pass(HOUR);
    other.takeOver(HOUR);
    assertThat(other.awaitsNothing()).isTrue();
    assertThat(other.journal().due(origin.description().place().id(), 100)).hasSize(40);
  }

  @Test
  void aMemberWithoutAccess_leavesIt_untilItHasSome() {
    written("theirs");
    other.hasAccess = false;
    pass(HOUR);
    other.takeOver(HOUR);
    assertThat(other.journal().origins()).isEmpty();
    other.hasAccess = true;
    other.takeOver(HOUR);
    assertThat(other.journal().origins()).hasSize(1);
  }

  @Test
  void whatWasLearntThere_isNotBroughtBack_onceSomebodyDeletedItThere() {
    byte[] bytes = Bytes.of("somebody's");
    origin.put(OriginWrite.of(keyThere(), bytes.length), () -> new ByteArrayInputStream(bytes));
    assertThat(writer.clients().read(writer.bucket(), KEY)).isEqualTo(bytes);
    await()
        .until(
            () ->
                !(writer.objects().require(writer.bucket(), KEY).body()
                    instanceof ObjectBody.Remote));
    tell();
    assertThat(other.awaitsNothing()).isFalse();
    origin.delete(keyThere(), Optional.empty());
    pass(HOUR);
    other.takeOver(HOUR);
    assertThat(other.awaitsNothing()).isTrue();
    assertThat(other.journal().origins()).isEmpty();
  }

  private String keyThere() {
    return origin.description().place().keyOf(KEY.value());
  }

  private String there() {
    try (OriginBody body = origin.open(keyThere(), Optional.empty(), Optional.empty())) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitDone(CloudMember member) {
    await().atMost(Duration.ofSeconds(60)).until(() -> member.journal().origins().isEmpty());
  }
}
