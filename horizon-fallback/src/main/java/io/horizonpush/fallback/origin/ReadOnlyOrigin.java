package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tags;
import java.util.Optional;

/** An origin that is read alone, whatever its credentials allow. */
public final class ReadOnlyOrigin extends UnwritableOrigin {

  private final Origin origin;

  public ReadOnlyOrigin(Origin origin) {
    this.origin = origin;
  }

  @Override
  public OriginDescription description() {
    return origin.description();
  }

  @Override
  public boolean describesWithBytes() {
    return origin.describesWithBytes();
  }

  @Override
  public OriginObject head(String key) {
    return origin.head(key);
  }

  @Override
  public Tags tags(String key) {
    return origin.tags(key);
  }

  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    return origin.open(key, range, pin);
  }

  @Override
  public OriginPage list(OriginListing listing) {
    return origin.list(listing);
  }
}
