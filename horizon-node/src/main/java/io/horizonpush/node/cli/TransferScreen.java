package io.horizonpush.node.cli;

import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.admin.TransferReport;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Shows transfers as they go on: on a terminal those that do below those that are over, each with a
 * bar; elsewhere a line for each change, for programs in JSON. Confined to one thread.
 */
final class TransferScreen {

  private static final String KIND = "transfer";

  /** Up one line, and what was there is gone (ECMA-48: CUU, EL). */
  private static final String TAKE_BACK = "\u001b[1A\u001b[2K";

  /** So many bars are shown at a time. */
  private static final int MOST_BARS = 20;

  private final Console console;
  private final boolean json;
  private final Predicate<TransferReport> wanted;
  private final TreeMap<Long, TransferReport> known = new TreeMap<>();
  private int bars;

  /** The node tells all there is. */
  private boolean everything;

  TransferScreen(Console console, boolean json, Predicate<TransferReport> wanted) {
    this.console = console;
    this.json = json;
    this.wanted = wanted;
  }

  private record Data(Optional<String> kind, Optional<String> id, Optional<TransferReport> value) {}

  private record Kind(Optional<String> kind) {}

  /**
   * Shows an event, if it is about a transfer.
   *
   * @throws IllegalArgumentException if it is no event
   */
  void show(EventReader.Sent sent) {
    switch (sent.type()) {
      case "snapshot" -> everything = true;
      case "complete" -> everything = false;
      case "set" -> set(sent);
      default -> {} // What is gone has been over for long.
    }
  }

  private void set(EventReader.Sent sent) {
    if (AdminJson.readAnswer(sent.data(), Kind.class).kind().filter(KIND::equals).isPresent()) {
      AdminJson.readAnswer(sent.data(), Data.class).value().filter(wanted).ifPresent(this::set);
    }
  }

  /** Of what was over before anybody followed nothing is said. */
  private void set(TransferReport transfer) {
    boolean over = transfer.state().isOver();
    TransferReport before = over ? known.remove(transfer.id()) : known.put(transfer.id(), transfer);
    boolean wasOver = over && before == null && everything;
    if (wasOver || transfer.equals(before)) {
      return;
    }
    if (json) {
      console.json(transfer);
    } else if (console.isTerminal()) {
      draw(over ? Optional.of(transfer) : Optional.empty());
    } else {
      console.line(TransferLines.line(transfer));
    }
  }

  private void draw(Optional<TransferReport> ended) {
    StringBuilder screen = new StringBuilder(TAKE_BACK.repeat(bars));
    ended.ifPresent(transfer -> screen.append(TransferLines.line(transfer)).append('\n'));
    known.values().stream()
        .limit(MOST_BARS)
        .forEach(transfer -> screen.append(TransferLines.lineWithBar(transfer)).append('\n'));
    bars = Math.min(MOST_BARS, known.size());
    console.out().print(screen);
    console.out().flush();
  }
}
