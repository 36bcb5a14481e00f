package io.horizonpush.node.origins;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.Meter;
import io.horizonpush.fallback.origin.MeteredOrigin;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBudget;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginReader;
import io.horizonpush.fallback.origin.OriginTraffic;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.OriginId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An origin that this node has access to. It is read and opened when somebody asks for it first,
 * and again if that failed. Thread-safe.
 */
public final class HeldOrigin {

  private final String name;
  private final OriginId id;
  private final boolean configured;
  private final Supplier<OriginSettings> reading;
  private final Index index;
  private final InstantSource clock;
  private final Object opening = new Object();
  private final OriginTraffic traffic = new OriginTraffic();
  private @Nullable OriginSettings settings;
  private @Nullable OriginSpending spending;
  private volatile @Nullable KnownOrigin opened;

  /**
   * @param configured whether the configuration file has it
   * @param reading what is known of it, which may take a moment
   */
  HeldOrigin(
      String name,
      OriginId id,
      boolean configured,
      Supplier<OriginSettings> reading,
      Index index,
      InstantSource clock) {
    this.name = name;
    this.id = id;
    this.configured = configured;
    this.reading = reading;
    this.index = index;
    this.clock = clock;
  }

  /** What the operator calls it. */
  public String name() {
    return name;
  }

  public OriginId id() {
    return id;
  }

  /** Whether the configuration file has it. */
  public boolean configured() {
    return configured;
  }

  /** What is known of it. */
  public synchronized OriginSettings settings() {
    OriginSettings known = settings == null ? reading.get() : settings;
    settings = known;
    return known;
  }

  /** What is spent there, and may be. */
  synchronized OriginSpending spending() {
    OriginSpending known =
        spending == null ? OriginSpending.of(index, settings(), clock) : spending;
    spending = known;
    return known;
  }

  /**
   * The origin, open.
   *
   * @throws OriginException if it cannot be opened
   */
  KnownOrigin open(Origins origins) {
    // Not under the lock of what is shown meanwhile: name servers may take long.
    synchronized (opening) {
      KnownOrigin known = opened;
      KnownOrigin next = known == null ? opening(origins) : known;
      opened = next;
      return next;
    }
  }

  private KnownOrigin opening(Origins origins) {
    Origin origin = origins.open(settings().connection());
    OriginBudget budget = spending().budget();
    return new KnownOrigin(
        name,
        new MeteredOrigin(origin, budget, traffic),
        new OriginReader(origin, budget, traffic, Patience.USUAL));
  }

  /** Whether anybody has asked for it since the start. */
  public boolean isOpened() {
    return opened != null;
  }

  /** Whether requests there are refused for a while, since it failed; nothing before the first. */
  public Optional<Boolean> isLeftAlone() {
    return Optional.ofNullable(opened).map(KnownOrigin::reader).map(OriginReader::isLeftAlone);
  }

  /** What went there and came from there. */
  public OriginTraffic traffic() {
    return traffic;
  }

  /**
   * What is spent of an amount that has a limit.
   *
   * @param refused whether something was refused since the period began
   */
  public record Spent(Meter.Limit limit, Meter.Spent spent, boolean refused) {}

  /** Bytes that were read there; nothing where any number may be. */
  public Optional<Spent> bytesSpent() {
    return spending().bytes().map(OriginSpending.Metered::spent);
  }

  /** Requests that were made there; nothing where any number may be. */
  public Optional<Spent> requestsSpent() {
    return spending().requests().map(OriginSpending.Metered::spent);
  }

  /** Keeps exactly what was spent. */
  synchronized void settle() {
    if (spending != null) {
      spending.settle();
    }
  }
}
