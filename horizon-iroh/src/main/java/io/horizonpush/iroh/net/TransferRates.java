package io.horizonpush.iroh.net;

import io.horizonpush.iroh.ffm.NativeBlobs.Rates;
import java.time.LocalTime;
import java.util.List;

/**
 * How many bytes of blobs a second may go to other nodes and come from them, by the hours of the
 * day.
 *
 * @param usual at all other times
 * @param hours of those that hold a time the first counts
 */
public record TransferRates(Limits usual, List<Hours> hours) {

  /** As fast as it goes. */
  public static final TransferRates UNLIMITED =
      new TransferRates(new Limits(Rates.UNLIMITED, Rates.UNLIMITED), List.of());

  public TransferRates {
    hours = List.copyOf(hours);
  }

  /**
   * Both directions.
   *
   * @param up to other nodes
   * @param down from other nodes
   */
  public record Limits(Rates up, Rates down) {}

  /**
   * A part of each day.
   *
   * @param to the first moment that is not in it any more; over midnight where it is before {@code
   *     from}
   */
  public record Hours(LocalTime from, LocalTime to, Limits limits) {

    boolean hold(LocalTime time) {
      boolean after = !time.isBefore(from);
      boolean before = time.isBefore(to);
      return from.isBefore(to) ? after && before : after || before;
    }
  }

  /** What counts at a time of the day. */
  public Limits at(LocalTime time) {
    return hours.stream()
        .filter(each -> each.hold(time))
        .findFirst()
        .map(Hours::limits)
        .orElse(usual);
  }
}
