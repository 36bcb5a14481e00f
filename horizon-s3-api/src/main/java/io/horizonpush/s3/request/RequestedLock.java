package io.horizonpush.s3.request;

import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.Retention;
import java.util.Optional;

/** What a client asks for that keeps a version from being removed. */
public record RequestedLock(Optional<Retention.Period> retention, Optional<LegalHold> hold) {

  public static final RequestedLock NONE = new RequestedLock(Optional.empty(), Optional.empty());

  /** Whether nothing is asked for. */
  public boolean isEmpty() {
    return retention.isEmpty() && hold.isEmpty();
  }
}
