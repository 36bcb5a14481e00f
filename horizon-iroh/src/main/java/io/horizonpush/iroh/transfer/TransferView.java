package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.Way;
import io.horizonpush.iroh.index.TransferTable.Search;
import io.horizonpush.iroh.transfer.Pace.Seen;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is seen of a node's transfers. Thread-safe; blocks its (virtual) thread. */
public final class TransferView {

  private final Transfers transfers;
  private final LiveTransfers live;
  private final TransferBook book;

  TransferView(Transfers transfers, LiveTransfers live, TransferBook book) {
    this.transfers = transfers;
    this.live = live;
    this.book = book;
  }

  /** Learns how to tell in which way nodes are reached. */
  public void waysFrom(Supplier<Map<String, Way>> telling) {
    live.waysFrom(telling);
  }

  /**
   * One of them.
   *
   * @throws TransferException if there is none of this number any more
   */
  public Seen require(long id) {
    transfers.storeWaiting();
    return live.see(id)
        .or(() -> book.find(id).map(LiveTransfers::still))
        .orElseThrow(() -> TransferException.unknown(id));
  }

  /** Some that are looked for, before one, the latest first. */
  public List<Seen> find(Search search, long before, int limit) {
    transfers.storeLive();
    transfers.storeWaiting();
    return book.find(search, before, limit).stream()
        .map(
            known ->
                live.see(known.id())
                    .map(seen -> new Seen(known, seen.rate()))
                    .orElseGet(() -> LiveTransfers.still(known)))
        .toList();
  }

  /**
   * How those are that go on and those that have ended last, a bounded number of each. No one of
   * them is another than before more than four times a second.
   */
  public List<Seen> told() {
    return live.told();
  }

  /** How many go on, by purpose. */
  public Map<String, Long> active() {
    Map<String, Long> counts = new TreeMap<>();
    Stream.of(Purpose.values()).forEach(purpose -> counts.put(word(purpose), 0L));
    live.all().forEach(each -> counts.merge(word(each.purpose()), 1L, Long::sum));
    return counts;
  }

  private static String word(Purpose purpose) {
    return purpose.name().toLowerCase(Locale.ROOT);
  }
}
