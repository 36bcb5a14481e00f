package io.horizonpush.iroh.swarm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.horizonpush.s3.model.BlobHash;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How providers behaved, over all downloads of a node: how fast they are, who lied, what each is
 * asked for now. Thread-safe; holds a bounded number of them.
 */
public final class Conduct {

  /** What a new measurement counts beside those before it. */
  private static final double NEW = 0.3;

  private static final int MOST_PROVIDERS = 1024;
  private static final int MOST_LIES = 10_000;

  /** How long who lied about a blob is not asked for it, and for others. */
  private static final Duration NOT_FOR_THIS = Duration.ofHours(24);

  private static final Duration NOT_FOR_OTHERS = Duration.ofMinutes(10);

  private final Cache<String, Double> speeds = cache(MOST_PROVIDERS, NOT_FOR_THIS);
  private final Cache<Lie, Boolean> lies = cache(MOST_LIES, NOT_FOR_THIS);
  private final Cache<String, Boolean> liars = cache(MOST_PROVIDERS, NOT_FOR_OTHERS);
  private final ConcurrentMap<String, Integer> busy = new ConcurrentHashMap<>();
  private final LongAdder lieCount = new LongAdder();
  private final LongAdder handedOn = new LongAdder();
  private final LongAdder again = new LongAdder();
  private final LongAdder spared = new LongAdder();

  private record Lie(String provider, BlobHash blob) {}

  private static <K, V> Cache<K, V> cache(int most, Duration time) {
    return Caffeine.newBuilder()
        .maximumSize(most)
        .expireAfterWrite(time)
        .executor(Runnable::run)
        .build();
  }

  /** Bytes a second, as it was of late; nothing if it gave nothing yet. */
  OptionalDouble speed(String provider) {
    Double speed = speeds.getIfPresent(provider);
    return speed == null ? OptionalDouble.empty() : OptionalDouble.of(speed);
  }

  /** Notes what one gave in a time in which it was always asked for something. */
  void measured(String provider, long bytes, long nanos) {
    double speed = bytes * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    speeds.asMap().merge(provider, speed, (old, now) -> old + NEW * (now - old));
  }

  /** Notes that one gave other bytes than those of a blob. */
  void lied(String provider, BlobHash blob) {
    lieCount.increment();
    lies.put(new Lie(provider, blob), true);
    liars.put(provider, true);
  }

  /** Whether one is not asked for a blob, since it lied. */
  boolean isShunned(String provider, BlobHash blob) {
    return liars.getIfPresent(provider) != null
        || lies.getIfPresent(new Lie(provider, blob)) != null;
  }

  /** Notes that one is asked for something. */
  void begin(String provider) {
    busy.merge(provider, 1, Integer::sum);
  }

  /** Notes that this is over. */
  void end(String provider) {
    busy.computeIfPresent(provider, (_, count) -> count == 1 ? null : count - 1);
  }

  /** For how much one is asked at this moment, in all downloads. */
  int busy(String provider) {
    return busy.getOrDefault(provider, 0);
  }

  /** Notes that a window was taken from one, for another. */
  void handOn() {
    handedOn.increment();
  }

  /** Notes bytes that came although they were here. */
  void again(long bytes) {
    again.add(bytes);
  }

  /** Notes bytes that did not have to come, because a blob that was replaced has them. */
  void spare(long bytes) {
    spared.add(bytes);
  }

  /** How often somebody gave other bytes than those of a blob. */
  public long lies() {
    return lieCount.sum();
  }

  /** The windows that were taken from somebody slow, for somebody else. */
  public long handedOn() {
    return handedOn.sum();
  }

  /** The bytes that came although they were here. */
  public long again() {
    return again.sum();
  }

  /** The bytes that did not have to come, because a blob that was replaced has them. */
  public long spared() {
    return spared.sum();
  }
}
