package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Deaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

@Timeout(60)
class IndexTest {

  @TempDir Path directory;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private Index index;

  @BeforeEach
  void open() {
    index = open(1024);
  }

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void open_ofAnEmptyDirectory_makesTheLatestSchemaInAWriteAheadLog() {
    assertThat(pragma("user_version")).isEqualTo(Integer.toString(Migrations.latest()));
    assertThat(pragma("journal_mode")).isEqualTo("wal");
    assertThat(Files.exists(directory.resolve(Index.FILE))).isTrue();
  }

  @Test
  void anErrorOfJavaItselfInAMutation_endsTheWriter_whichIsHeardOf() {
    Error error = new InternalError("for the test");
    try (Deaths deaths = new Deaths()) {
      assertThatThrownBy(
              () ->
                  index.write(
                      Durability.STRICT,
                      tables -> {
                        throw error;
                      }))
          .isSameAs(error);
      assertThat(deaths.next()).isEqualTo(new Deaths.Death("horizon-index-writer", error));
    }
  }

  @Test
  void open_ofAFileThatANewerNodeWrote_isRefusedWithAdvice() {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.session().set("user_version = 99");
          return 0;
        });
    index.close();
    assertThatThrownBy(() -> open(1024))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("schema 99")
        .hasMessageContaining("newer");
    Session session = Session.open(directory.resolve(Index.FILE));
    session.set("user_version = " + Migrations.latest());
    session.close();
    index = open(1024);
  }

  @Test
  void open_ofAFileThatIsNoIndex_isRefused() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve(Index.FILE), "This is not a database. ".repeat(500));
    assertThatThrownBy(() -> Index.open(other, Index.Options.DEFAULT))
        .isInstanceOf(IndexException.class)
        .hasMessageContaining("not a database");
  }

  @Test
  void write_isSeenByEveryReadThatFollows() {
    for (int i = 0; i < 200; i++) {
      addBucket("bucket-" + i, Durability.STRICT);
      BucketName name = new BucketName("bucket-" + i);
      assertThat(buckets()).contains(name.value());
    }
  }

  @Test
  void writes_thatWaitTogether_shareOneCommit() throws Exception {
    IndexStats before = index.stats();
    List<Future<Integer>> answers = holdTheWriterWhile(64, Durability.STRICT);
    for (Future<Integer> answer : answers) {
      answer.get();
    }
    assertThat(index.stats().mutations() - before.mutations()).isEqualTo(65);
    assertThat(index.stats().commits() - before.commits()).isEqualTo(2);
    assertThat(buckets()).hasSize(64);
  }

  @Test
  void writes_withoutGrouping_commitOneByOne() throws Exception {
    index.close();
    index = open(1);
    for (Future<Integer> answer : holdTheWriterWhile(16, Durability.STRICT)) {
      answer.get();
    }
    assertThat(index.stats().commits()).isEqualTo(17);
  }

  @Test
  void writes_ofRelaxedBuckets_areSeenAndSurviveACloseToo() throws Exception {
    for (Future<Integer> answer : holdTheWriterWhile(8, Durability.RELAXED)) {
      answer.get();
    }
    addBucket("relaxed-alone", Durability.RELAXED);
    assertThat(pragma(Durability.RELAXED, "synchronous")).isEqualTo("1");
    assertThat(pragma(Durability.STRICT, "synchronous")).isEqualTo("2");
    index.close();
    index = open(1024);
    assertThat(buckets()).hasSize(9);
  }

  @Test
  void hardening_waitsForTheDiskOnceAfterRelaxedWrites() {
    addBucket("strict", Durability.STRICT);
    index.harden();
    assertThat(index.stats().commits()).isEqualTo(1);
    addBucket("relaxed", Durability.RELAXED);
    addBucket("relaxed-too", Durability.RELAXED);
    index.harden();
    assertThat(index.stats().commits()).isEqualTo(4);
    long hardened =
        index.read(tables -> tables.session().number("SELECT hardened FROM installation"));
    assertThat(hardened).isEqualTo(1);
    index.harden();
    assertThat(index.stats().commits()).isEqualTo(4);
  }

  @Test
  void aMutationThatThrows_undoesOnlyItself() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        HeldWriter held = new HeldWriter()) {
      S3Exception refusal = new S3Exception(S3ErrorCode.PRECONDITION_FAILED, "no");
      Future<Integer> good = threads.submit(() -> addBucket("good", Durability.STRICT));
      Future<Integer> refused = threads.submit(() -> addThenThrow("refused", refusal));
      Future<Integer> broken =
          threads.submit(() -> addThenThrow("broken", new IllegalStateException("bug")));
      Future<Integer> wrong =
          threads.submit(
              () -> index.write(Durability.STRICT, tables -> tables.session().update("NO SQL")));
      Future<Integer> last = threads.submit(() -> addBucket("last", Durability.STRICT));
      Awaitility.await().until(() -> index.waiting() == 5);
      held.release();

      good.get();
      last.get();
      assertThatThrownBy(refused::get).hasCause(refusal);
      assertThatThrownBy(broken::get).hasRootCauseMessage("bug");
      assertThatThrownBy(wrong::get).hasCauseInstanceOf(IndexException.class);
    }
    assertThat(index.stats().commits()).isEqualTo(2);
    assertThat(buckets()).containsExactly("good", "last");
    assertThat(index.health()).isInstanceOf(IndexHealth.Writable.class);
  }

  @Test
  void aMutationThatThrowsBeforeItChangesAnything_costsTheOthersNothing() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        HeldWriter held = new HeldWriter()) {
      S3Exception refusal = new S3Exception(S3ErrorCode.PRECONDITION_FAILED, "no");
      Future<Integer> counted =
          threads.submit(() -> index.write(Durability.STRICT, tables -> runs.incrementAndGet()));
      Future<Integer> refused =
          threads.submit(
              () ->
                  index.write(
                      Durability.STRICT,
                      tables -> {
                        tables.buckets().all();
                        throw refusal;
                      }));
      Awaitility.await().until(() -> index.waiting() == 2);
      held.release();

      assertThat(counted.get()).isEqualTo(1);
      assertThatThrownBy(refused::get).hasCause(refusal);
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void aFullDisk_isInsufficientStorageUntilThereIsRoom() throws Exception {
    long pages = Long.parseLong(pragma("page_count"));
    limitPages(pages + 4);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        HeldWriter held = new HeldWriter()) {
      Future<Integer> large = threads.submit(() -> addBytes(100_000));
      Future<Integer> small = threads.submit(() -> addBucket("small", Durability.STRICT));
      Awaitility.await().until(() -> index.waiting() == 2);
      held.release();
      assertThatThrownBy(large::get)
          .cause()
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.STORAGE_FULL));
      small.get();
    }
    assertThat(index.health()).isInstanceOf(IndexHealth.Writable.class);
    limitPages(1_000_000);
    assertThat(addBytes(100_000)).isEqualTo(1);
    assertThat(buckets()).hasSize(1);
  }

  @Test
  void aFailedDisk_turnsTheIndexReadOnly() throws Exception {
    addBucket("before", Durability.STRICT);
    assertThatThrownBy(
            () ->
                index.write(
                    Durability.STRICT,
                    tables -> {
                      tables.buckets().insert(bucket("lost"));
                      throw new IndexException(
                          IndexException.Kind.DEVICE, "fsync failed", new Exception("EIO"));
                    }))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    assertThatThrownBy(() -> addBucket("after", Durability.STRICT))
        .hasMessageContaining("read-only")
        .hasMessageContaining("fsync failed");
    assertThat(index.health())
        .isInstanceOfSatisfying(
            IndexHealth.ReadOnly.class,
            health -> assertThat(health.reason()).contains("fsync failed", "restart the node"));
    assertThat(buckets()).containsExactly("before");
  }

  @ParameterizedTest
  @EnumSource(names = {"SQLITE_NOMEM", "SQLITE_IOERR_NOMEM"})
  void aRequestThatFindsNoMemory_failsAloneAndTheIndexGoesOn(SQLiteErrorCode code)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        HeldWriter held = new HeldWriter()) {
      Future<?> large =
          threads.submit(
              () ->
                  index.write(
                      Durability.STRICT,
                      tables -> {
                        tables.buckets().insert(bucket("large"));
                        throw IndexException.of(new SQLiteException("out of memory", code));
                      }));
      Future<Integer> small = threads.submit(() -> addBucket("small", Durability.STRICT));
      Awaitility.await().until(() -> index.waiting() == 2);
      held.release();
      assertThatThrownBy(large::get)
          .cause()
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
      small.get();
    }
    assertThat(index.health()).isInstanceOf(IndexHealth.Writable.class);
    assertThat(buckets()).containsExactly("small");
  }

  @Test
  void aLongLog_isWrittenBackIntoTheFile() throws Exception {
    Path file = directory.resolve(Index.FILE);
    Path log = directory.resolve(Index.FILE + "-wal");
    for (int i = 0; i < 100; i++) {
      addBytes(1_000_000);
    }
    assertThat(Files.size(file)).isGreaterThan(90_000_000);
    assertThat(Files.size(log)).isLessThan(20_000_000);
    index.close();
    assertThat(log).doesNotExist();
    index = open(1024);
  }

  @Test
  void aWriteAfterClose_isServiceUnavailable() {
    index.close();
    assertThatThrownBy(() -> addBucket("late", Durability.STRICT))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    index = open(1024);
  }

  @Test
  void aReader_cannotWrite() {
    assertThatThrownBy(() -> index.read(tables -> tables.log().removeAll(1)))
        .isInstanceOf(IndexException.class)
        .hasMessageContaining("readonly");
  }

  private Index open(int maxBatch) {
    InstantSource wall = now::get;
    return Index.open(
        directory,
        new Index.Options(
            maxBatch, 2, Clocks.unmoved(wall), (mutations, nanos) -> {}, FreshPlaces.NONE));
  }

  private String pragma(String name) {
    return pragma(Durability.STRICT, name);
  }

  private String pragma(Durability durability, String name) {
    return index.write(durability, tables -> tables.session().pragma(name));
  }

  private List<String> buckets() {
    return index.read(tables -> tables.buckets().all()).stream()
        .map(each -> each.name().value())
        .toList();
  }

  private void limitPages(long pages) {
    assertThat(pragma("max_page_count = " + pages)).isEqualTo(Long.toString(pages));
  }

  private int addBytes(int length) {
    return index.write(
        Durability.STRICT,
        tables ->
            tables
                .session()
                .update("INSERT INTO inline_body (bytes) VALUES (zeroblob(?))", length));
  }

  private int addBucket(String name, Durability durability) {
    return index.write(
        durability,
        tables -> {
          tables.buckets().insert(bucket(name));
          return 1;
        });
  }

  private int addThenThrow(String name, RuntimeException failure) {
    return index.write(
        Durability.STRICT,
        tables -> {
          tables.buckets().insert(bucket(name));
          throw failure;
        });
  }

  private static BucketRow bucket(String name) {
    return new BucketRow(
        0,
        BucketId.random(ThreadLocalRandom.current()),
        new BucketName(name),
        new Owner("o", "O"),
        Instant.ofEpochMilli(1),
        Durability.STRICT,
        DocumentMode.EAGER);
  }

  /** Keeps the writer inside a mutation until it is closed, so that others have to wait. */
  private final class HeldWriter implements AutoCloseable {
    private final CountDownLatch release = new CountDownLatch(1);

    HeldWriter() throws InterruptedException {
      CountDownLatch inside = new CountDownLatch(1);
      Thread.startVirtualThread(() -> index.write(Durability.STRICT, tables -> hold(inside)));
      inside.await();
    }

    private int hold(CountDownLatch inside) {
      inside.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return 0;
    }

    void release() {
      release.countDown();
    }

    @Override
    public void close() {
      release();
    }
  }

  /** Adds buckets by as many threads, all of which wait while the writer is kept busy. */
  private List<Future<Integer>> holdTheWriterWhile(int writers, Durability durability)
      throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        HeldWriter held = new HeldWriter()) {
      List<Future<Integer>> answers =
          IntStream.range(0, writers)
              .mapToObj(i -> threads.submit(() -> addBucket("bucket-" + i, durability)))
              .toList();
      Awaitility.await().until(() -> index.waiting() == writers);
      held.release();
      return answers;
    }
  }
}
