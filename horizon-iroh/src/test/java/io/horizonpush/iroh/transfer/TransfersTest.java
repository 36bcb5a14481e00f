package io.horizonpush.iroh.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Direction;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.Source;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.index.TransferRecord.Way;
import io.horizonpush.iroh.index.TransferTable.Search;
import io.horizonpush.iroh.transfer.Pace.Seen;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of transfers, over restarts, and what an operator does with them. */
@Timeout(60)
class TransfersTest {

  private static final BucketId BUCKET = new BucketId(1, 2);
  private static final BlobHash BLOB = BlobHash.of(new byte[32]);
  private static final String NODE = "ab".repeat(32);
  private static final int KEEP = 20;

  @TempDir private Path directory;

  private final AtomicReference<Instant> time =
      new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
  private final AtomicInteger changes = new AtomicInteger();
  private final List<Long> prefetched = new ArrayList<>();
  private Index index;
  private Transfers transfers;
  private TransferView view;
  private TransferOrders orders;

  @BeforeEach
  void open() {
    Clocks clocks = new Clocks(time::get, () -> Duration.ofNanos(System.nanoTime()));
    Index.Options usual = Index.Options.DEFAULT;
    index =
        Index.open(
            directory,
            new Index.Options(
                usual.maxBatch(), usual.readers(), clocks, usual.observer(), usual.fresh()));
    transfers =
        new Transfers(
            index, new TransferBook.Rule(KEEP, Duration.ofDays(30)), changes::incrementAndGet);
    transfers.open();
    view = transfers.view();
    orders = new TransferOrders(transfers, view, transfer -> prefetched.add(transfer.id()));
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void restart() {
    transfers.close();
    crash();
  }

  /** Only what was stored is still known. */
  private void crash() {
    index.close();
    open();
  }

  private TransferRecord see(long id) {
    return view.require(id).transfer();
  }

  private List<Long> find(Search search) {
    return view.find(search, Long.MAX_VALUE, 100).stream()
        .map(seen -> seen.transfer().id())
        .toList();
  }

  private void read(String key, String node, State end) {
    Transfer transfer = transfers.beginRead(BUCKET, key);
    new Tally(transfer).came(node, 5);
    transfers.end(transfer, end, Optional.empty());
  }

  @Test
  void aRead_isCounted_andKnownWhenItIsOver() {
    view.waysFrom(() -> Map.of(NODE, Way.DIRECT));
    Transfer transfer = transfers.beginRead(BUCKET, "a/key");
    Tally tally = new Tally(transfer);
    transfer.wanted(100);
    tally.came(NODE, 70);
    tally.resent(10);
    tally.saved(20);
    transfers.look();
    assertThat(find(Search.ALL)).containsExactly(transfer.id());
    transfer.localBeside(tally.useful());
    transfers.end(transfer, State.DONE, Optional.empty());
    restart();

    TransferRecord known = see(transfer.id());
    assertThat(known.purpose()).isEqualTo(Purpose.READ);
    assertThat(known.course().state()).isEqualTo(State.DONE);
    assertThat(known.course().ended()).hasValue(time.get());
    assertThat(known.place().key()).isEqualTo("a/key");
    assertThat(known.figures()).isEqualTo(new TransferRecord.Figures(0, 0, 100, 70, 20, 20, 10, 0));
    assertThat(known.figures().done()).isEqualTo(100);
    assertThat(known.sources()).containsExactly(new Source(NODE, Way.DIRECT, 70));
  }

  @Test
  void aRead_writesNothing_beforeItIsOver() {
    long before = index.stats().mutations();
    Transfer transfer = transfers.beginRead(BUCKET, "a/key");
    for (int i = 0; i < 1000; i++) {
      new Tally(transfer).came(NODE, 1);
      transfers.look();
    }
    assertThat(index.stats().mutations()).isEqualTo(before);

    transfers.end(transfer, State.DONE, Optional.empty());
    assertThat(index.stats().mutations()).isEqualTo(before);
    transfers.look();
    transfers.look();
    assertThat(index.stats().mutations()).isEqualTo(before + 1);
  }

  @Test
  void aReadThatTheEndOfTheNodeCut_hasFailed() {
    long id = transfers.beginRead(BUCKET, "a/key").id();
    restart();

    assertThat(see(id).course().state()).isEqualTo(State.FAILED);
    assertThat(see(id).course().why()).hasValue("The node ended before it.");
    assertThat(transfers.live(Purpose.READ)).isEmpty();
  }

  @Test
  void whatWasPaused_staysPausedOverACrash_andWhatWasCancelledIsNotBegunAgain() {
    Transfer paused = transfers.beginPrefetch(BUCKET, "a/");
    Transfer running = transfers.beginPrefetch(BUCKET, "b/");
    Transfer cancelled = transfers.beginPrefetch(BUCKET, "c/");
    Transfer mirror = transfers.enter(Purpose.MIRROR, BUCKET);
    orders.pause(paused.id());
    orders.pause(mirror.id());
    orders.cancel(cancelled.id());
    crash();

    assertThat(transfers.live(Purpose.PREFETCH))
        .extracting(Transfer::id, Transfer::state)
        .containsExactly(tuple(paused.id(), State.PAUSED), tuple(running.id(), State.RUNNING));
    assertThat(transfers.isPaused(Purpose.MIRROR, BUCKET)).isTrue();
    assertThat(transfers.live(Purpose.PREFETCH).getFirst().halted()).isDone();
    assertThat(see(cancelled.id()).course().state()).isEqualTo(State.CANCELLED);

    orders.resume(paused.id());
    orders.resume(mirror.id());
    assertThat(prefetched).containsExactly(paused.id());
    assertThat(transfers.isPaused(Purpose.MIRROR, BUCKET)).isFalse();
    assertThat(transfers.enter(Purpose.MIRROR, BUCKET).id()).isEqualTo(mirror.id());
  }

  @Test
  void anOrder_hasAllLeave_andToGiveItTwiceChangesNothing() {
    Transfer transfer = transfers.beginPrefetch(BUCKET, "a/");
    var halted = transfer.halted();
    orders.pause(transfer.id());
    orders.pause(transfer.id());
    assertThat(halted).isDone();
    orders.resume(transfer.id());
    orders.resume(transfer.id());
    assertThat(transfer.halted()).isNotDone();
    assertThat(prefetched).containsExactly(transfer.id());
    orders.cancel(transfer.id());
    orders.cancel(transfer.id());
    assertThat(transfer.halted()).isDone();

    orders.retry(transfer.id());
    assertThat(see(transfer.id()).course().state()).isEqualTo(State.RUNNING);
    assertThat(see(transfer.id()).course().ended()).isEmpty();
    assertThat(prefetched).hasSize(2);
    crash();
    assertThat(transfers.live(Purpose.PREFETCH)).hasSize(1);
  }

  @Test
  void whatCannotBeDone_isRefused_andSaysWhatCan() {
    Transfer read = transfers.beginRead(BUCKET, "a/key");
    Transfer mirror = transfers.enter(Purpose.MIRROR, BUCKET);
    Transfer repair = transfers.enter(Purpose.REPAIR, BUCKET);
    Transfer done = transfers.beginPrefetch(BUCKET, "a/");
    transfers.end(done, State.DONE, Optional.empty());

    assertThatThrownBy(() -> orders.cancel(99))
        .hasMessage("there is no transfer 99, or none any more");
    assertThatThrownBy(() -> orders.pause(read.id()))
        .hasMessageContaining("can be cancelled, not paused");
    assertThatThrownBy(() -> orders.cancel(mirror.id())).hasMessageContaining("pull=on-demand");
    assertThatThrownBy(() -> orders.pause(repair.id())).hasMessageContaining("would be lost");
    assertThatThrownBy(() -> orders.cancel(done.id()))
        .hasMessage("transfer %d is done: there is nothing to cancel".formatted(done.id()));
    assertThatThrownBy(() -> orders.resume(done.id())).hasMessageContaining("nothing to resume");
    assertThatThrownBy(() -> orders.retry(done.id()))
        .hasMessageContaining("is done; `cache prefetch");
    assertThatThrownBy(() -> orders.retry(read.id()))
        .hasMessageContaining("`cache prefetch /a/key`");
    orders.cancel(read.id());
    assertThatThrownBy(() -> orders.retry(mirror.id()))
        .isInstanceOfSatisfying(
            TransferException.class,
            e -> assertThat(e.reason()).isEqualTo(TransferException.Reason.NOT_POSSIBLE));
  }

  @Test
  void tooManyAndTooOld_areForgotten_butNothingThatGoesOn() {
    Transfer prefetch = transfers.beginPrefetch(BUCKET, "a/");
    for (int i = 0; i < KEEP + 10; i++) {
      read("key-" + i, NODE, State.DONE);
    }
    transfers.look();
    forget();
    assertThat(find(Search.ALL)).hasSize(KEEP + 1).contains(prefetch.id());

    time.updateAndGet(now -> now.plus(Duration.ofDays(31)));
    read("late", NODE, State.DONE);
    transfers.look();
    forget();
    assertThat(find(Search.ALL)).hasSize(2).contains(prefetch.id());
    restart();
    assertThat(transfers.beginRead(BUCKET, "next").id()).isGreaterThan(KEEP + 10);
  }

  private void forget() {
    new TransferBook(index, new TransferBook.Rule(KEEP, Duration.ofDays(30))).forget();
  }

  @Test
  void moreReadsThanCanBeStored_areLeftOut_andCounted() {
    for (int i = 0; i < 1010; i++) {
      read("key-" + i, NODE, State.DONE);
    }

    assertThat(transfers.counts().unrecorded()).isEqualTo(10);
    assertThat(transfers.counts().ended()).containsEntry("done", 1010L);
    assertThat(view.told()).hasSizeLessThanOrEqualTo(64 + 256);
  }

  @Test
  void theyAreSearched_byAllThatIsKnown_pageByPage() {
    read("a/one", NODE, State.DONE);
    read("a/two", "cd".repeat(32), State.FAILED);
    read("b/Three", NODE, State.DONE);
    Optional<String> no = Optional.empty();

    assertThat(
            find(
                new Search(
                    Optional.of(State.DONE), Optional.empty(), Optional.empty(), no, no, no, no)))
        .containsExactly(3L, 1L);
    assertThat(
            find(
                new Search(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    no,
                    Optional.of("a/"),
                    no,
                    no)))
        .containsExactly(2L, 1L);
    assertThat(
            find(
                new Search(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    no,
                    no,
                    Optional.of(NODE),
                    no)))
        .containsExactly(3L, 1L);
    assertThat(
            find(
                new Search(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    no,
                    no,
                    no,
                    Optional.of("tHREE"))))
        .containsExactly(3L);
    assertThat(
            find(
                new Search(
                    Optional.empty(), Optional.of(Purpose.PIN), Optional.empty(), no, no, no, no)))
        .isEmpty();
    List<Seen> page = view.find(Search.ALL, 3, 1);
    assertThat(page).hasSize(1);
    assertThat(page.getFirst().transfer().id()).isEqualTo(2);
  }

  @Test
  void whatMembersTake_isUp_andIsNotEndedByAnOrder() {
    read("a/one", NODE, State.DONE);
    Transfer giving = transfers.enter(Purpose.SERVE, BUCKET);
    giving.gave(NODE, 1000);
    giving.gave(NODE, 24);

    assertThat(find(inDirection(Direction.UP))).containsExactly(giving.id());
    assertThat(find(inDirection(Direction.DOWN))).containsExactly(1L);
    TransferRecord known = view.require(giving.id()).transfer();
    assertThat(known.figures().came()).isEqualTo(1024);
    assertThat(known.sources()).containsExactly(new Source(NODE, Way.UNKNOWN, 1024));
    TransferOrders orders = new TransferOrders(transfers, view, _ -> {});
    assertThatThrownBy(() -> orders.cancel(giving.id())).hasMessageContaining("transfer.rate.up");
    assertThatThrownBy(() -> orders.pause(giving.id())).hasMessageContaining("transfer.rate.up");
  }

  private static Search inDirection(Direction direction) {
    Optional<String> no = Optional.empty();
    return new Search(Optional.empty(), Optional.empty(), Optional.of(direction), no, no, no, no);
  }

  @Test
  void whatIsTold_changesFourTimesASecondAtMost() {
    Transfer transfer = transfers.beginRead(BUCKET, "a/key");
    Tally tally = new Tally(transfer);
    List<Seen> told = new ArrayList<>();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < Duration.ofSeconds(2).toNanos()) {
      tally.came(NODE, 1);
      Seen seen = view.told().getFirst();
      if (told.isEmpty() || !told.getLast().equals(seen)) {
        told.add(seen);
      }
    }

    assertThat(told).hasSizeBetween(2, 9);
  }

