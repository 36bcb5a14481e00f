package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.PluginDocs.Authors;
import io.horizonpush.s3.store.PluginDocs.Change;
import io.horizonpush.s3.store.PluginDocs.Changes;
import io.horizonpush.s3.store.PluginDocs.Entry;
import io.horizonpush.s3.store.PluginDocs.Listed;
import io.horizonpush.s3.store.PluginDocs.Space;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link PluginDocs} does. */
public abstract class PluginDocsContract {

  /** The store under test, without an entry. */
  protected abstract PluginDocs docs();

  /** Makes a bucket. */
  protected abstract BucketId bucket(BucketName name);

  /** This node as an author. */
  protected abstract WriterId self();

  /** Lets another member's entry arrive, newer than those that are there. */
  protected abstract WriterId arrive(Space space, String key, String value);

  private Space space() {
    return new Space(bucket(new BucketName("media")), "audit");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Entry entry) {
    return StandardCharsets.UTF_8.decode(entry.value().duplicate()).toString();
  }

  @Test
  void anEntry_thatWasSet_isFound_withAuthorAndClock() {
    Space space = space();
    docs().set(space, "a", bytes("one"));
    long first = docs().find(space, "a", Authors.SELF).orElseThrow().clock();

    docs().set(space, "a", bytes("two"));

    Entry entry = docs().find(space, "a", Authors.SELF).orElseThrow();
    assertThat(text(entry)).isEqualTo("two");
    assertThat(entry.author()).isEqualTo(self());
    assertThat(entry.clock()).isGreaterThan(first);
    assertThat(docs().find(space, "b", Authors.SELF)).isEmpty();
  }

  @Test
  void entries_ofOtherPluginsAndBuckets_areOthers() {
    Space space = space();
    BucketId other = bucket(new BucketName("other"));
    docs().set(space, "a", bytes("mine"));

    assertThat(docs().find(new Space(space.bucket(), "aud"), "a", Authors.MEMBERS)).isEmpty();
    assertThat(docs().find(new Space(other, "audit"), "a", Authors.MEMBERS)).isEmpty();
    assertThat(docs().list(new Space(other, "audit"), "", "", 10, Authors.MEMBERS)).isEmpty();
  }

  @Test
  void writingAKey_leavesThoseThatBeginWithIt() {
    Space space = space();
    docs().set(space, "a/b", bytes("1"));
    docs().set(space, "a", bytes("2"));

    assertThat(docs().find(space, "a/b", Authors.SELF)).isPresent();
  }

  @Test
  void anEntry_thatWasDeleted_isGone() {
    Space space = space();
    docs().set(space, "a", bytes("one"));

    assertThat(docs().delete(space, "a")).isTrue();
    assertThat(docs().delete(space, "a")).isFalse();
    assertThat(docs().find(space, "a", Authors.SELF)).isEmpty();
    assertThat(docs().list(space, "", "", 10, Authors.SELF)).isEmpty();
    docs().set(space, "a", bytes("again"));
    assertThat(docs().find(space, "a", Authors.SELF).map(PluginDocsContract::text))
        .contains("again");
  }

  @Test
  void anothersEntry_isSeenWhereMembersAre_andNeverChangedByThisNode() {
    Space space = space();
    docs().set(space, "a", bytes("mine"));
    WriterId other = arrive(space, "a", "theirs");

    assertThat(docs().find(space, "a", Authors.SELF).map(PluginDocsContract::text))
        .contains("mine");
    assertThat(docs().find(space, "a", Authors.MEMBERS).map(PluginDocsContract::text))
        .as("the newest")
        .contains("theirs");
    assertThat(docs().list(space, "", "", 10, Authors.MEMBERS))
        .extracting(Listed::author)
        .containsExactlyInAnyOrder(self(), other);
    docs().delete(space, "a");
    assertThat(docs().find(space, "a", Authors.SELF)).isEmpty();
    assertThat(docs().find(space, "a", Authors.MEMBERS).map(Entry::author)).contains(other);
  }

  @Test
  void aList_isInTheOrderOfBytes_andGoesOnBehindAKey() {
    Space space = space();
    List<String> keys = List.of("b/\uD83D\uDE00", "b/\uFFFD", "b/1", "b/10", "a", "c");
    keys.forEach(key -> docs().set(space, key, bytes(key)));

    List<String> seen = new ArrayList<>();
    String after = "";
    while (true) {
      List<Listed> page = docs().list(space, "b/", after, 2, Authors.SELF);
      if (page.isEmpty()) {
        break;
      }
      assertThat(page).hasSizeLessThanOrEqualTo(2);
      page.forEach(each -> seen.add(each.key()));
      after = page.getLast().key();
    }

    assertThat(seen).containsExactly("b/1", "b/10", "b/\uFFFD", "b/\uD83D\uDE00");
    assertThat(docs().list(space, "b/10", "", 9, Authors.SELF))
        .singleElement()
        .extracting(Listed::length)
        .isEqualTo(4);
  }

  @Test
  void allEntriesOfAKey_areOnOnePage() {
    Space space = space();
    docs().set(space, "a", bytes("mine"));
    arrive(space, "a", "theirs");

    assertThat(docs().list(space, "", "", 1, Authors.MEMBERS)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b"})
  void whatIsNoKey_isRefused(String key) {
    Space space = space();

    assertThatThrownBy(() -> docs().set(space, key, bytes("x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsTooLong_isRefused_andTheLongestIsNot() {
    Space space = space();
    String longest = "ä".repeat(PluginDocs.MAX_KEY / 2);

    docs().set(space, longest, ByteBuffer.allocate(PluginDocs.MAX_VALUE));

    assertThat(docs().find(space, longest, Authors.SELF)).isPresent();
    assertThatThrownBy(() -> docs().set(space, longest + "a", bytes("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> docs().set(space, "a", ByteBuffer.allocate(PluginDocs.MAX_VALUE + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBucketThatIsGone_isNone() {
    Space gone = new Space(new BucketId(7, 7), "audit");

    assertThat(docs().bucket(new BucketName("never"))).isEmpty();
    assertThatThrownBy(() -> docs().set(gone, "a", bytes("x")))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.NO_SUCH_BUCKET));
    assertThatThrownBy(() -> docs().find(gone, "a", Authors.SELF)).isInstanceOf(S3Exception.class);
  }

  @Test
  void aBucket_isFoundByItsName() {
    BucketId made = bucket(new BucketName("media"));

    assertThat(docs().bucket(new BucketName("media"))).contains(made);
  }

  @Test
  void changes_areHeardOnce_inTheirOrder_andBehindAPosition() {
    Space space = space();
    long start = docs().changes(0, 100).next();
    docs().set(space, "a", bytes("1"));
    WriterId other = arrive(space, "b", "2");
    docs().delete(space, "a");

    Changes first = docs().changes(start, 100);

    assertThat(first.changes().getLast())
        .isEqualTo(new Change(space.bucket(), new BucketName("media"), "audit", "a", self(), true));
    assertThat(first.changes())
        .contains(new Change(space.bucket(), new BucketName("media"), "audit", "b", other, false));
    assertThat(docs().changes(first.next(), 100).changes()).isEmpty();
    assertThat(docs().changes(start, 1).changes()).hasSize(1);
    assertThat(docs().changes(docs().changes(start, 1).next(), 100).changes().getLast())
        .isEqualTo(first.changes().getLast());
  }
}
