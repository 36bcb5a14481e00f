package io.horizonpush.node.cli;

import io.horizonpush.iroh.index.TransferRecord.Direction;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.node.admin.TransferReport;
import io.horizonpush.node.config.EnumWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Transfers in words for people. Stateless. */
final class TransferLines {

  private static final int BAR = 20;
  private static final int PERCENT = 100;
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final double UNIT = 1024;

  private TransferLines() {}

  /** What one is, and how it goes, without how far it is. */
  static String course(TransferReport transfer) {
    return "transfer %d, %s, is %s%s"
        .formatted(
            transfer.id(),
            what(transfer),
            EnumWords.of(transfer.state()),
            transfer.why().map(why -> ": " + why).orElse(""));
  }

  private static String what(TransferReport transfer) {
    return EnumWords.of(transfer.purpose())
        + " of "
        + transfer.bucket()
        + (transfer.key().isEmpty() ? "" : "/" + transfer.key());
  }

  /**
   * Whether anything that is known of one has a text in it, in whatever case, as a list finds it.
   */
  static boolean has(TransferReport transfer, String text) {
    String known =
        Stream.concat(
                Stream.of(
                    what(transfer), EnumWords.of(transfer.state()), transfer.why().orElse("")),
                transfer.sources().stream().map(source -> source.node()))
            .collect(Collectors.joining(" "));
    return known.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  /** One on a line. */
  static String line(TransferReport transfer) {
    return line(transfer, "");
  }

  /** The same with a bar that shows how far it is. */
  static String lineWithBar(TransferReport transfer) {
    int full = (int) (percent(transfer) * BAR / PERCENT);
    return line(transfer, "[" + "#".repeat(full) + "-".repeat(BAR - full) + "] ");
  }

  private static String line(TransferReport transfer, String bar) {
    List<String> parts = new ArrayList<>();
    parts.add("%d  %-9s".formatted(transfer.id(), EnumWords.of(transfer.state())));
    parts.add(isUp(transfer) ? bytes(transfer.came()) + " went" : bar + progress(transfer));
    transfer.rate().ifPresent(rate -> parts.add(bytes(rate) + "/s"));
    transfer.left().ifPresent(left -> parts.add(time(left) + " left"));
    parts.add(what(transfer));
    if (transfer.unavailable() > 0) {
      parts.add(transfer.unavailable() + " blobs are to be had from nobody");
    }
    return String.join("  ", parts);
  }

  /** Of what goes to others nobody knows how much it will be. */
  private static boolean isUp(TransferReport transfer) {
    return transfer.direction() == Direction.UP;
  }

  private static String progress(TransferReport transfer) {
    return "%3d %%  %s of %s"
        .formatted(percent(transfer), bytes(transfer.done()), bytes(transfer.size()));
  }

  /** All that is known of one. */
  static Stream<String> all(TransferReport transfer) {
    List<String> lines = new ArrayList<>();
    lines.add("Transfer     %d".formatted(transfer.id()));
    lines.add("What         %s".formatted(what(transfer)));
    lines.add(
        "State        %s%s"
            .formatted(
                EnumWords.of(transfer.state()), transfer.why().map(why -> ": " + why).orElse("")));
    lines.add("Began        %s".formatted(transfer.begun()));
    transfer.ended().ifPresent(ended -> lines.add("Ended        %s".formatted(ended)));
    transfer
        .rate()
        .ifPresent(
            rate ->
                lines.add(
                    "Rate         %s/s%s"
                        .formatted(
                            bytes(rate),
                            transfer.left().map(left -> ", " + time(left) + " left").orElse(""))));
    lines.addAll(isUp(transfer) ? went(transfer) : came(transfer));
    transfer
        .sources()
        .forEach(
            source ->
                lines.add(
                    "%-12s %s, %s, %s"
                        .formatted(
                            isUp(transfer) ? "To" : "From",
                            source.node(),
                            EnumWords.of(source.way()),
                            bytes(source.bytes()))));
    return lines.stream();
  }

  private static List<String> went(TransferReport transfer) {
    return List.of("Bytes        %s went".formatted(bytes(transfer.came())));
  }

  private static List<String> came(TransferReport transfer) {
    return List.of(
        "Here         %s of %s, %d %%"
            .formatted(bytes(transfer.done()), bytes(transfer.size()), percent(transfer)),
        "Bytes        %s came, %s of them again; %s were here, %s were saved"
            .formatted(
                bytes(transfer.came()),
                bytes(transfer.resent()),
                bytes(transfer.local()),
                bytes(transfer.saved())),
        "Objects      %d looked at, %d blobs fetched, %d to be had from nobody"
            .formatted(transfer.objects(), transfer.blobs(), transfer.unavailable()));
  }

  private static long percent(TransferReport transfer) {
    if (transfer.size() > 0) {
      return (long) (transfer.done() * (double) PERCENT / transfer.size());
    }
    return transfer.state() == State.DONE ? PERCENT : 0;
  }

  private static String bytes(long count) {
    double amount = count;
    int unit = 0;
    while (amount >= UNIT && unit < UNITS.length - 1) {
      amount /= UNIT;
      unit++;
    }
    return unit == 0 ? count + UNITS[0] : String.format(Locale.ROOT, "%.1f%s", amount, UNITS[unit]);
  }

  /** The two greatest units of a time. */
  private static String time(Duration time) {
    String text =
        Stream.of(
                part(time.toDays(), "d"),
                part(time.toHoursPart(), "h"),
                part(time.toMinutesPart(), "min"),
                part(time.toSecondsPart(), "s"))
            .flatMap(List::stream)
            .limit(2)
            .collect(Collectors.joining(" "));
    return text.isEmpty() ? "0 s" : text;
  }

  private static List<String> part(long count, String unit) {
    return count > 0 ? List.of(count + " " + unit) : List.of();
  }
}
