package io.horizonpush.node.admin;

import io.horizonpush.iroh.index.TransferRecord.Direction;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.index.TransferRecord.Way;
import io.horizonpush.iroh.index.TransferTable.Search;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a node answers about transfers, fixed, for tests of the HTTP around it. */
public final class TestingTransfers implements TransferControl {

  /** What was asked for, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** One that is at half. */
  public static TransferReport report(long id, State state) {
    boolean runs = state == State.RUNNING;
    return new TransferReport(
        id,
        Purpose.PREFETCH,
        Direction.DOWN,
        "b-1",
        "a/",
        state,
        Optional.empty(),
        Instant.EPOCH,
        runs ? Optional.empty() : Optional.of(Instant.EPOCH.plusSeconds(60)),
        3,
        2,
        4 << 20,
        2 << 20,
        1 << 20,
        1 << 19,
        1 << 19,
        0,
        0,
        runs ? OptionalLong.of(1 << 20) : OptionalLong.empty(),
        runs ? Optional.of(Duration.ofSeconds(125)) : Optional.empty(),
        List.of(new TransferReport.Source("ab".repeat(32), Way.DIRECT, 1 << 20)));
  }

  @Override
  public TransferList list(Search search, PageRequest page) {
    asked.add("list " + search + " " + page.limit() + " " + page.after().orElse("-"));
    return new TransferList(
        List.of(report(7, State.RUNNING), report(6, State.DONE)), Optional.of("6"));
  }

  @Override
  public TransferReport transfer(long id) {
    return report(id, State.RUNNING);
  }

  @Override
  public TransferReport order(long id, Order order) {
    asked.add(order + " " + id);
    return report(id, order == Order.PAUSE ? State.PAUSED : State.CANCELLED);
  }
}
