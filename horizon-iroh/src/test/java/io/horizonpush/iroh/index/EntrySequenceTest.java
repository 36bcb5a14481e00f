package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.EntryTable.NumberedEntry;
import io.horizonpush.iroh.index.PositionTable.PeerPosition;
import io.horizonpush.iroh.index.PositionTable.Taken;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.WriterId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of entries, by which other nodes follow them. */
class EntrySequenceTest {

  private static final WriterId AUTHOR = new WriterId(1, 0, 0, 0);

  @TempDir Path directory;

  @Test
  void anEntryThatSaysSomethingElse_comesLast_andOneThatDoesNotStays() {
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      put(index, 1, "a", 1);
      put(index, 1, "b", 1);
      put(index, 2, "other", 1);
      long before = since(index, 1, 0).getLast().sequence();
      put(index, 1, "b", 1);
      assertThat(since(index, 1, 0).getLast().sequence()).isEqualTo(before);
      put(index, 1, "a", 2);
      assertThat(since(index, 1, 0))
          .extracting(entry -> entry.key().toString())
          .containsExactly("b", "a");
      assertThat(since(index, 1, before)).hasSize(1);
      assertThat(since(index, 1, before).getFirst().hash()).isEqualTo(hash(2));
      assertThat(latest(index))
          .isGreaterThanOrEqualTo(since(index, 1, before).getLast().sequence());
    }
  }

  @Test
  void sequences_growOverRestarts_andAreNotHandedOutTwice() {
    long last = 0;
    for (int round = 1; round <= 3; round++) {
      try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
        put(index, 1, "a", round);
        long next = since(index, 1, 0).getLast().sequence();
        assertThat(next).isGreaterThan(last);
        last = next;
      }
    }
  }

  @Test
  void settings_areFoundAlone() {
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      put(index, 1, "a", 1);
      index.write(
          Durability.STRICT,
          tables -> {
            tables.entries().put(row(1, DocumentKey.ofSetting("cors"), 3));
            return 1;
          });
      List<NumberedEntry> settings = index.read(tables -> tables.entries().settingsSince(1, 0, 10));
      assertThat(settings).hasSize(1);
      assertThat(settings.getFirst().key()).isEqualTo(DocumentKey.ofSetting("cors"));
    }
  }

  @Test
  void whoListensToABucket_hearsOfItsEntries_onceTheyAreCommitted() throws Exception {
    try (Index index = Index.open(directory, Index.Options.DEFAULT);
        EntryNews.Subscription news = index.news().subscribe(1)) {
      put(index, 2, "other", 1);
      assertThat(news.await(Duration.ZERO)).isFalse();
      put(index, 1, "a", 1);
      assertThat(news.await(Duration.ofSeconds(30))).isTrue();
      assertThat(news.await(Duration.ZERO)).isFalse();
      assertThatThrownBy(
              () ->
                  index.write(
                      Durability.STRICT,
                      tables -> {
                        tables.entries().put(row(1, key("b"), 1));
                        throw new IllegalStateException("undone");
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(since(index, 1, 0)).hasSize(1);
    }
  }

  @Test
  void howFarANodeWasFollowed_isKept() {
    NodeId peer = NodeId.of(new byte[NodeId.LENGTH]);
    PeerPosition position = new PeerPosition("0".repeat(32), 7, new Taken(3, 300));
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      index.write(
          Durability.STRICT,
          tables -> {
            tables.positions().put(1, peer, position);
            return 1;
          });
    }
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      assertThat(position(index, 1, peer)).contains(position);
      assertThat(position(index, 2, peer)).isEmpty();
      index.write(
          Durability.STRICT,
          tables -> {
            tables.positions().removeAll(1);
            return 1;
          });
      assertThat(position(index, 1, peer)).isEmpty();
    }
  }

  @Test
  void entriesOfAnEarlierSchema_getSequencesThatNothingHad() {
    Path file = directory.resolve(Index.FILE);
    try (Session session = Session.open(file)) {
      Migrations.apply(session, Migrations.scripts().subList(0, 1));
      session.update("UPDATE installation SET sequence = 41");
      session.update("INSERT INTO writer (id, name) VALUES (1, ?)", AUTHOR.bytes());
      for (String key : List.of("b", "a", "c")) {
        session.update(
            "INSERT INTO entry (bucket, tag, key, author, hash, manifest) VALUES (1, 1, ?, 1, ?, NULL)",
            new ObjectKey(key).bytes(),
            hash(1));
      }
    }
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      assertThat(since(index, 1, 0))
          .extracting(NumberedEntry::sequence)
          .containsExactly(42L, 43L, 44L);
      put(index, 1, "d", 1);
      assertThat(since(index, 1, 44)).hasSize(1);
    }
  }

  private static void put(Index index, long bucket, String key, int hash) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.entries().put(row(bucket, key(key), hash));
          return 1;
        });
  }

  private static List<NumberedEntry> since(Index index, long bucket, long position) {
    return index.read(tables -> tables.entries().since(bucket, position, 100));
  }

  private static long latest(Index index) {
    return index.read(tables -> tables.entries().latest());
  }

  private static Optional<PeerPosition> position(Index index, long bucket, NodeId peer) {
    return index.read(tables -> tables.positions().find(bucket, peer));
  }

  private static EntryRow row(long bucket, DocumentKey key, int hash) {
    return new EntryRow(bucket, key, AUTHOR, hash(hash), Optional.empty());
  }

  private static DocumentKey key(String key) {
    return DocumentKey.of(new ObjectKey(key));
  }

  private static BlobHash hash(int number) {
    return new BlobHash(number, 0, 0, 0);
  }
}
