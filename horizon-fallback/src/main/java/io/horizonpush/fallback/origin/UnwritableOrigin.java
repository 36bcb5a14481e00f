package io.horizonpush.fallback.origin;

import java.util.Optional;

/** An origin that nothing is written to: whatever would is refused before anything is sent. */
public abstract class UnwritableOrigin implements Origin {

  @Override
  public final String put(OriginWrite write, OriginSource source) {
    throw refused();
  }

  @Override
  public final OriginUpload begin(OriginWrite write) {
    throw refused();
  }

  @Override
  public final OriginUpload resume(OriginWrite write, Secret token) {
    throw refused();
  }

  @Override
  public final void delete(String key, Optional<String> tag) {
    throw refused();
  }

  private static OriginException refused() {
    return new OriginException(
        new OriginFault.Denied(),
        "the origin is read-only here: nothing is written or deleted there");
  }
}
