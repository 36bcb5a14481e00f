package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tags;
import java.util.Optional;

/** An origin that nothing is written to: whatever would is refused before anything is sent. */
public final class ReadOnlyOrigin implements Origin {

  private final Origin origin;

  public ReadOnlyOrigin(Origin origin) {
    this.origin = origin;
  }

  @Override
  public OriginDescription description() {
    return origin.description();
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

  @Override
  public String put(OriginWrite write, OriginSource source) {
    throw refused();
  }

  @Override
  public OriginUpload begin(OriginWrite write) {
    throw refused();
  }

  @Override
  public OriginUpload resume(OriginWrite write, Secret token) {
    throw refused();
  }

  @Override
  public void delete(String key, Optional<String> tag) {
    throw refused();
  }

  private static OriginException refused() {
    return new OriginException(
        new OriginFault.Denied(),
        "the origin is read-only here: nothing is written or deleted there");
  }
}
