package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tags;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A real origin as one member reaches it: not at all while it is cut off, and now and then an
 * answer is lost of what was done. Thread-safe.
 */
final class CutOrigin implements Origin {

  private static final int ANSWERS_FOR_ONE_LOST = 12;

  private final Origin real;
  private final MarkWatch watch;
  private final SplittableRandom dice;
  private volatile boolean cut;

  CutOrigin(Origin real, MarkWatch watch, SplittableRandom dice) {
    this.real = real;
    this.watch = watch;
    this.dice = dice;
  }

  void cut(boolean now) {
    cut = now;
  }

  boolean isCut() {
    return cut;
  }

  private <T> T reach(Supplier<T> call) {
    if (cut) {
      throw new OriginException(
          new OriginFault.Unavailable(Optional.empty()), "the test cut it off");
    }
    return call.get();
  }

  private <T> T write(String key, Supplier<T> call) {
    T made = reach(() -> watch.during(real, key, call));
    if (isLost()) {
      throw new OriginException(new OriginFault.TimedOut(), "the test lost its answer");
    }
    return made;
  }

  private synchronized boolean isLost() {
    return dice.nextInt(ANSWERS_FOR_ONE_LOST) == 0;
  }

  @Override
  public OriginDescription description() {
    return real.description();
  }

  @Override
  public boolean describesWithBytes() {
    return real.describesWithBytes();
  }

  @Override
  public OriginObject head(String key) {
    return reach(() -> real.head(key));
  }

  @Override
  public Tags tags(String key) {
    return reach(() -> real.tags(key));
  }

  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    return reach(() -> real.open(key, range, pin));
  }

  @Override
  public OriginPage list(OriginListing listing) {
    return reach(() -> real.list(listing));
  }

  @Override
  public String put(OriginWrite write, OriginSource source) {
    return write(write.key(), () -> real.put(write, source));
  }

  @Override
  public OriginUpload begin(OriginWrite write) {
    throw new UnsupportedOperationException("Nothing is so long here");
  }

  @Override
  public OriginUpload resume(OriginWrite write, Secret token) {
    throw new UnsupportedOperationException("Nothing is so long here");
  }

  @Override
  public void delete(String key, Optional<String> tag) {
    boolean _ =
        write(
            key,
            () -> {
              real.delete(key, tag);
              return true;
            });
  }
}
