package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.LogRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Durability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each reader of the log reads, and for how long it is kept. */
@Timeout(60)
class LogTableTest {

  private static final long BUCKET = 7;
  private static final Reader FOLDERS = new Reader("folders");
  private static final Reader PLUGINS = new Reader("plugins");

  @TempDir Path directory;
  private Index index;

  @BeforeEach
  void open() {
    index = Index.open(directory, Index.Options.DEFAULT);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private <T> T log(Function<LogTable, T> work) {
    return index.write(Durability.STRICT, tables -> work.apply(tables.log()));
  }

  private void follow(Reader... readers) {
    for (Reader reader : readers) {
      log(
          log -> {
            log.follow(reader, BUCKET);
            return reader;
          });
    }
  }

  private boolean add(String name, Cause cause) {
    return log(log -> log.add(BUCKET, DocumentKey.ofSetting(name), cause));
  }

  private List<LogRow> unread(Reader reader) {
    return log(log -> log.unread(reader, BUCKET, 100));
  }

  private List<String> names(Reader reader) {
    return unread(reader).stream().map(row -> row.key().settingName() + " " + row.cause()).toList();
  }

  @Test
  void whatCameFromOthers_isForAllReadersButThePublisher_inOneOrder() {
    follow(Reader.PUBLISHER, FOLDERS);
    assertThat(add("a", Cause.LOCAL)).isTrue();
    assertThat(add("b", Cause.MERGE)).isFalse();
    assertThat(add("c", Cause.FILL)).isTrue();
    assertThat(add("d", Cause.MERGE)).isFalse();

    assertThat(names(Reader.PUBLISHER)).containsExactly("a LOCAL", "c FILL");
    assertThat(names(FOLDERS)).containsExactly("a LOCAL", "b MERGE", "c FILL", "d MERGE");
    assertThat(unread(FOLDERS)).extracting(LogRow::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(this.<Long>log(log -> log.count(Reader.PUBLISHER, BUCKET))).isEqualTo(2);
    assertThat(this.<Long>log(log -> log.count(FOLDERS, BUCKET))).isEqualTo(4);
  }

  @Test
  void whatCameFromOthers_isNothingForThePublisher() {
    follow(Reader.PUBLISHER, FOLDERS);
    boolean _ = add("a", Cause.MERGE);
    assertThat(this.<Optional<Long>>log(log -> log.nextBucket(Reader.PUBLISHER, 0))).isEmpty();
    assertThat(this.<Optional<Long>>log(log -> log.nextBucket(FOLDERS, 0))).hasValue(BUCKET);
    long sequence = unread(FOLDERS).getFirst().sequence();
    assertThat(this.<Boolean>log(log -> log.waits(Reader.PUBLISHER, BUCKET, sequence))).isFalse();
    assertThat(this.<Integer>log(log -> log.read(FOLDERS, BUCKET, sequence))).isEqualTo(1);
    assertThat(this.<Optional<Long>>log(log -> log.nextBucket(FOLDERS, 0))).isEmpty();
    assertThat(rows("merge_log")).isZero(); // The publisher has not read so far, and never will.
  }

  @Test
  void whatCameFromOthers_isKeptUntilTheLastHasReadIt_andNotWhereNobodyWantsIt() {
    follow(Reader.PUBLISHER);
    boolean _ = add("nobody", Cause.MERGE);
    assertThat(rows("merge_log")).isZero();

    follow(FOLDERS, PLUGINS);
    boolean _ = add("a", Cause.MERGE);
    long sequence = unread(FOLDERS).getFirst().sequence();
    assertThat(this.<Integer>log(log -> log.read(FOLDERS, BUCKET, sequence))).isEqualTo(1);
    assertThat(names(FOLDERS)).isEmpty();
    assertThat(names(PLUGINS)).containsExactly("a MERGE");
    log(
        log -> {
          log.unfollow(PLUGINS, BUCKET);
          return PLUGINS;
        });
    assertThat(rows("merge_log")).isZero();
  }

  @Test
  void whatOnlyOthersReadOfAnUnpublishedBucket_doesNotWaitForThePublisher() {
    follow(FOLDERS);
    assertThat(add("a", Cause.LOCAL)).isFalse();
    assertThat(names(FOLDERS)).containsExactly("a LOCAL");
    follow(Reader.PUBLISHER);
    assertThat(add("b", Cause.LOCAL)).isTrue();
    assertThat(this.<Integer>log(log -> log.removeAll(BUCKET))).isEqualTo(1);
    assertThat(rows("log")).isZero();
  }

  @Test
  void bothKindsOfChanges_areMergedByTheirKeys_withoutSortingThem() {
    assertThat(
            plan(
                "SELECT bucket, sequence, tag, key, cause FROM "
                    + FOLDERS.rows()
                    + " WHERE bucket = 1 AND sequence > 1 ORDER BY sequence LIMIT 10"))
        .noneMatch(step -> step.contains("TEMP B-TREE") || step.startsWith("SCAN"))
        .anyMatch(step -> step.startsWith("SEARCH log USING PRIMARY KEY"))
        .anyMatch(step -> step.startsWith("SEARCH merge_log USING PRIMARY KEY"));
  }

  private List<String> plan(String query) {
    try (Session session = Session.open(directory.resolve(Index.FILE))) {
      return session.all("EXPLAIN QUERY PLAN " + query, row -> row.text(4));
    }
  }

  private long rows(String table) {
    try (Session session = Session.open(directory.resolve(Index.FILE))) {
      return session.number("SELECT count(*) FROM " + table);
    }
  }
}
