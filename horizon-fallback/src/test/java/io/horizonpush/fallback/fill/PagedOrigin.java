package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.UnwritableOrigin;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An origin that lists by its own markers alone, as Azure does, and as wrongly as a test wants:
 * what a real one does not do when it is asked to. It has keys and no bytes.
 */
final class PagedOrigin extends UnwritableOrigin {

  private final OriginDescription description =
      OriginDescription.of(
          OriginDescription.Input.of(OriginType.AZURE_BLOB, "container")
              .withAccount("account")
              .withPrefix("hidden/"));

  private final List<String> keys;
  private final List<OriginListing> asked = new ArrayList<>();
  private int generation;
  private int failures;
  private boolean isEndless;
  private Runnable beforeHeads = () -> {};
  private final AtomicInteger heads = new AtomicInteger();

  /**
   * @param keys there, in order
   */
  PagedOrigin(List<String> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Takes no marker of before any more. */
  void forgetMarkers() {
    generation++;
  }

  /** Says of each page that it is empty and that more follow. */
  void beEndless() {
    isEndless = true;
  }

  /** Does not answer so many requests. */
  void failNext(int requests) {
    failures = requests;
  }

  /** Does something before it answers a HEAD. */
  void beforeHeads(Runnable what) {
    beforeHeads = what;
  }

  /** How many HEADs there were. */
  int heads() {
    return heads.get();
  }

  /** What was asked for so far. */
  List<OriginListing> asked() {
    return List.copyOf(asked);
  }

  @Override
  public OriginDescription description() {
    return description;
  }

  @Override
  public OriginPage list(OriginListing listing) {
    asked.add(listing);
    if (failures > 0) {
      failures--;
      throw new OriginException(
          new OriginFault.Unavailable(Optional.empty()), "the origin does not answer");
    }
    int from = listing.marker().map(this::place).orElse(0);
    if (isEndless) {
      return new OriginPage(List.of(), List.of(), Optional.of(marker(from + 1)));
    }
    int to = Math.min(keys.size(), from + listing.limit());
    return new OriginPage(
        keys.subList(from, to).stream()
            .map(key -> new OriginPage.Entry(key, "tag", 1, Instant.EPOCH))
            .toList(),
        List.of(),
        to == keys.size() ? Optional.empty() : Optional.of(marker(to)));
  }

  private String marker(int place) {
    return generation + "-" + place;
  }

  private int place(String marker) {
    if (!marker.startsWith(generation + "-")) {
      throw new OriginException(new OriginFault.Misconfigured(), "400 to a marker");
    }
    return Integer.parseInt(marker.substring(marker.indexOf('-') + 1));
  }

  @Override
  public boolean describesWithBytes() {
    return false;
  }

  @Override
  public OriginObject head(String key) {
    heads.incrementAndGet();
    beforeHeads.run();
    throw nothing();
  }

  @Override
  public Tags tags(String key) {
    throw nothing();
  }

  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    throw nothing();
  }

  private static OriginException nothing() {
    return new OriginException(new OriginFault.Missing(), "there are no bytes here");
  }
}