  @Test
  void whatCameBeforeAPause_isNoLocalByte() {
    Transfer transfer = transfers.beginPrefetch(BUCKET, "a/");
    transfer.beginPass(100);
    transfer.begins(BLOB, 100);
    Tally first = new Tally(transfer);
    first.came(NODE, 40);
    transfer.brokenOff(BLOB, first.useful(), false);

    transfer.beginPass(100);
    transfer.begins(BLOB, 100);
    Tally second = new Tally(transfer);
    second.came(NODE, 60);
    transfer.fetched(BLOB, 100, second.useful());

    assertThat(transfer.record().figures())
        .isEqualTo(new TransferRecord.Figures(0, 1, 100, 100, 0, 0, 0, 0));
  }

  @Test
  void aStandingTransfer_countsEachBlobOnce_howeverOftenItIsTried() {
    Transfer mirror = transfers.enter(Purpose.MIRROR, BUCKET);
    for (int i = 0; i < 3; i++) {
      mirror.begins(BLOB, 100);
      mirror.brokenOff(BLOB, 0, true);
    }
    assertThat(mirror.lacking()).hasValue("1 blobs could be had from no member.");
    mirror.begins(BLOB, 100);
    new Tally(mirror).came(NODE, 100);
    mirror.fetched(BLOB, 100, 100);
    transfers.leave(mirror);

    assertThat(mirror.record().figures())
        .isEqualTo(new TransferRecord.Figures(0, 1, 100, 100, 0, 0, 0, 0));
    assertThat(transfers.enter(Purpose.MIRROR, BUCKET)).isSameAs(mirror);
  }
}
