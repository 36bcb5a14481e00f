package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.horizonpush.iroh.publish.FailingAt;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.PluginDocs.Authors;
import io.horizonpush.s3.store.PluginDocs.Change;
import io.horizonpush.s3.store.PluginDocs.Space;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What plugins keep, between the nodes that have a bucket. */
@Timeout(120)
class PluginEntriesTest {

  @TempDir Path directory;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
  private TestingPeer one;
  private TestingPeer two;

  @BeforeEach
  void open() throws IOException {
    one = new TestingPeer(directory.resolve("one"), this::tick, 1);
    two = new TestingPeer(directory.resolve("two"), this::tick, 2);
    one.node().begin("shared");
    one.node().configure();
    one.node().publish();
    two.node().join(one.node());
  }

  private Instant tick() {
    return now.updateAndGet(time -> time.plusMillis(1));
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private static PluginDocs docs(TestingPeer peer) {
    return peer.node().fixture().stores().plugins().docs();
  }

  private static Space space(TestingPeer peer) {
    return new Space(peer.node().bucket().id(), "audit");
  }

  private static void set(TestingPeer peer, String key, String text) {
    docs(peer).set(space(peer), key, ByteBuffer.wrap(Bytes.of(text)));
  }

  private static Optional<String> find(TestingPeer peer, String key) {
    return docs(peer)
        .find(space(peer), key, Authors.MEMBERS)
        .map(entry -> new String(Bytes.bytes(entry.value()), StandardCharsets.UTF_8));
  }

  private void meet() {
    one.node().publish();
    two.node().publish();
    one.pull(two);
    two.pull(one);
  }

  @Test
  void whatEachWrote_bothHave_underItsAuthor() {
    set(one, "a", "of one");
    set(two, "a", "of two");
    byte[] longest = Bytes.random(1, PluginDocs.MAX_VALUE);
    docs(one).set(space(one), "long", ByteBuffer.wrap(longest));

    meet();

    assertThat(one.node().kept()).isEqualTo(two.node().kept()).hasSize(3);
    assertThat(find(one, "a")).as("the newest").contains("of two");
    assertThat(docs(two).find(space(two), "long", Authors.MEMBERS).orElseThrow().value())
        .isEqualTo(ByteBuffer.wrap(longest));
    assertThat(docs(two).find(space(two), "long", Authors.SELF)).isEmpty();
    assertThat(one.node().fixture().verify(true).findings()).isEmpty();
    assertThat(two.node().fixture().verify(true).findings()).isEmpty();
  }

  @Test
  void whatIsDeletedOrChanged_isSoElsewhere_andHeardThere() {
    set(one, "a", "first");
    set(one, "b", "first");
    meet();
    long read = docs(two).changes(0, 100).next();
    docs(one).delete(space(one), "a");
    set(one, "b", "second");

    meet();

    assertThat(find(two, "a")).isEmpty();
    assertThat(find(two, "b")).contains("second");
    assertThat(docs(two).changes(read, 100).changes())
        .extracting(Change::key, Change::deleted, Change::author)
        .containsExactlyInAnyOrder(
            tuple("a", true, one.node().writer()), tuple("b", false, one.node().writer()));
  }

  @Test
  void aReaderThatIsCutOff_hearsNothingMore() {
    set(one, "a", "before");
    meet();
    one.access().forbid(two.id());
    set(one, "a", "after");
    one.node().publish();

    assertThat(two.pull(one, two.ground(), UnaryOperator.identity())).isEqualTo(End.REFUSED);

    assertThat(find(two, "a")).contains("before");
  }

  @Test
  void aNodeThatIsKilledBetweenSettingAndPublishing_publishesItLater() {
    set(one, "a", "value");

    one.node().restart();
    meet();

    assertThat(find(two, "a")).contains("value");
    assertThat(one.node().fixture().verify(true).findings()).isEmpty();
  }

  @Test
  void aNodeThatIsKilledWhileItTakes_takesItAgain() {
    set(one, "a", "value");
    set(one, "b", "value");
    one.node().publish();
    for (int at = 1; at < 12; at++) {
      FailingAt failing = new FailingAt(at);
      try {
        two.pull(one, two.ground(failing::replicas, failing::records), UnaryOperator.identity());
      } catch (RuntimeException e) {
        assertThat(failing.killed()).isTrue();
        two.node().restart();
      }
    }

    meet();

    assertThat(two.node().kept()).isEqualTo(one.node().kept()).hasSize(2);
    assertThat(two.node().fixture().verify(true).findings()).isEmpty();
  }

  @Test
  void whatOneAuthorWrote_anotherNeverChanges() {
    set(one, "a", "of one");
    meet();
    set(two, "a", "of two");
    docs(two).delete(space(two), "a");

    meet();

    WriterId author = one.node().writer();
    assertThat(find(one, "a")).contains("of one");
    assertThat(docs(two).find(space(two), "a", Authors.MEMBERS).orElseThrow().author())
        .isEqualTo(author);
  }

  @Test
  void whatIsNoKeyOfAPlugin_noNodeTakesFromItsOwn() {
    assertThatThrownBy(
            () ->
                docs(one)
                    .set(
                        new Space(one.node().bucket().id(), "No name"),
                        "a",
                        ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                docs(one).set(new Space(new BucketId(1, 1), "audit"), "a", ByteBuffer.allocate(1)))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.NO_SUCH_BUCKET));
  }
}
