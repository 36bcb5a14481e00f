package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Way;
import io.horizonpush.iroh.transfer.Pace.Seen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** The transfers that go on, each with its pace, and those that have ended last. Thread-safe. */
final class LiveTransfers {

  /** What is told of those that go on, and of those that have ended. */
  private static final int MOST_TOLD = 256;

  private static final int ENDED_TOLD = 64;

  private final ConcurrentSkipListMap<Long, Live> all = new ConcurrentSkipListMap<>();
  private final Deque<Live> ended = new ArrayDeque<>();
  private volatile Supplier<Map<String, Way>> ways = Map::of;

  private record Live(Transfer transfer, Pace pace) {

    Seen see() {
      return pace.look(System.nanoTime(), transfer::record);
    }
  }

  /** Learns how to tell in which way nodes are reached. */
  void waysFrom(Supplier<Map<String, Way>> telling) {
    ways = telling;
  }

  void add(Transfer transfer) {
    synchronized (ended) {
      ended.removeIf(each -> each.transfer().id() == transfer.id());
    }
    all.put(transfer.id(), new Live(transfer, new Pace()));
  }

  /** Takes one out that is over. */
  void end(Transfer transfer) {
    Live live = all.remove(transfer.id());
    if (live != null) {
      synchronized (ended) {
        ended.addLast(live);
        if (ended.size() > ENDED_TOLD) {
          ended.removeFirst();
        }
      }
    }
  }

  List<Transfer> all() {
    return all.values().stream().map(Live::transfer).toList();
  }

  Optional<Transfer> find(long id) {
    return Optional.ofNullable(all.get(id)).map(Live::transfer);
  }

  /** Looks how fast all go, and how their sources are reached. */
  void look() {
    if (all.isEmpty()) {
      return;
    }
    Map<String, Way> now = ways.get();
    for (Live each : all.values()) {
      each.transfer().reachedBy(now);
      Seen _ = each.see();
    }
  }

  /** How one that goes on is at this moment. */
  Optional<Seen> see(long id) {
    return Optional.ofNullable(all.get(id))
        .map(each -> new Seen(each.transfer().record(), each.see().rate()));
  }

  /** How those are that go on and those that have ended last, as it was a moment ago. */
  List<Seen> told() {
    List<Live> told;
    synchronized (ended) {
      told = new ArrayList<>(ended);
    }
    told.addAll(all.values().stream().limit(MOST_TOLD).toList());
    return told.stream().map(Live::see).toList();
  }

  /** One of which it is not known how fast it goes, since it does not. */
  static Seen still(TransferRecord record) {
    return new Seen(record, OptionalLong.empty());
  }
}
