package io.horizonpush.s3.payload;

import io.horizonpush.s3.store.ContentReader;

/** A body with its framing taken off. */
interface DecodedReader extends ContentReader {

  /** What stood behind the last chunk. Complete once the end has been read. */
  Trailers trailers();
}
