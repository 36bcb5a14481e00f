package io.horizonpush.fallback.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.fallback.tier.Transitions;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.TestingObjects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one member moves to another storage class, the others find where it went. */
@Timeout(120)
class MovedByMembersTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final StorageClass GLACIER = new StorageClass("GLACIER");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private static Path folder;
  private static S3ProxyServer server;
  private static final AtomicInteger PLACES = new AtomicInteger();

  @TempDir Path directory;
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private Origin warm;
  private Origin cold;
  private CloudMember mover;
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
    int place = PLACES.incrementAndGet();
    warm = origins.open(S3WriteBackTest.connection(server, "warm-" + place + "/"));
    cold = origins.open(S3WriteBackTest.connection(server, "cold-" + place + "/"));
    mover = member("mover");
    other = member("other");
  }

  private CloudMember member(String name) {
    return new CloudMember(directory.resolve(name), now::get, List.of(warm, cold), (_, _, _) -> 0);
  }

  @AfterEach
  void close() {
    mover.close();
    other.close();
    origins.close();
  }

  @Test
  void whatAnotherMemberMoved_isReadWhereItWent() {
    byte[] bytes = Bytes.random(1, 300_000);
    StoredVersion version = put(other, bytes);
    drain(other);
    assertThat(other.evict(KEY)).isTrue();
    mover.pull(other, List.of(KEY));
    take(mover); // It looks where the bytes are.
    move(mover);
    drain(mover);
    assertThat(at(warm)).isEmpty();
    assertThat(at(cold)).hasValue(bytes);

    other.pull(mover, List.of(KEY));
    StoredVersion there = other.clients().require(other.bucket(), KEY);
    assertThat(there.id()).isEqualTo(version.id());
    assertThat(there.etag()).isEqualTo(version.etag());
    assertThat(there.attributes().storageClass()).isEqualTo(GLACIER);
    assertThat(other.clients().read(other.bucket(), KEY)).isEqualTo(bytes);
    assertThat(confirmed(other)).containsExactly(cold.description().place().id());
  }

  @Test
  void whatAnotherMemberMoved_isLookedForAtTheNewPlace() {
    put(other, Bytes.of("bytes"));
    drain(other);
    mover.pull(other, List.of(KEY));
    move(mover);
    drain(mover);
    other.pull(mover, List.of(KEY));
    assertThat(other.awaitsNothing()).isFalse();
    take(other);
    assertThat(confirmed(other)).containsExactly(cold.description().place().id());
    assertThat(other.awaitsNothing()).isTrue();
    assertThat(other.journal().origins()).isEmpty();
  }

  @Test
  void whatAMemberMovedThatIsGone_isMovedByAnother() {
    byte[] bytes = Bytes.random(2, 300_000);
    put(other, bytes);
    drain(other);
    mover.pull(other, List.of(KEY));
    move(mover);
    other.pull(mover, List.of(KEY));
    assertThat(other.evict(KEY)).isTrue();
    take(other);
    drain(other);
    assertThat(at(warm)).isEmpty();
    assertThat(at(cold)).hasValue(bytes);
    // Who was gone finds it there, and what is to be deleted gone.
    drain(mover);
    assertThat(at(warm)).isEmpty();
    assertThat(at(cold)).hasValue(bytes);
  }

  @Test
  void whatWasMovedBackUnheardOf_isNotDeletedThere() {
    put(mover, Bytes.of("bytes"));
    drain(mover);
    move(mover);
    drain(mover);
    other.pull(mover, List.of(KEY));
    move(mover, StorageClass.STANDARD);
    drain(mover);
    take(other); // It goes by what it heard before, and brings it to where it was.
    drain(other);
    assertThat(at(warm)).hasValue(Bytes.of("bytes"));
    other.pull(mover, List.of(KEY));
    take(other);
    drain(other);
    assertThat(at(warm)).hasValue(Bytes.of("bytes"));
    assertThat(at(cold)).isEmpty();
  }

  @Test
  void whatAMemberUploadsToTheFormerPlaceMeanwhile_isDeletedThere() {
    put(other, Bytes.of("bytes"));
    mover.pull(other, List.of(KEY));
    move(mover);
    drain(mover);
    drain(other); // It has not heard of that.
    assertThat(at(warm)).isPresent();
    other.pull(mover, List.of(KEY));
    take(other);
    drain(other);
    assertThat(at(warm)).isEmpty();
    assertThat(at(cold)).hasValue(Bytes.of("bytes"));
  }

  @Test
  void whatWasLearntAndMoved_isFoundByWhoLearntItToo() {
    byte[] bytes = Bytes.random(3, 300_000);
    String there = warm.description().place().keyOf(KEY.value());
    String _ = warm.put(OriginWrite.of(there, bytes.length), () -> new ByteArrayInputStream(bytes));
    StoredVersion learnt = mover.clients().require(mover.bucket(), KEY);
    other.pull(mover, List.of(KEY));
    move(mover);
    drain(mover);
    assertThat(at(warm)).isEmpty();
    other.pull(mover, List.of(KEY));
    StoredVersion found = other.clients().require(other.bucket(), KEY);
    assertThat(found.id()).isEqualTo(learnt.id());
    assertThat(found.body()).isNotInstanceOf(ObjectBody.Remote.class);
    assertThat(other.clients().read(other.bucket(), KEY)).isEqualTo(bytes);
  }

  private static StoredVersion put(CloudMember member, byte[] bytes) {
    return member
        .objects()
        .put(member.bucket(), KEY, TestingObjects.object(md5(bytes)), bytes, WriteConditions.NONE);
  }

  /** As a node answers for what comes with one request. */
  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void move(CloudMember member) {
    move(member, GLACIER);
  }

  private static void move(CloudMember member, StorageClass to) {
    StoredVersion version = member.objects().require(member.bucket(), KEY);
    Transitions transitions =
        new Transitions(member.objects().store(), _ -> member.bucket(), member::retry);
    assertThat(transitions.move(member.bucket().id(), KEY, version.id(), to))
        .isEqualTo(Transitions.Outcome.MOVED);
  }

  private void take(CloudMember member) {
    now.updateAndGet(before -> before.plus(HOUR));
    member.takeOver(HOUR);
  }

  private static void drain(CloudMember member) {
    member.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              member.retry();
              return member.journal().origins().isEmpty();
            });
    member.stop();
  }

  private static List<OriginId> confirmed(CloudMember member) {
    StoredVersion version = member.objects().require(member.bucket(), KEY);
    return member
        .objects()
        .store()
        .local(member.bucket(), KEY, version.id())
        .orElseThrow()
        .confirmations()
        .stream()
        .map(Confirmation::origin)
        .toList();
  }

  private static Optional<byte[]> at(Origin origin) {
    String there = origin.description().place().keyOf(KEY.value());
    if (origin.find(there).isEmpty()) {
      return Optional.empty();
    }
    try (OriginBody body = origin.open(there, Optional.empty(), Optional.empty())) {
      return Optional.of(body.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
