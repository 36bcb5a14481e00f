package io.horizonpush.fallback.origin;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a write, which can be read from the beginning more than once. */
@FunctionalInterface
public interface OriginSource {

  /** The bytes from the beginning; the caller closes it. */
  InputStream open() throws IOException;
}
